import Testing

@testable import Settlement

@Suite("Drills in the money journal (R22)")
struct DrillRecordTests {
  private static let now = Instant(wallMilliseconds: 1_614_549_600_000, bootMilliseconds: 5)
  private static let plan = DrillPlan(
    number: DrillNumber(wallMilliseconds: now.wallMilliseconds, random: 7), kind: .stock, environment: "production",
    startedBy: "王", reason: "上线\n演练", rules: DrillRules(),
    steps: [
      DrillStep(
        title: "盘存上传", upload: .init(number: "3501", input: #"{"invinfo":{"a":"甲\\"}}"#), query: nil,
        undo: .init(number: "3507", input: "{}")),
      DrillStep(
        title: "处方", upload: .init(number: "D003", input: "{}"), query: .init(number: "D005", input: "{}"),
        undo: .init(number: "D004", input: "{}")),
    ], personArea: "500101")

  private static let events: [DrillEvent] = [
    .intended(step: 0, .upload, message: "H50010500001202103010600000001"), .resulted(step: 1, .undo, .unknown("超时")),
    .resulted(step: 0, .upload, .accepted(serial: "RX1")), .resulted(step: 0, .query, .found(serial: "RX1")),
    .resulted(step: 0, .query, .found(serial: "RX1", status: "4")),
    .resulted(step: 0, .query, .revoked), .resulted(step: 0, .query, .absent),
    .resulted(step: 0, .upload, .refused("FSI-x")), .resulted(step: 0, .upload, .notSent("拒绝")),
    .skipped(reason: "a"), .handedOver(reason: "b"), .restarted,
    .restartedOlder,
    .hurried(by: "王"), .evidenceAttached(by: "王", text: "电话"),
    .closedByHand(by: "王", confirmedBy: "李", reason: "c"),
  ]

  @Test("every record survives its bytes, and every event its record", arguments: events)
  func roundTrip(event: DrillEvent) throws {
    let record = JournalRecord.drill(event, of: Self.plan.number, at: Self.now)
    let read = try JournalRecord(payload: record.payload)
    #expect(read == record)
    let again = try read.drillEvent()
    #expect(again == event)
  }

  @Test("a plan survives its bytes")
  func plan() throws {
    let record = JournalRecord.drillPlanned(Self.plan, at: Self.now)
    let plan = try DrillPlan(journalFields: try JournalRecord(payload: record.payload).fields)
    #expect(plan == Self.plan)
    #expect(plan.personArea == "500101")
    var fields = record.fields
    fields["area"] = nil
    let older = try DrillPlan(journalFields: fields)
    #expect(older.personArea == nil)
  }

  @Test("drill records carry format version 2, all others 1; either with the other's number is refused")
  func version() throws {
    let drill = JournalRecord.drill(.restarted, of: Self.plan.number, at: Self.now).payload
    let probe = JournalRecord.probe(at: Self.now).payload
    #expect(drill.first == UInt8(ascii: "2"))
    #expect(probe.first == UInt8(ascii: "1"))
    var swapped = drill
    swapped[0] = UInt8(ascii: "1")
    #expect(throws: JournalRecordError.version(1)) { try JournalRecord(payload: swapped) }
    swapped = probe
    swapped[0] = UInt8(ascii: "2")
    #expect(throws: JournalRecordError.version(2)) { try JournalRecord(payload: swapped) }
  }

  @Test("the ledger folds drills beside visits, refuses a second plan and an unknown drill, and knows the newest id")
  func fold() throws {
    var ledger = SwipeLedger()
    _ = try ledger.apply(.drillPlanned(Self.plan, at: Self.now))
    let newer = "H50010500001202103010600010009"
    let older = "H50010500001202103010600000001"
    _ = try ledger.apply(.drillSession("9001", message: newer, at: Self.now))
    _ = try ledger.apply(.drill(.intended(step: 0, .upload, message: older), of: Self.plan.number, at: Self.now))
    #expect(ledger.drills.newestMessage == newer)
    #expect(ledger.drills.drill(Self.plan.number)?.steps[0].state == .uploading)
    #expect(throws: (any Error).self) { try ledger.apply(.drillPlanned(Self.plan, at: Self.now)) }
    let other = DrillNumber(wallMilliseconds: Self.now.wallMilliseconds, random: 8)
    #expect(throws: (any Error).self) { try ledger.apply(.drill(.hurried(by: "王"), of: other, at: Self.now)) }
    _ = try ledger.apply(JournalRecord(kind: "DRILL_RESTARTED", at: Self.now))
    #expect(ledger.drills.drill(Self.plan.number)?.steps[0].state == .unknown)
  }

  @Test("numbers: QD, time and four base-32 characters; a visit's number is none")
  func numbers() {
    // 2021-03-01 06:00:00 in Shanghai.
    #expect(Self.plan.number.text == "QD2103010600000007")
    #expect(DrillNumber("QD2103010600000007") == Self.plan.number)
    #expect(DrillNumber("QZ2103010600000007") == nil)
    #expect(DrillNumber("QD210301060000000") == nil)
  }
}
