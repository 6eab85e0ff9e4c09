import Testing

@testable import Catalogue

@Suite struct CatalogueRecordTests {
  @Test func decodesADiseaseWithItsLogFields() throws {
    let record = try CatalogueRecord.decode(" J00 03|急性'鼻咽炎| JXBYY |1|null||2021/3/1|", kind: .bzml)
    #expect(record.fields == ["J00 03", "急性'鼻咽炎", "JXBYY", "1", "", "", "2021-03-01", ""])
    #expect(record.key == ["J00 03", "1", "", ""])
    #expect(record.keyText == "J00 03|1||")
    #expect(record.changeDate == "2021-03-01")
    #expect(record.logFields == record.fields + ["2021-03-01"])
    #expect(record.value(of: "bzmc") == "急性'鼻咽炎")
    #expect(record.value(of: "kssj") == nil)
  }

  @Test(arguments: [
    ("A|b", RecordReject.Code.wrongFieldCount), ("A|b|c|d|e|f|2021-03-01|h|i", .wrongFieldCount),
    ("", .wrongFieldCount), ("A|b|c|1|||2021-02-30|", .unreadableDate), (" |b|c|1|||2021-03-01|", .emptyKey),
    ("null|b|c|1|||2021-03-01|", .emptyKey), ("A|b|c|1|1234||2021-03-01|", .fieldTooLong),
  ])
  func rejects(_ text: String, _ code: RecordReject.Code) {
    #expect { try CatalogueRecord.decode(text, kind: .bzml) } throws: { ($0 as? RecordReject)?.code == code }
  }

  @Test func aFieldAtItsLimitIsTaken() throws {
    let limit = String(repeating: "病", count: 200)
    #expect(try CatalogueRecord.decode("A|\(limit)|c|1|||2021-03-01|", kind: .bzml).fields[1] == limit)
    #expect { try CatalogueRecord.decode("A|\(limit)病|c|1|||2021-03-01|", kind: .bzml) } throws: {
      ($0 as? RecordReject)?.code == .fieldTooLong
    }
  }

  @Test func decodingIsIdempotent() throws {
    var generator = SystemRandomNumberGenerator()
    let pieces = [" ", "null", "2.50", "甲", "2021/3/1", "'", "\\", "", "\t"]
    for _ in 0..<500 {
      var fields = (0..<8).map { _ in
        (0..<Int.random(in: 0...2)).map { _ in pieces.randomElement(using: &generator)! }.joined()
      }
      fields[6] = ["2021/3/1", "2021-03-01 00:00:00", "Mon Mar 01 06:00:00 CST 2021", "null"].randomElement()!
      guard let once = try? CatalogueRecord.decode(fields: fields, kind: .bzml) else { continue }
      #expect(try CatalogueRecord.decode(fields: once.fields, kind: .bzml) == once)
      #expect(try CatalogueRecord.decode(once.fields.joined(separator: "|"), kind: .bzml) == once)
    }
  }

  @Test func equalPricesKeepTheOlderText() throws {
    var fields = Array(repeating: "", count: 55)
    fields[0] = "1000000001"
    fields[12] = "2.50"
    fields[16] = "0.1"
    fields[29] = "2021-03-01"
    let older = CatalogueRecord(kind: .ypml, canonicalFields: fields)
    fields[12] = "2.5"
    #expect(CatalogueRecord(kind: .ypml, canonicalFields: fields).replacing(older) == nil)
    fields[16] = "0.2"
    let merged = try #require(CatalogueRecord(kind: .ypml, canonicalFields: fields).replacing(older))
    #expect(merged.fields[12] == "2.50")
    #expect(merged.fields[16] == "0.2")
    // A code is a text: 01 is not 1.
    fields[16] = "0.1"
    fields[9] = "01"
    let coded = try #require(CatalogueRecord(kind: .ypml, canonicalFields: fields).replacing(older))
    #expect(coded.fields[9] == "01")
  }
}

@Suite struct FieldTextTests {
  @Test func joinsAndSplits() {
    #expect(FieldText.join(["a", "", "c"]) == "a||c")
    #expect(FieldText.join(["a|b", "c\\d"]) == "a\\|b|c\\\\d")
    for fields in [[""], ["a"], ["a|b", "\\", "", "c"], ["|", "|"], ["病", "种"]] {
      #expect(FieldText.split(FieldText.join(fields)) == fields)
    }
  }
}

@Suite struct LogFormatTests {
  @Test func bytesOfALine() throws {
    let line = LogLine(
      verb: .added, kind: .bzml, fields: ["A|0", "霍\n乱", "HL", "1", "", "", "2021-03-01", "", "2021-03-01"])
    let text = "新增|病种目录|A｜0|霍 乱|HL|1|||2021-03-01||2021-03-01\r\n"
    #expect(LogFormat().terminated(line) == text)
    #expect(LogFormat(encoding: .utf8WithMark).header == [0xEF, 0xBB, 0xBF])
    #expect(LogFormat().header.isEmpty)
    let gb = LogFormat(encoding: .gb18030, lineEnding: .lf)
    // 霍 = BB F4 in GBK.
    #expect(gb.encode("霍\n") == [0xBB, 0xF4, 0x0A])
    for format in [LogFormat(), LogFormat(encoding: .utf8WithMark), gb] {
      let bytes = format.header + format.encode(format.terminated(line) + format.terminated(line))
      let lines = try format.lines(in: bytes)
      #expect(lines == [String(text.dropLast(1)), String(text.dropLast(1))])
    }
    #expect(throws: (any Error).self) { try LogFormat().lines(in: [0xFF, 0xFE]) }
  }
}
