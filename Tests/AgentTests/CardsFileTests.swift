import Foundation
import Testing

@testable import Agent

@Suite struct CardsFileTests {
  private func write(_ text: String, mode: Int) throws -> String {
    let path = NSTemporaryDirectory() + "qz-cards-\(UUID().uuidString).toml"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  @Test func readsCards() throws {
    let path = try write(
      "[[card]]\nnumber = \"T00000001\"\n[[card]]\nnumber = \"T00000002\"\ninsurance = \"2\"\n", mode: 0o600)
    #expect(
      try CardsFile.load(path) == [
        .init(number: "T00000001", insurance: "1"), .init(number: "T00000002", insurance: "2"),
      ])
  }

  @Test(arguments: [0o640, 0o604, 0o644]) func refusesAFileOthersCanRead(mode: Int) throws {
    let path = try write("[[card]]\nnumber = \"T00000001\"\n", mode: mode)
    #expect { try CardsFile.load(path) } throws: { ($0 as? AgentError)?.code == .cards }
  }

  @Test func refusesStrangeNumbers() {
    #expect(throws: ConfigurationError.self) { try CardsFile.parse("[[card]]\nnumber = \"1|2\"", file: "c") }
    #expect(throws: ConfigurationError.self) {
      try CardsFile.parse("[[card]]\nnumber = \"1\"\ninsurance = \"4\"", file: "c")
    }
  }

  @Test func limitHoldsAtTheLimitAndOnePast() throws {
    let card = "[[card]]\nnumber = \"T1\"\n"
    #expect(try CardsFile.parse(String(repeating: card, count: 100), file: "c").count == 100)
    #expect(throws: ConfigurationError.self) { try CardsFile.parse(String(repeating: card, count: 101), file: "c") }
  }
}
