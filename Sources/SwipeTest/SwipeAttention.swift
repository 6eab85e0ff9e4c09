import Settlement

/// Why a person has to look, a line each: what makes `qianzhi status` and `qianzhi swipe status` end with exit code 3
/// (operations.md).
extension SwipeRunner {
  func attentionLines(_ now: Instant) -> [String] {
    var lines: [String] = []
    if let journalFailure { lines.append("资金日志不可用，不再查询也不再冲正：\(journalFailure)") }
    lines += olderLines
    for visit in ledger.visits where visit.isOpen {
      if visit.handedOver || visit.reopened {
        lines.append("门诊号 \(visit.plan.number.text) \(owed(visit))，结束之前不开始新的测试")
      }
    }
    lines += unreachableLines
    lines += ledger.unansweredMisses.sorted().map { "\($0) 没有进行：\(ledger.missedRuns[$0] ?? "")" }
    // One that no running agent has journalled yet.
    if configuration.automatic, let run = missedRun(now) { lines.append("\(run.id) 没有进行：\(run.reason)") }
    if let waiting = waitingInWindow(now) { lines.append(waiting) }
    return lines
  }

  /// Why an open visit waits, as status and the gate it blocks say it.
  func owed(_ visit: Visit) -> String {
    var words = visit.reopened ? ["关闭后中心仍有它的结算"] : []
    words.append(visit.handedOver && visit.isUndecided ? "已移交人工：\(visit.handOverReason)" : visit.stateTitle)
    return (words + refusalLines(visit)).joined(separator: "，")
  }

  /// What the gate says about open visits: which, why, and what to do about those that wait for a person.
  func openGateReason(_ open: [Visit]) -> String {
    guard !open.isEmpty else { return "没有" }
    let list = open.map { "\($0.plan.number.text) \(owed($0))" }.joined(separator: "；")
    let phone = configuration.phone.isEmpty ? "" : " \(configuration.phone)"
    guard let first = open.first(where: { $0.handedOver && $0.isUndecided }) else {
      let isRefused = open.contains { $0.reopened }
      return "\(list)；等它结束" + (isRefused ? "。中心一直不受理冲正时，请致电中心\(phone)，报门诊号" : "")
    }
    return "\(list)。请致电中心\(phone) 核实，见 qianzhi swipe status；中心确认已平后由两人执行 "
      + "qianzhi swipe resolve \(first.plan.number.text) --by 姓名 --confirmed-by 第二人 --reason 依据"
  }
}
