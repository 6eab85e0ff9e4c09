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

  private func cards(_ lines: String, isNational: Bool) throws -> [CardsFile.Card] {
    try CardsFile.parse("[[card]]\n\(lines)", file: "c", isNational: isNational)
  }

  private func words(_ lines: String, isNational: Bool) -> String {
    do {
      _ = try cards(lines, isNational: isNational)
      return ""
    } catch { return "\(error)" }
  }

  @Test(arguments: ["一二三", "①②③", "３１０", "31", "3100", "31a"])
  func anInsuranceIsAsciiDigits(insurance: String) {
    let text = words("number = \"T1\"\ninsurance = \"\(insurance)\"", isNational: true)
    #expect(text.contains("险种"))
  }

  @Test func aCodeOfThreeDigitsIsThePlatforms() throws {
    let card = "number = \"T1\"\ninsurance = \"310\""
    #expect(try cards(card, isNational: true).map(\.insurance) == ["310"])
    #expect(words(card, isNational: false).contains("interface"))
    for kind in ["1", "2", "3"] {
      #expect(try cards("number = \"T1\"\ninsurance = \"\(kind)\"", isNational: false).map(\.insurance) == [kind])
    }
  }

  @Test(arguments: ["certificate = \"02\"", "identity = \"500000198503121011\"", "card_sn = \"1\"", "name = \"甲\""])
  func aCertificateIsThePlatforms(line: String) throws {
    let card = "number = \"T1\"\n\(line)"
    #expect(try cards(card, isNational: true).first?.certificate != nil)
    let text = words(card, isNational: false)
    #expect(text.contains("interface"))
    #expect(!text.contains("500000198503121011"))
  }

  @Test(arguments: [(false, 20), (true, 50)])
  func aNumberIsAsLongAsTheInterfaceTakes(isNational: Bool, limit: Int) throws {
    let longest = String(repeating: "1", count: limit)
    #expect(try cards("number = \"\(longest)\"", isNational: isNational).map(\.number) == [longest])
    #expect(words("number = \"\(longest)1\"", isNational: isNational).contains("\(limit) 位"))
  }
}
