import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// What persons typed about a drill is shown without the numbers of its persons, wherever it is shown.
@Suite("I9: numbers of a drill's persons in what was typed")
struct DrillNumbersTests {
  private static let secrets = [
    "50000000000000001234", "500000198503121011", "500000197001011010", "500000197102022020",
  ]
  /// Nobody of the drill before.
  private static let others = PrescriptionPersons(
    patient: .init(
      number: MaskedText("50000000000000009876"), name: MaskedText("测试乙"), certificateKind: "01",
      certificate: MaskedText("500000199001010000"), gender: "2", age: "36", area: "500000", insurance: "310",
      visit: "MD00002"),
    doctor: .init(
      code: "D2", name: MaskedText("另一医师"), certificateKind: "01", certificate: MaskedText("500000198001010000"),
      licence: "", departmentCode: "0001", departmentName: "内科"),
    pharmacist: .init(
      code: "P2", name: MaskedText("另一药师"), certificateKind: "01", certificate: MaskedText("500000198101010000"),
      licence: "YS0002", departmentCode: "0002", departmentName: "药房"))

  private func lines(_ records: [JournalRecord], _ persons: PrescriptionPersons?) -> [String] {
    let known = KnownNumbers(cards: [], drillPersons: persons, records: records)
    return records.enumerated().map { JournalText.line($0.offset + 1, $0.element, known: known) }
  }

  @Test("reason, note and closing are masked in the journal as shown, also after other persons were configured")
  func typed() async throws {
    var run = DrillRun()
    run.configuration.prescription.query = nil
    for request in 1...9 { run.platform.faults[request] = .refuse }
    let first = try await run.start()
    let begun = try await first.runNow(.prescription, name: "王", reason: "患者 50000000000000001234")
    let number = try #require(begun.drills.first).drill
    try await first.attach(number, by: "王", evidence: "证 500000 19850312 1011，医师 500000197001011010")
    try await first.close(number, by: "王", confirmedBy: "李", reason: "药师 500000197102022020")
    run.configuration.persons = Self.others
    let later = try await run.start()
    let status = await later.status()
    let drill = try #require(status.drills.first)
    #expect(drill.reason == "患者 ****1234")
    #expect(drill.evidence == ["王：证 ****1011，医师 ****1010"])
    #expect(drill.result == "由 王、李（药师 ****2020） 确认关闭")
    let records = try run.disk.durableRecords()
    #expect(records.first { $0.kind == "DRILL_PLANNED" }?.fields["reason"] == "患者 50000000000000001234")
    let report = await later.report()
    let shown = [report.text, report.page, "\(report.sheets)", "\(status)"]
    for persons in [nil, Self.others, DrillRun.persons] {
      let journal = lines(records, persons)
      #expect(journal.contains { $0.contains(" DRILL_PLANNED ") && $0.contains("reason=患者 ****1234") })
      #expect(journal.contains { $0.contains(" DRILL_EVIDENCE ") && $0.contains("reason=证 ****1011，医师 ****1010") })
      #expect(journal.contains { $0.contains(" DRILL_CLOSED_BY_HAND ") && $0.contains("reason=药师 ****2020") })
      for text in shown + journal {
        for secret in Self.secrets + ["500000 19850312 1011"] { #expect(!text.contains(secret), "\(secret): \(text)") }
      }
    }
  }

  @Test("a configured person's number is masked in the journal of a drill that names nobody")
  func configured() async throws {
    var run = DrillRun()
    let runner = try await run.start()
    _ = try await runner.runNow(.stock, name: "王", reason: "患者 50000000000000001234")
    let journal = lines(try run.disk.durableRecords(), DrillRun.persons).joined(separator: "\n")
    #expect(journal.contains("reason=患者 ****1234") && !journal.contains("50000000000000001234"))
  }

  @Test("both spellings of the inputs name the persons", arguments: PrescriptionDrill.NumberSet.allCases)
  func spellings(set: PrescriptionDrill.NumberSet) throws {
    let drill = PrescriptionDrill(
      upload: set.upload, query: set.query, revoke: set.revoke, payload: set.payload, diagnosisCode: "J06.900",
      diagnosisName: "急性上呼吸道感染")
    let now = Instant(wallMilliseconds: 1_614_549_600_000, bootMilliseconds: 5)
    let number = DrillNumber(wallMilliseconds: now.wallMilliseconds, random: 7)
    let item = DrillItem(
      nationalCode: "XA01", hospitalCode: "1", name: "药", specification: "1", form: "片", unit: "盒", price: "1.00")
    let step = drill.step(
      number, persons: DrillRun.persons, item: item, institution: ("H50010500001", "示例医院"), now: now.wallMilliseconds)
    let plan = DrillPlan(
      number: number, kind: .prescription, environment: "test", startedBy: "王", reason: "演练", rules: DrillRules(),
      steps: [step])
    let known = KnownNumbers(cards: [], records: [.drillPlanned(plan, at: now)])
    #expect(
      known.masked(in: "证500000198503121011、500000197001011010、500000197102022020") == "证****1011、****1010、****2020")
    // 人员编号 is in 7101's fields alone.
    #expect((known.masked(in: "50000000000000001234") == "****1234") == (set.payload == .snake))
    #expect(known.masked(in: "\(number.text) J06.900 内科 H50010500001") == "\(number.text) J06.900 内科 H50010500001")
  }
}
