import Foundation
import SwipeTest

/// What `qianzhi swipe status` shows: plain lines, or a table for `--watch` on a terminal.
public enum SwipeStatusText {
  static func lines(_ status: SwipeStatus) -> [String] {
    var lines = head(status)
    for visit in status.visits {
      lines.append(
        "\(visit.visit)  卡 \(visit.card)  \(state(visit))  计划 \(visit.planned) 元"
          + "  结算 \(visit.settled.isEmpty ? "-" : visit.settled)  下一步：\(visit.nextAction)")
      lines +=
        (visit.handOver + visit.evidence + visit.refusals).map { "    \($0)" } + visit.alarms.map { "    警报：\($0)" }
    }
    return lines + [status.summary]
  }

  private static func head(_ status: SwipeStatus) -> [String] {
    var lines = [status.windowStart.isEmpty ? "没有将到的窗口" : "下一个窗口：\(status.windowStart) 至 \(status.windowEnd)"]
    if !status.windowStart.isEmpty { lines.append("  结算不晚于 \(status.lastSettle)") }
    lines += status.attention.map { "要处理：\($0)" }
    if let problem = status.cardsProblem, !status.attention.contains(problem) { lines.append(problem) }
    lines += status.notes.filter { !status.attention.contains($0) }.map { "测试 \($0)" }
    return lines
  }

  private static func state(_ visit: SwipeStatus.VisitStatus) -> String {
    visit.stateTitle + (visit.handedOver ? "（已移交人工）" : "")
  }

  /// Lines without a table, for files and pipes.
  ///
  /// - Parameter json: what `AgentCommand.swipeStatusData` said.
  public static func lines(json: String) throws -> [String] {
    let status = try JSONDecoder().decode(SwipeStatus.self, from: Data(json.utf8))
    return [environment(status)] + lines(status)
  }

  /// A table no wider than the terminal; the last column is cut where it does not fit.
  ///
  /// - Parameters:
  ///   - json: what `AgentCommand.swipeStatusData` said.
  ///   - width: columns of the terminal; a Chinese character takes two.
  public static func table(json: String, width: Int) throws -> [String] {
    let status = try JSONDecoder().decode(SwipeStatus.self, from: Data(json.utf8))
    var rows = [["门诊号", "卡", "计划", "结算", "状态", "下一步"]]
    for visit in status.visits {
      rows.append([
        visit.visit, visit.card, visit.planned, visit.settled.isEmpty ? "-" : visit.settled, state(visit),
        visit.nextAction,
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { displayWidth($0[column]) }.max() ?? 0 }
    let table = rows.map { row in
      row.indices.map { padded(row[$0], widths[$0]) }.joined(separator: "  ")
    }
    let remarks = status.visits.flatMap { visit in
      (visit.handOver + visit.evidence + visit.refusals).map { "\(visit.visit)  \($0)" }
        + visit.alarms.map { "\(visit.visit)  警报：\($0)" }
    }
    let all = [environment(status)] + head(status) + (status.visits.isEmpty ? [] : [""] + table + [""]) + remarks
    return (all + [status.summary]).map { cut($0, width) }
  }

  private static func environment(_ status: SwipeStatus) -> String {
    "环境：\(status.environment == "production" ? "正式环境" : "测试环境")"
  }

  /// Columns a text takes on a terminal: East Asian wide and fullwidth characters take two.
  static func displayWidth(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x20000...0x3FFFD:
        width + 2
      default: width + 1
      }
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - displayWidth(text)))
  }

  private static func cut(_ text: String, _ width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    var kept = ""
    for character in text {
      if displayWidth(kept) + displayWidth(String(character)) > width { break }
      kept.append(character)
    }
    return kept
  }
}
