import Foundation
import Testing

@testable import ViewServer

/// Every file of this folder, sent to the agent and to PostgreSQL 15 with the same rows.
@Suite(.serialized) struct WireFileTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

  static func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") && $0 != "README.txt" }
      .sorted()
  }

  private func play(_ file: WireFile, on client: RawClient, name: String, isAgent: Bool) throws {
    for exchange in file.exchanges {
      try client.send(raw: exchange.bytes)
      let answers = try client.untilReady().map(WireFile.shown)
      let expected = isAgent ? exchange.agent : exchange.postgres
      if answers != expected {
        Issue.record(
          """
          \(name):\(exchange.line) \(isAgent ? "agent" : "PostgreSQL") answers
          \(answers.map { "< \($0)" }.joined(separator: "\n"))
          """)
      }
    }
  }

  @Test(.timeLimit(.minutes(3))) func agentAndPostgreSQLAnswerAsWritten() async throws {
    let names = try Self.files()
    #expect(names.count >= 4)
    let postgres = try PostgresServer()
    do {
      try await RunningServer.with { server in
        for name in names {
          let file = try WireFile(path: "\(Self.folder)/\(name)")
          try play(file, on: try postgres.connect(), name: name, isAgent: false)
          try play(file, on: try server.local(), name: name, isAgent: true)
        }
      }
    } catch {
      try postgres.stop()
      throw error
    }
    try postgres.stop()
  }
}
