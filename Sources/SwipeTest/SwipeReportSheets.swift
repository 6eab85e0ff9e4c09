import Settlement

/// The report as tables for a spreadsheet (R20): one row a visit, the totals, the runs. Every value is text, so that no
/// program changes a number it was given; cards are masked.
public struct SwipeReportSheets: Codable, Sendable, Equatable {
  public struct Sheet: Codable, Sendable, Equatable {
    public let name: String
    public let columns: [String]
    public let rows: [[String]]
  }

  public let sheets: [Sheet]
}

extension SwipeRunner {
  public func reportSheets() -> SwipeReportSheets {
    SwipeReportSheets(sheets: [visitSheet(), totalSheet(), runSheet()])
  }

  /// A visit's settled and reversed amounts are sums over its settlements, as in the totals.
  private func visitSheet() -> SwipeReportSheets.Sheet {
    let rows = ledger.visits.map { visit -> [String] in
      let totals = SwipeTotals([visit])
      let sent = visit.settleSentText ?? ""
      let proofs = visit.settlements.map { visit.proofText(of: $0) }
      var remarks = [endLine(visit), visit.leftOverReason ?? ""] + earlierEndLine(visit)
      if visit.handedOver { remarks.append("已移交人工：\(visit.handOverReason)") }
      remarks += evidenceLines(visit)
      remarks += refusalLines(visit)
      remarks += visit.alarms.map { "警报：\($0)" }
      let net = totals.settledSum + -totals.reversedSum
      let environment = ledger.environment(of: visit).map { SwipeText.environment($0) } ?? ""
      let plan: [String] = [
        visit.plan.number.text, visit.plan.run, environment, visit.plan.card.description, visit.plan.insurance,
        String(visit.plan.detailCount), visit.plan.total.yuanText, sent,
      ]
      let money: [String] = [
        visit.settlements.map(\.serial.text).joined(separator: " "), String(totals.settled),
        totals.settledSum.yuanText, String(totals.reversed), totals.reversedSum.yuanText, net.yuanText,
      ]
      let remark = remarks.filter { !$0.isEmpty }.joined(separator: "；")
      return plan + money + [proofs.joined(separator: " "), visit.stateTitle, remark]
    }
    return SwipeReportSheets.Sheet(
      name: "流水",
      columns: [
        "门诊号", "测试", "环境", "卡", "险种", "明细条数", "计划金额", "结算发出", "结算流水号", "结算笔数", "结算金额", "冲正笔数", "冲正金额", "净额",
        "核实", "状态", "备注",
      ], rows: rows)
  }

  private func totalSheet() -> SwipeReportSheets.Sheet {
    let moments = ledger.visits.compactMap { $0.settleSentAt?.wallMilliseconds }
    var rows: [[String]] = [
      ["机构", "\(configuration.institutionName)（\(configuration.institutionCode)）"],
      ["环境", SwipeText.environment(configuration.environment.rawValue)],
      ["打印时间", ShanghaiTime.fullText(clock.now().wallMilliseconds)],
    ]
    for part in visitsByEnvironment {
      let totals = part.totals
      rows += totals.counts.map { [$0.title + part.suffix, String($0.count)] }
      rows += [
        ["结算金额" + part.suffix, totals.settledSum.yuanText], ["冲正金额" + part.suffix, totals.reversedSum.yuanText],
        ["净额" + part.suffix, (totals.settledSum + -totals.reversedSum).yuanText],
      ]
    }
    rows += [
      ["首次结算", moments.min().map(ShanghaiTime.fullText) ?? ""],
      ["末次结算", moments.max().map(ShanghaiTime.fullText) ?? ""],
    ]
    rows += (severalEnvironmentsLines + environmentLines).map { ["环境", $0] }
    rows += reconciliationLines().map { ["对账", $0] }
    rows += [["日志条数", String(journal.head.length)], ["日志摘要", journal.head.hash]]
    return SwipeReportSheets.Sheet(name: "合计", columns: ["项目", "值"], rows: rows)
  }

  private func runSheet() -> SwipeReportSheets.Sheet {
    let known = knownNumbers
    let held = ledger.runs.map { run -> [String] in
      return [
        run.id, run.startedBy.isEmpty ? "自动" : known.masked(in: run.startedBy), known.masked(in: run.reason),
        ShanghaiTime.fullText(run.window.startMilliseconds), ShanghaiTime.fullText(run.window.endMilliseconds),
        SwipeText.environment(run.environment), run.ended ? run.endReason : "进行中",
      ]
    }
    let missed = ledger.missedRuns.sorted { $0.key < $1.key }.map { run, reason -> [String] in
      [run, "", "", "", "", "", "没有进行：\(reason)"]
    }
    return SwipeReportSheets.Sheet(
      name: "测试", columns: ["测试", "开始人", "原因", "窗口开始", "窗口结束", "环境", "结束"], rows: held + missed)
  }
}

/// Words of the journal for people.
enum SwipeText {
  /// `test` and `production` as the configuration writes them; anything else as it stands.
  static func environment(_ recorded: String) -> String {
    switch SwipeConfiguration.Environment(rawValue: recorded) {
    case .test: "测试环境"
    case .production: "正式环境"
    case nil: recorded
    }
  }
}
