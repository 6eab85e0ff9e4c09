import Catalogue
import CatalogueStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import Agent

/// Commands that read or write whole files do it on a thread of their own: the tasks' threads are as few as the cores.
@Suite struct BlockingCommandsTests {
  /// Lines, and how many were said from a task's thread.
  private final class Said: Sendable {
    let lines = Mutex<[String]>([])
    let inTask = Mutex(0)
    var sink: CommandSink {
      CommandSink { output in
        guard case .line(let text) = output else { return }
        self.lines.withLock { $0.append(text) }
        if withUnsafeCurrentTask(body: { $0 != nil }) { self.inTask.withLock { $0 += 1 } }
      }
    }
  }

  @Test func longCommandsRunAwayFromTheTasks() async throws {
    let directory = NSTemporaryDirectory() + "qz-long-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let configuration = try ConfigurationFile.parse(
      ConfigurationTests.smallest.replacing("\"数据\"", with: "\"\(directory)/data\""), file: "a", relativeTo: "/")
    let runtime = try await AgentRuntime(configuration, logger: Logger(label: "test"))
    let day = CivilDate(dayNumber: 0)
    for name in ["霍乱", "副霍乱"] {
      let batch = PublishableBatch(
        kind: .bzml, from: day, through: day, isWhole: true, announced: 1,
        records: [try CatalogueRecord.decode(fields: ["A00", name, "HL", "1", "", "", "2021-01-20", ""], kind: .bzml)])
      _ = try runtime.store.publish([batch], now: 1_614_312_000_000)
    }
    for command in [
      AgentCommand.logRebuild(day: nil), .logExport(path: directory + "/log.xlsx", day: nil),
      .release(.export(1, 2, path: directory + "/diff.xlsx")),
    ] {
      let said = Said()
      #expect(await runtime.perform(command, output: said.sink) == .done)
      #expect(said.lines.withLock { !$0.isEmpty })
      #expect(said.inTask.withLock { $0 } == 0, "\(command)")
    }
    try await runtime.close()
  }
}
