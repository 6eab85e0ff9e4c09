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

  /// What is wrong with a file of secrets is told, with its line, and keeps nothing from starting (R17); mended, it is read.
  @Test func mistakesAreAReason() throws {
    let good = "[[card]]\nnumber = \"T00000001\"\n"
    let persons = "[doctor]\ncode = \"D1\"\n"
    for (text, mode, words): (String, Int, String) in [
      (good, 0o644, "QZ-A006"), (good + "insurence = \"1\"\n", 0o600, "第 3 行 [card.insurence]"), ("", 0o600, "没有卡"),
      ("[[card]\n", 0o600, "TOML"),
    ] {
      let path = try write(text, mode: mode)
      var configuration = try ConfigurationFile.parse(ConfigurationTests.smallest, file: "a", relativeTo: "/etc")
      configuration.swipeTest.cardsFile = path
      let read = configuration.loadCards()
      #expect(read.cards.isEmpty && read.problem?.contains(words) == true, "\(read.problem ?? "")")
      #expect(read.problem?.contains("T00000001") == false)
      try FileManager.default.removeItem(atPath: path)
      configuration.swipeTest.cardsFile = try write(good, mode: 0o600)
      #expect(configuration.loadCards().problem == nil && configuration.loadCards().cards.count == 1)
      configuration.drill.personsFile = try write(persons, mode: 0o600)
      let none = configuration.loadDrillPersons()
      #expect(none.persons == nil && none.problem.contains("patient"), "\(none.problem)")
    }
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
