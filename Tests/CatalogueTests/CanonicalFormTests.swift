import Testing

@testable import Catalogue

@Suite struct CanonicalFormTests {
  @Test(arguments: [
    ("  甲  ", "甲"), ("null", ""), (" null\t", ""), ("NULL", "NULL"), ("nullable", "nullable"), ("2.50", "2.50"),
    ("01", "01"),
    ("", ""), (" \r\n", ""), ("　全角　", "　全角　"), ("J00 03", "J00 03"),
  ])
  func text(_ received: String, _ canonical: String) {
    #expect(CanonicalForm.text(received) == canonical)
  }

  @Test(arguments: [
    ("2.50", "2.5"), ("0", "0.000"), (".5", "0.50"), ("007", "7"), ("-0", "0"), ("+1", "1"), ("1.", "1"),
    ("", ""), ("限价", "限价"),
  ])
  func oneDecimalValue(_ left: String, _ right: String) {
    #expect(CanonicalForm.haveOneDecimalValue(left, right))
  }

  @Test(arguments: [
    ("2.5", "2.51"), ("", "0"), ("1e2", "100"), (".", "0"), ("1.2.3", "1.23"), ("-1", "1"), ("10", "1"), ("0x1", "1"),
  ])
  func differentValues(_ left: String, _ right: String) {
    #expect(!CanonicalForm.haveOneDecimalValue(left, right))
  }
}
