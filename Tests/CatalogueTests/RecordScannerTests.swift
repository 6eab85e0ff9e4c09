import Catalogue
import Testing

/// The scanner finds what the decoder finds, or leaves the record to it.
@Suite struct RecordScannerTests {
  private func scanned(_ text: String, _ kind: CatalogueKind) -> CatalogueRecord? {
    var text = text
    return text.withUTF8 { bytes in
      var scanner = RecordScanner(kind)
      guard scanner.scan(bytes) else { return nil }
      return CatalogueRecord(
        kind: kind, canonicalFields: (0..<kind.table.recordFieldCount).map { scanner.field($0, in: bytes) })
    }
  }

  @Test func fieldsInCanonicalForm() throws {
    let record = try #require(scanned(" A00 |霍 乱\t|null|1||| 2021-03-01 |", .bzml))
    #expect(record.fields == ["A00", "霍 乱", "", "1", "", "", "2021-03-01", ""])
    #expect(record.keyText == "A00|1||")
  }

  /// Another date form, a day that does not exist, too long a field, a missing key, too few or too many fields.
  @Test(arguments: [
    "A00|n|M|1|||2021/3/1|", "A00|n|M|1|||2021-02-29|", "A00|n|M|1|||2021-03-01 00:00:00|", "|n|M|1|||2021-03-01|",
    "A00|n|M|1|||2021-03-01", "A00|n|M|1|||2021-03-01||", "", "A00|n|M|1|||2021-0a-01|",
  ])
  func isLeftToTheDecoder(_ text: String) { #expect(scanned(text, .bzml) == nil) }

  @Test func aFieldAtItsLimitAndOnePastIt() throws {
    // 药品编码: 30 characters.
    func text(_ count: Int) -> String {
      (["1000000001", String(repeating: "9", count: count)] + Array(repeating: "", count: 53)).joined(separator: "|")
    }
    let record = try #require(scanned(text(30), .ypml))
    #expect(record.fields[1].count == 30)
    #expect(scanned(text(31), .ypml) == nil)
  }

  /// What both read is the same record: 20,000 texts put together by chance.
  @Test func agreesWithTheDecoder() throws {
    var random = SystemRandomNumberGenerator()
    let pieces = [
      "", " ", "null", "A00", "霍乱", "2021-03-01", "2021-02-30", "2021/3/1", "\t1", "1\n", "\\", "0.10", "x\u{1F}y",
      "NULL",
      "2021-03-01 08:00:00",
    ]
    var agreed = 0
    for _ in 0..<20_000 {
      var fields = (0..<8).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
      if Bool.random(using: &random) { fields[6] = "2021-03-01" }
      if Int.random(in: 0..<20, using: &random) == 0 { fields.append("") }
      let text = fields.joined(separator: "|")
      guard let record = scanned(text, .bzml) else { continue }
      let decoded = try CatalogueRecord.decode(text, kind: .bzml)
      #expect(record == decoded, "\(text)")
      agreed += 1
    }
    #expect(agreed > 1000)
  }
}
