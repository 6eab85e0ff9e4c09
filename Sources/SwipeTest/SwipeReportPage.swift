import Settlement

/// The report as one page to print and sign (R20): plan, results, sums, times, reconciliation, head hash, signatures.
extension SwipeRunner {
  /// A whole HTML document without any other file; cards masked, every text escaped.
  public func reportPage() -> String {
    let now = ShanghaiTime.fullText(clock.now().wallMilliseconds)
    return """
      <!DOCTYPE html>
      <html lang="zh-CN"><head><meta charset="utf-8"><title>刷卡测试报告</title>
      <style>
      @page { size: A4; margin: 15mm }
      body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; font-size: 10pt; color: #000 }
      h1 { font-size: 15pt; margin: 0 0 2mm } h2 { font-size: 11pt; margin: 4mm 0 1mm }
      table { border-collapse: collapse; width: 100% } th, td { border: 0.3mm solid #666; padding: 1mm; text-align: left }
      td.n { text-align: right; white-space: nowrap } .open { font-weight: bold } code { word-break: break-all }
      .sign td { border: 0; border-bottom: 0.3mm solid #000; height: 12mm; width: 33%; vertical-align: bottom }
      </style></head><body>
      <h1>刷卡测试报告（\(environmentHeading)）</h1>
      <p>机构：\(Self.escaped(configuration.institutionName))（\(Self.escaped(configuration.institutionCode))）　打印：\(now)</p>
      \(runTable())
      \(visitsByEnvironment.map(totalTable).joined(separator: "\n"))
      \(visitTable())
      <h2>对账</h2><p>\(reconciliationLines().map(Self.escaped).joined(separator: "<br>"))</p>
      \(openSection())
      \(handSection())
      <h2>资金日志</h2><p>\(journal.head.length) 条，末条摘要 <code>\(journal.head.hash)</code></p>
      <table class="sign"><tr><td>经办人：</td><td>复核人：</td><td>日期：</td></tr></table>
      </body></html>
      """
  }

  private func runTable() -> String {
    var rows = ""
    for run in ledger.runs {
      let by = run.startedBy.isEmpty ? "自动" : startedBy(run)
      let window =
        "\(ShanghaiTime.fullText(run.window.startMilliseconds)) 至 \(ShanghaiTime.timeText(run.window.endMilliseconds))"
      rows += Self.row([run.id, by, window, SwipeText.environment(run.environment), run.ended ? run.endReason : "进行中"])
    }
    for (run, reason) in ledger.missedRuns.sorted(by: { $0.key < $1.key }) {
      rows += Self.row([run, "", "", "", "没有进行：\(reason)"])
    }
    let switched = environmentLines.isEmpty ? "" : "<p>\(environmentLines.map(Self.escaped).joined(separator: "；"))</p>"
    return "<h2>计划</h2><table>\(Self.head(["测试", "开始", "窗口", "环境", "结束"]))\(rows)</table>\(switched)"
  }

  private func totalTable(_ part: EnvironmentVisits) -> String {
    let totals = part.totals
    let counts = totals.counts
    let net = (totals.settledSum + -totals.reversedSum).yuanText
    let moments = part.visits.compactMap { $0.settleSentAt?.wallMilliseconds }
    let first = moments.min().map(ShanghaiTime.fullText) ?? "-"
    let last = moments.max().map(ShanghaiTime.fullText) ?? "-"
    return """
      <h2>合计\(part.suffix)</h2><table>\(Self.head(counts.map(\.title)))
      \(Self.row(counts.map { String($0.count) }))</table>
      <p>结算 \(totals.settledSum.yuanText) 元，冲正 \(totals.reversedSum.yuanText) 元，净额 \(net) 元　首次结算 \(first)，末次结算 \(last)</p>
      """
  }

  private func visitTable() -> String {
    var rows = ""
    let isNamed = hasSeveralEnvironments
    for visit in ledger.visits {
      let settlements = visit.settlements.isEmpty ? [nil] : visit.settlements.map { Optional($0) }
      for settlement in settlements {
        let amount = settlement.map { visit.shownTotal(of: $0)?.yuanText ?? "未知" } ?? "-"
        let proof = settlement.map { visit.proofText(of: $0) } ?? "-"
        let result = [visit.stateTitle, visit.leftOverReason ?? ""].filter { !$0.isEmpty }.joined(separator: "；")
        let sent = visit.settleSentText ?? "-"
        let origin = isNamed ? [environmentTitle(visit), visit.plan.run] : []
        rows += Self.row(
          [visit.plan.number.text] + origin + [
            visit.plan.card.description, visit.plan.total.yuanText, sent,
            settlement?.serial.text ?? "-", amount, proof, result,
          ])
      }
    }
    let titles = ["门诊号"] + (isNamed ? ["环境", "测试"] : []) + ["卡", "计划金额", "结算发出", "结算流水号", "结算金额", "冲正", "结果"]
    return "<h2>流水</h2><table>\(Self.head(titles))\(rows)</table>"
  }

  /// What a person still has to do, and alarms.
  private func openSection() -> String {
    var lines: [String] = []
    for visit in ledger.visits {
      let all = handOverLines(visit) + refusalLines(visit) + visit.alarms.map { "警报：\($0)" }
      if !all.isEmpty { lines.append("\(visit.plan.number.text)") }
      lines += all.map { "　" + $0 }
    }
    guard !lines.isEmpty else { return "" }
    return "<h2>需要注意</h2><p class=\"open\">\(lines.map(Self.escaped).joined(separator: "<br>"))</p>"
  }

  /// What persons wrote down and attached, and who closed what by hand.
  private func handSection() -> String {
    var lines: [String] = []
    for visit in ledger.visits {
      let closed = visit.end == .closedByHand ? ["人工关闭：\(endLine(visit))"] : []
      lines += (closed + earlierEndLine(visit) + evidenceLines(visit)).map { "\(visit.plan.number.text)　\($0)" }
    }
    guard !lines.isEmpty else { return "" }
    return "<h2>人工处理</h2><p>\(lines.map(Self.escaped).joined(separator: "<br>"))</p>"
  }

  private static func head(_ titles: [String]) -> String {
    "<tr>" + titles.map { "<th>\(escaped($0))</th>" }.joined() + "</tr>"
  }

  private static func row(_ values: [String]) -> String {
    "<tr>" + values.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
