import Settlement
import SettlementJournal

/// The drills' report: plain lines, one page to print and sign, and tables, all from one status (R20).
public struct DrillReport: Sendable {
  private let status: DrillStatus
  private let institution: String
  private let printedAt: String

  init(status: DrillStatus, institution: String, printedAt: String) {
    self.status = status
    self.institution = institution
    self.printedAt = printedAt
  }

  public var text: String {
    var lines = ["演练报告", "机构：\(institution)", "环境：\(SwipeText.environment(status.environment))", "打印时间：\(printedAt)"]
    lines += [status.summary, ""]
    for drill in status.drills {
      lines.append(
        "\(drill.kindTitle) \(drill.drill)  \(drill.plannedAt)  \(SwipeText.environment(drill.environment))"
          + "  由 \(drill.startedBy) 开始（\(drill.reason)）")
      lines += drill.steps.map { "  \(Self.line($0))" }
      lines.append("  结果：\(drill.result)")
      lines += (drill.handOver + drill.alarms.map { "警报：\($0)" } + drill.evidence.map { "依据：\($0)" }).map { "  \($0)" }
    }
    if status.drills.isEmpty { lines.append("还没有演练过") }
    lines.append("日志：\(status.head.length) 条，摘要 \(status.head.hash)")
    return lines.joined(separator: "\n") + "\n"
  }

  static func line(_ step: DrillStatus.Step) -> String {
    let query = step.numbers[1].isEmpty ? "无查询" : "查询 \(step.numbers[1])"
    let serial = step.serial.isEmpty ? "" : "  编号 \(step.serial)"
    return "\(step.title)  上传 \(step.numbers[0])，\(query)，撤销 \(step.numbers[2])\(serial)  撤销发出 \(step.undosSent) 次"
      + "  \(step.stateTitle)"
  }

  private static let columns = [
    "编号", "演练", "环境", "时间", "开始人", "原因", "步骤", "上传", "查询", "撤销", "中心编号", "撤销次数", "状态", "结果", "备注",
  ]

  /// One row a step.
  private var rows: [[String]] {
    status.drills.flatMap { drill in
      drill.steps.map { step -> [String] in
        let remarks = drill.alarms.map { "警报：\($0)" } + drill.evidence.map { "依据：\($0)" }
        let head: [String] = [
          drill.drill, drill.kindTitle, SwipeText.environment(drill.environment), drill.plannedAt, drill.startedBy,
          drill.reason,
        ]
        return head + [step.title] + step.numbers
          + [
            step.serial, String(step.undosSent), step.stateTitle, drill.result, remarks.joined(separator: "；"),
          ]
      }
    }
  }

  public var sheets: SwipeReportSheets {
    let totals: [[String]] = [
      ["机构", institution], ["环境", SwipeText.environment(status.environment)], ["打印时间", printedAt],
      ["合计", status.summary], ["日志条数", String(status.head.length)], ["日志摘要", status.head.hash],
    ]
    return SwipeReportSheets(sheets: [
      .init(name: "演练", columns: Self.columns, rows: rows), .init(name: "合计", columns: ["项目", "值"], rows: totals),
    ])
  }

  /// A whole HTML document without any other file.
  public var page: String {
    func cells(_ values: [String], _ tag: String) -> String {
      "<tr>" + values.map { "<\(tag)>\(SwipeRunner.escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    let environment = SwipeText.environments(
      status.drills.map { SwipeText.environment($0.environment) }, configured: status.environment
    ).joined(separator: "、")
    let owed = status.drills.flatMap { drill in drill.handOver.map { "\(drill.drill)　\($0)" } }
    let attention =
      owed.isEmpty ? "" : "<h2>需要注意</h2><p><b>\(owed.map(SwipeRunner.escaped).joined(separator: "<br>"))</b></p>"
    return """
      <!DOCTYPE html>
      <html lang="zh-CN"><head><meta charset="utf-8"><title>演练报告</title>
      <style>
      @page { size: A4 landscape; margin: 12mm }
      body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; font-size: 9pt; color: #000 }
      h1 { font-size: 15pt; margin: 0 0 2mm } h2 { font-size: 11pt; margin: 4mm 0 1mm }
      table { border-collapse: collapse; width: 100% } th, td { border: 0.3mm solid #666; padding: 1mm; text-align: left }
      code { word-break: break-all } .sign td { border: 0; border-bottom: 0.3mm solid #000; height: 12mm; width: 33% }
      </style></head><body>
      <h1>演练报告（\(environment)）</h1>
      <p>机构：\(SwipeRunner.escaped(institution))　打印：\(printedAt)</p>
      <p>\(status.summary)</p>
      <table>\(cells(Self.columns, "th"))\(rows.map { cells($0, "td") }.joined())</table>
      \(attention)
      <h2>资金日志</h2><p>\(status.head.length) 条，末条摘要 <code>\(status.head.hash)</code></p>
      <table class="sign"><tr><td>经办人：</td><td>复核人：</td><td>日期：</td></tr></table>
      </body></html>
      """
  }
}

extension DrillRunner {
  public func report() async -> DrillReport {
    DrillReport(
      status: await status(), institution: "\(configuration.institutionName)（\(configuration.institutionCode)）",
      printedAt: ShanghaiTime.fullText(clock.now().wallMilliseconds))
  }
}
