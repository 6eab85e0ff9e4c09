import Testing

@testable import Catalogue

@Suite struct LogLineTests {
  /// A combining accent, an emoji's variation selector, a joiner, a family of emoji: all of them join what is before.
  @Test(arguments: ["\u{301}e", "\u{FE0F}", "\u{200D}药", "👨‍👩‍👧", "\u{E9}", "甲\r\n乙", "a|b", "\u{1F3FB}"])
  func aLineIsReadBackByItsBytes(_ value: String) throws {
    var fields = [String](repeating: "", count: 9)
    fields[0] = "A00"
    fields[1] = value
    fields[8] = "2021-03-01"
    let text = LogLine(verb: .added, kind: .bzml, fields: fields).text
    let line = try #require(LogLine(parsing: text))
    #expect(Array(line.text.utf8) == Array(text.utf8))
    #expect(line.key[0] == "A00")
    #expect(line.checkDate == "2021-03-01")
  }

  @Test func aLineEndOfTwoCharactersIsTwoBlanks() {
    #expect(LogLine.onOneColumn("甲\r\n乙") == "甲  乙")
    #expect(Array(LogLine.onOneColumn("|\u{301}").utf8) == Array("｜\u{301}".utf8))
  }
}
