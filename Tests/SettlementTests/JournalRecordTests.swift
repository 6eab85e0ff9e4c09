import Settlement
import Testing

@Suite("Journal payloads")
struct JournalRecordTests {
  @Test("The bytes are a function of the content; a hand-written payload is read")
  func fixed() throws {
    let number = try #require(VisitNumber("QZ210301060504Z01A"))
    let record = JournalRecord(
      kind: "SETTLE_INTENT", at: Instant(wallMilliseconds: 12, bootMilliseconds: 3), visit: number,
      fields: ["b": "x\ny\\z=1", "a": "\u{301}甲\0"])
    let text = "1 SETTLE_INTENT\n@boot=3\n@visit=QZ210301060504Z01A\n@wall=12\na=\u{301}甲\\0\nb=x\\ny\\\\z=1\n"
    #expect(String(decoding: record.payload, as: UTF8.self) == text)
    #expect(try JournalRecord(payload: Array(text.utf8)) == record)
    #expect(!record.payload.contains(0))
  }

  @Test(
    "Another version, a cut or foreign payload is an error",
    arguments: [
      "2 PROBE\n@boot=3\n@wall=12\n", "1 PROBE\n@boot=3\n", "1 PROBE\n@boot=3\n@wall=12", "", "\n", "x",
      "1 PROBE\n@boot=3\n@wall=12\na=\\q\n", "1 PROBE\n@boot=3\n@boot=3\n@wall=12\n",
    ])
  func refused(text: String) {
    #expect(throws: JournalRecordError.self) { try JournalRecord(payload: Array(text.utf8)) }
  }

  @Test("Records without their plan are refused (R22)")
  func unplanned() throws {
    let number = try #require(VisitNumber("QZ210301060504Z01A"))
    var ledger = SwipeLedger()
    #expect(throws: JournalRecordError.self) {
      _ = try ledger.apply(JournalRecord(.cancelled(reason: "x"), visit: number, at: at(6, 0, 0)))
    }
  }
}
