import Settlement

/// Why a person has to look, a line each: what makes `qianzhi status` and `qianzhi swipe status` end with exit code 3
/// (operations.md).
extension SwipeRunner {
  func attentionLines(_ now: Instant) -> [String] {
    var lines: [String] = []
    if let journalFailure { lines.append("资金日志不可用，不再查询也不再冲正：\(journalFailure)") }
    lines += olderLines
    for visit in ledger.visits where visit.isOpen {
      if visit.handedOver {
        lines.append("门诊号 \(visit.plan.number.text) 已移交人工：\(visit.handOverReason)")
      } else if visit.reopened {
        lines.append("门诊号 \(visit.plan.number.text) 关闭后中心又有它的结算，正在冲正")
      }
    }
    lines += unreachableLines
    lines += ledger.unansweredMisses.sorted().map { "\($0) 没有进行：\(ledger.missedRuns[$0] ?? "")" }
    // One that no running agent has journalled yet.
    if configuration.automatic, let run = missedRun(now) { lines.append("\(run.id) 没有进行：\(run.reason)") }
    if let waiting = waitingInWindow(now) { lines.append(waiting) }
    return lines
  }
}
