import Catalogue
import CatalogueFeed
import CatalogueStore
import Foundation
import Mirror
import SwipeTest

/// What `qianzhi status` shows, and what decides whether a person has to look.
struct AgentStatus: Codable {
  struct Views: Codable {
    let listen: String
    let connections: Int
    let refused: Int
  }

  let institution: String
  let environment: String
  let release: Int64
  let rows: [String: Int]
  let feed: FeedStatus
  let freshness: FeedFreshness
  /// Batches that were downloaded and kept out.
  let held: [HeldBatch]
  let openRejects: Int
  /// Catalogues that were rolled back and wait for `release resume`.
  let rollbackHolds: [RollbackHold]
  /// Release files that are damaged; older ones are served.
  let damagedFiles: [DamagedFile]
  /// Rows without a national code (双码), by catalogue.
  let withoutNationalCode: [String: Int]
  let swipe: SwipeStatus
  let drills: DrillStatus
  /// What is open and nobody goes on with, because no agent is running; a line, or none.
  let unattended: [String]
  /// `nil` when no agent is running.
  let views: Views?
  let mirrors: [MirrorStatus]
  let downloadLog: DownloadLogStatus
  /// What keeps the drop folder from working; a line each, none without an agent.
  let dropFolder: [String]

  /// A held batch, rejects nobody accepted, a feed that fails, a swipe test that needs a person.
  var needsAttention: Bool {
    !held.isEmpty || !rollbackHolds.isEmpty || !damagedFiles.isEmpty || openRejects > 0 || feed.lastError != nil
      || feed.catalogues.values.contains { $0.nightProblem != nil || $0.otherCentre != nil || $0.staying != nil }
      || freshness.isStale || downloadLog.needsPerson || !unattended.isEmpty || !dropFolder.isEmpty
      || swipe.needsAttention || drills.needsAttention || mirrors.contains(where: \.needsPerson)
  }
}

extension AgentRuntime {
  func status() async throws -> AgentStatus {
    let feedStatus = try feed.fullStatus()
    let swipeStatus = await swipe.status()
    let drillStatus = await drills.status()
    return AgentStatus(
      institution: configuration.institution.name, environment: configuration.institution.environment.rawValue,
      release: store.currentSet.number,
      rows: Dictionary(uniqueKeysWithValues: store.rowCounts.map { ($0.key.rawValue, $0.value) }), feed: feedStatus,
      freshness: FeedFreshness(
        feedStatus, isEnabled: configuration.feed.isEnabled, pollEverySeconds: configuration.feed.pollEverySeconds,
        now: Self.now()),
      held: try store.heldBatches(), openRejects: try store.rejects().count { $0.acceptedAt == nil },
      rollbackHolds: try store.rollbackHolds(), damagedFiles: store.damagedFiles,
      withoutNationalCode: try withoutNationalCode(), swipe: swipeStatus, drills: drillStatus,
      unattended: journal.unattendedLines(swipeStatus, drillStatus),
      views: viewStatus(),
      mirrors: try mirrors.map { try $0.mirror.status() },
      downloadLog: try logKeeper.status(isRunning: isAgent), dropFolder: await dropFolder?.problems() ?? [])
  }

  private func withoutNationalCode() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for kind in CatalogueKind.allCases {
      let coverage = try store.codeCoverage(kind)
      counts[kind.rawValue] = coverage.all - coverage.withCode
    }
    return counts
  }

  func showStatus(json: Bool, _ output: Output) async throws -> ExitStatus {
    let status = try await status()
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      output(.line(String(decoding: try encoder.encode(status), as: UTF8.self)))
    } else {
      for line in lines(status) { output(.line(line)) }
    }
    return status.needsAttention ? .attention : .done
  }

  private func lines(_ status: AgentStatus) -> [String] {
    var lines = ["\(status.institution)（\(configuration.institution.environment.title)）"]
    lines.append(status.release == 0 ? "目录：还没有发布过" : "目录：第 \(status.release) 次发布")
    for kind in CatalogueKind.allCases {
      var text = "  \(kind.title)  \(status.rows[kind.rawValue] ?? 0) 行"
      let uncoded = status.withoutNationalCode[kind.rawValue] ?? 0
      if uncoded > 0 { text += "，其中 \(uncoded) 行没有国家编码" }
      if let feed = status.feed.catalogues[kind.rawValue] {
        if let poll = feed.lastGoodPoll { text += "  上次核对 \(Self.timeText(poll))" }
        if let missing = feed.missingAtCentre, missing > 0 { text += "  其中 \(missing) 行中心已没有" }
        if let staying = feed.staying { text += "  \(staying)" }
        if let error = feed.lastError { text += "  错误：\(error)" }
        if let other = feed.otherCentre { text += "  \(other)" }
        if let problem = feed.nightProblem { text += "  上次夜间核对：\(problem)" }
      }
      if let held = status.held.first(where: { $0.kind == kind }) { text += "  未发布：\(held.reason)" }
      lines.append(text)
    }
    lines += status.rollbackHolds.map(Self.holdText) + status.damagedFiles.map(\.text)
    lines += Self.feedLines(status)
    if status.openRejects > 0 { lines.append("拒收：\(status.openRejects) 行待处理，用 qianzhi rejects list 查看") }
    if let views = status.views {
      lines.append("视图：监听 \(views.listen)，当前连接 \(views.connections)，拒绝过 \(views.refused) 次")
    } else {
      lines.append(isAgent ? "视图：没有在监听，请看前置程序的日志" : "视图：前置程序没有在运行")
    }
    lines += configuration.warnings().map { "注意：\($0)" } + status.downloadLog.lines
    lines += status.dropFolder + status.mirrors.map(\.text)
    lines.append("刷卡测试：\(status.swipe.summary)")
    lines += status.swipe.attention.map { "  要处理：\($0)（见 qianzhi swipe status）" }
    if !status.drills.drills.isEmpty { lines.append("演练：\(status.drills.summary)") }
    lines += status.drills.attention.map { "  要处理：\($0)（见 qianzhi drill status）" }
    lines += status.unattended.map { "要处理：\($0)" }
    return lines
  }

  static func timeText(_ unixMilliseconds: Int64) -> String {
    CivilDateTime(unixMilliseconds: unixMilliseconds).fullText
  }
}
