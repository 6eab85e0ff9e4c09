import Catalogue
import CatalogueStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import Agent

/// `log export` and `log rebuild` beside a day that can be neither read nor made again.
@Suite struct LogFileCommandsTests {
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private static let noon: Int64 = 1_614_312_000_000
  private static let day: Int64 = 86_400_000

  private final class Said: Sendable {
    let lines = Mutex<[String]>([])
    var sink: CommandSink {
      CommandSink { output in
        guard case .line(let text) = output else { return }
        self.lines.withLock { $0.append(text) }
      }
    }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
  }

  private func publish(_ runtime: AgentRuntime, _ kind: CatalogueKind, _ fields: [Int: String], at time: Int64) throws {
    var record = [String](repeating: "", count: kind.table.recordFieldCount)
    for (place, value) in fields { record[place] = value }
    let day = CivilDate(dayNumber: 0)
    let batch = PublishableBatch(
      kind: kind, from: day, through: day, isWhole: true, announced: 1,
      records: [try CatalogueRecord.decode(fields: record, kind: kind)])
    _ = try runtime.store.publish([batch], now: time)
  }

  /// The first load of 26 February was lost with its file and its log; a piece of that day and one of the 27th wait.
  private func withLostDay(_ body: (AgentRuntime, String) throws -> Void) async throws {
    let directory = NSTemporaryDirectory() + "qz-log-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let configuration = try ConfigurationFile.parse(
      ConfigurationTests.smallest.replacing("\"数据\"", with: "\"\(directory)/data\""), file: "a", relativeTo: "/")
    let runtime = try await AgentRuntime(configuration, logger: Logger(label: "test"))
    do {
      let disease = [0: "A00", 1: "霍乱", 3: "1", 6: "2021-01-20"]
      try publish(runtime, .bzml, disease, at: Self.noon)
      let quiet = Said()
      #expect(runtime.bringLog(.done, quiet.sink) == .done)
      try FileManager.default.removeItem(atPath: "\(directory)/data/releases/bzml/000001.sqlite")
      #expect(try runtime.store.inspectFiles().damaged.count == 1)
      try FileManager.default.removeItem(
        atPath: "\(configuration.downloadLog.directory)/\(try #require(try runtime.store.logFiles().first).name)")
      try publish(runtime, .bzml, disease, at: Self.noon)
      try publish(runtime, .ypml, [0: "0012", 2: "阿莫西林", 29: "2021-03-01"], at: Self.noon + Self.day)
      try body(runtime, directory)
    } catch {
      try await runtime.close()
      throw error
    }
    try await runtime.close()
  }

  @Test func theExportOfAnotherDayIsMadeAndTheLogTold() async throws {
    try await withLostDay { runtime, directory in
      let path = directory + "/log.xlsx"
      let said = Said()
      let status = try runtime.exportLogs(to: path, CivilDate(year: 2021, month: 2, day: 27), said.sink)
      #expect(status == .attention)
      #expect(said.text.contains("QZ-L103 下载日志没有写成"), "\(said.text)")
      #expect(said.text.contains("已导出到 \(path)：药品目录 1 行"), "\(said.text)")
      #expect(FileManager.default.fileExists(atPath: path))
      // A day without a log is none, whatever else is wrong.
      let none = try runtime.exportLogs(to: path, CivilDate(year: 2021, month: 3, day: 5), Said().sink)
      #expect(none == .failed)
    }
  }

  @Test func theRebuildKeepsItsOwnExitCode() async throws {
    try await withLostDay { runtime, _ in
      let said = Said()
      let status = try runtime.rebuildLogs(nil, said.sink)
      #expect(status == .failed)
      #expect(said.text.contains("下载日志-20210226.txt  不能重建"), "\(said.text)")
      #expect(said.text.contains("QZ-L103 下载日志没有写成"), "\(said.text)")
      let other = Said()
      let second = try runtime.rebuildLogs(CivilDate(year: 2021, month: 2, day: 27), other.sink)
      #expect(second == .attention)
      #expect(other.text.contains("下载日志-20210227.txt"), "\(other.text)")
    }
  }
}
