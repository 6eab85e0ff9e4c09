import Settlement

extension Visit {
  /// It tested its card: a settlement of it happened, as the centre's word or R10's test says, and it was reversed or is
  /// being. An 05 that was sent alone may have been refused.
  var hasSettled: Bool {
    settlements.contains { $0.state == .closed } || isUndecided && !settlements.isEmpty
  }
}

/// Why a person has to look, a line each: what makes `qianzhi status` and `qianzhi swipe status` end with exit code 3
/// (operations.md).
extension SwipeRunner {
  func attentionLines(_ now: Instant) -> [String] {
    var lines: [String] = []
    if let journalFailure { lines.append("资金日志不可用，不再查询也不再冲正：\(journalFailure)") }
    lines += olderLines + unexplainedAttention
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
    if let unfinished = unfinishedRun(now) { lines.append(unfinished) }
    return lines
  }

  /// The environment's latest run ended without a settlement of each card: those with visits in it and, on its day, all configured ones.
  /// Said until another run. What two persons closed has been looked at.
  private func unfinishedRun(_ now: Instant) -> String? {
    guard let run = ledger.runs.last(where: isOfThisEnvironment), run.ended else { return nil }
    let visits = ledger.visits.filter { $0.plan.run == run.id }
    var cards = Set(visits.map(\.plan.card))
    if ShanghaiTime.dateText(run.window.startMilliseconds) == ShanghaiTime.dateText(now.wallMilliseconds) {
      cards.formUnion(configuration.cards.map(\.number))
    }
    cards.subtract(visits.filter { $0.hasSettled || $0.end == .closedByHand }.map(\.plan.card))
    return cards.isEmpty ? nil : "\(run.id) 没有测完：\(run.endReason)"
  }

  /// Why an open visit waits, as status and the gate it blocks say it.
  func owed(_ visit: Visit) -> String {
    var words = visit.reopened ? ["关闭后中心仍有它的结算"] : []
    words.append(visit.handedOver && visit.isUndecided ? "已移交人工：\(visit.handOverReason)" : visit.stateTitle)
    words += visit.refundDifferences.map(\.text).filter { !visit.handOverReason.contains($0) }
    return (words + refusalLines(visit)).joined(separator: "，")
  }

  /// Closed before, and 15 or 3202 names its settlement all the same: closing it again would not last.
  func namedAfterClosing(_ visit: Visit) -> Bool {
    visit.reopened && visit.rules.profile.reconcile
      && visit.settlements.contains { $0.state != .closed && visit.refundDifference(of: $0) == nil }
  }

  /// What the gate says about open visits: which, why, and what to do about those that wait for a person.
  func openGateReason(_ open: [Visit]) -> String {
    guard !open.isEmpty else { return "没有" }
    let list = open.map { "\($0.plan.number.text) \(owed($0))" }.joined(separator: "；")
    let phone = configuration.phone.isEmpty ? "" : " \(configuration.phone)"
    if let again = open.first(where: namedAfterClosing) {
      return "\(list)。请致电中心\(phone) 冲正 \(again.plan.number.text)，对账出现退费后自动结束；再次人工关闭会被重新打开"
    }
    guard let first = open.first(where: { $0.handedOver && $0.isUndecided }) else {
      let isRefused = open.contains { $0.reopened }
      return "\(list)；等它结束" + (isRefused ? "。中心一直不受理冲正时，请致电中心\(phone)，报门诊号" : "")
    }
    return "\(list)。请致电中心\(phone) 核实，见 qianzhi swipe status；中心确认已平后由两人执行 "
      + "qianzhi swipe resolve \(first.plan.number.text) --by 姓名 --confirmed-by 第二人 --reason 依据"
  }
}
