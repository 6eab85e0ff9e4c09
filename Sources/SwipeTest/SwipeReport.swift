import Settlement

/// The printed report, plain text (R20).
extension SwipeRunner {
  public func report() -> String {
    let now = clock.now().wallMilliseconds
    var lines = ["刷卡测试报告"]
    lines.append("机构：\(configuration.institutionName)（\(configuration.institutionCode)）")
    lines.append("环境：\(SwipeText.environment(configuration.environment.rawValue))")
    lines += severalEnvironmentsLines + environmentLines
    lines.append("打印时间：\(ShanghaiTime.fullText(now))")
    for run in ledger.runs {
      let by = run.startedBy.isEmpty ? "自动" : knownNumbers.masked(in: "由 \(run.startedBy) 手工开始（\(run.reason)）")
      lines.append(
        "测试 \(run.id)：\(by)，窗口 \(ShanghaiTime.fullText(run.window.startMilliseconds)) 至 "
          + "\(ShanghaiTime.timeText(run.window.endMilliseconds))，\(SwipeText.environment(run.environment))")
    }
    lines += visitsByEnvironment.map { "合计\($0.suffix)：\($0.totals.line)" }
    let moments = ledger.visits.compactMap { $0.settleSentAt?.wallMilliseconds }
    if let first = moments.min(), let last = moments.max() {
      lines.append("首次结算 \(ShanghaiTime.fullText(first))，末次结算 \(ShanghaiTime.fullText(last))")
    }
    lines.append("")
    for visit in ledger.visits { lines += self.lines(of: visit) }
    lines += reconciliationLines()
    lines += ledger.missedRuns.sorted { $0.key < $1.key }.map { "测试 \($0.key) 没有进行：\($0.value)" }
    lines.append("日志：\(journal.head.length) 条，摘要 \(journal.head.hash)")
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of visit: Visit) -> [String] {
    var lines = [
      "流水 \(visit.plan.number.text)  卡 \(visit.plan.card)  明细 \(visit.plan.detailCount) 条 "
        + "\(visit.plan.total.yuanText) 元  \(visit.stateTitle)"
        + (hasSeveralEnvironments ? "  \(environmentTitle(visit))  \(visit.plan.run)" : "")
    ]
    for settlement in visit.settlements {
      let amount = visit.shownTotal(of: settlement)?.yuanText ?? "未知"
      lines.append("  结算流水号 \(settlement.serial.text)  \(amount) 元  \(visit.proofText(of: settlement))")
    }
    if !visit.endReason.isEmpty { lines.append("  结果：\(endLine(visit))") }
    lines += earlierEndLine(visit).map { "  \($0)" }
    if let reason = visit.leftOverReason { lines.append("  遗留：\(reason)") }
    if visit.handedOver { lines.append("  已移交人工：\(visit.handOverReason)") }
    lines += refusalLines(visit).map { "  \($0)" }
    lines += handOverLines(visit).map { "    \($0)" }
    lines += evidenceLines(visit).map { "  \($0)" }
    lines += visit.alarms.map { "  警报：\($0)" }
    return lines
  }

  /// Whether all is even, and which of the centre's words were not configured.
  func reconciliationLines() -> [String] {
    reconciliation() + olderLines + unreachableLines + openDrillLines + warnings()
  }

  /// The same journal has the drills, whose report is another: what they left at the centre is named here.
  private var openDrillLines: [String] {
    let open = ledger.drills.open.map(\.plan.number.text)
    return open.isEmpty ? [] : ["演练：\(open.joined(separator: "、")) 未决，见 qianzhi drill report"]
  }

  private func reconciliation() -> [String] {
    let open = ledger.visits.filter { $0.isUndecided || $0.isAskedBeforeCleaning }
    let unverified = ledger.visits.flatMap(\.settlements).filter { $0.proof == .answeredOnly }
    var lines: [String] = []
    if !open.isEmpty { lines.append("对账：尚有 \(open.count) 笔未决，未平") }
    let differing = ledger.visits.filter { !$0.refundDifferences.isEmpty }.count
    if differing > 0 { lines.append("对账：\(differing) 笔退费与结算不符，未平") }
    lines += byHandLines.map { "对账：\($0)" }
    let unasked = ledger.visits.filter(\.isUnaskedSinceRestart).count
    if unasked > 0 { lines.append("对账：\(unasked) 笔在结算之前程序重新启动过，无法向中心查询，资金未核实") }
    if mayHaveLostRecords { lines.append("对账：资金日志可能是旧的副本，平否未知") }
    lines += unexplainedLines
    if lines.isEmpty, ledger.visits.isEmpty { lines = ["对账：没有流水，未对账"] }
    if lines.isEmpty { lines = [unverified.isEmpty ? "对账：已平" : "对账：\(unverified.count) 笔已应答未核实"] }
    return lines
  }

  /// What two persons closed and no word of the centre bears out.
  var byHandLines: [String] {
    let count = ledger.visits.filter(\.isUnprovenByHand).count
    return count == 0 ? [] : ["\(count) 笔人工关闭，未核实"]
  }

  private func warnings() -> [String] {
    var lines: [String] = []
    if !configuration.profile.query, !isNational { lines.append("警告：未配置查询交易（query = \"none\"），未知结果可能需要人工") }
    if !configuration.profile.reconcile {
      lines.append("警告：未配置对账交易（reconcile = \"none\"），查无的流水不能自动关闭")
    }
    return lines
  }
}
