import CentreProtocol
import Settlement
import Testing

@testable import SwipeTest

@Suite("I9: numbers of test persons in what was typed")
struct KnownNumbersTests {
  private let known = KnownNumbers(
    cards: [
      .init(number: MaskedText("622202123456"), insurance: "1"),
      .init(
        number: MaskedText("T00000001"), insurance: "310",
        certificate: Person1101.Certificate(
          kind: "02", number: MaskedText("T00000001"), identity: MaskedText("50000019850312101X"))),
    ],
    records: [
      JournalRecord(
        kind: "VISIT_PLANNED", at: Instant(wallMilliseconds: 0, bootMilliseconds: 0),
        fields: ["card": "9990001112", "person": "50000000000777;500000;310;03"])
    ])

  @Test(arguments: [
    ("卡 622202123456 已退", "卡 ****3456 已退"), ("622202123456", "****3456"),
    ("6222 0212 3456。", "****3456。"), ("6222-0212-3456", "****3456"), ("６２２２０２１２３４５６", "****3456"),
    ("t00000001和T00000001", "****0001和****0001"), ("证 50000019850312101x", "证 ****101X"),
    ("旧卡9990001112，人员50000000000777", "旧卡****1112，人员****0777"),
    // Nothing of theirs: other numbers, a serial, parts of one.
    ("流水号 S9000001，电话 023-12345678", "流水号 S9000001，电话 023-12345678"), ("62220212345", "62220212345"),
    ("", ""), ("甲：电话", "甲：电话"),
  ])
  func masked(typed: String, shown: String) {
    #expect(known.masked(in: typed) == shown)
  }

  @Test("Four characters are masked, three would strike out parts of words")
  func shortest() {
    let short = KnownNumbers(
      cards: ["T001", "T01"].map { SwipeConfiguration.Card(number: MaskedText($0), insurance: "1") }, records: [])
    #expect(short.masked(in: "T001 T01") == "****01 T01")
  }
}
