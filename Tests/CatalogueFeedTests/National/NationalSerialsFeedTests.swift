import Catalogue
import CatalogueStore
import Testing

@testable import CatalogueFeed

/// Rows of the platform over a view that the unified interface filled: 双码, one row a drug (docs/national-feed.md).
@Suite struct NationalSerialsFeedTests {
  private let fixture: NationalFixture

  init() throws { fixture = try NationalFixture() }

  /// A row of the unified interface: 流水号, 药品编码, 通用名, 变更时间.
  private func row(_ serial: String, code: String = "") -> CatalogueRecord {
    var fields = [String](repeating: "", count: 55)
    (fields[0], fields[1], fields[2], fields[29]) = (serial, "Y-" + serial, "旧名", "2020-01-01")
    return CatalogueRecord(kind: .ypml, canonicalFields: fields, additional: code.isEmpty ? [:] : ["gjmldm": code])
  }

  private func hold(_ rows: [CatalogueRecord]) throws {
    let days = try #require(CentreDate.parse("2020-01-01")).date
    let batch = PublishableBatch(
      kind: .ypml, from: days, through: days, isWhole: true, announced: rows.count, records: rows)
    #expect(try fixture.store.publish([batch], now: NationalFixture.start - 1000).release == 1)
  }

  private func importCodes(_ pairs: [String: String]) throws {
    _ = try fixture.store.importCodes([.ypml: pairs], now: NationalFixture.start - 500, publishes: true)
  }

  private func code(of serial: String) throws -> String? {
    try fixture.store.record(.ypml, key: [serial])?.additional["gjmldm"]
  }

  private func name(of serial: String) throws -> String? { try fixture.value("tym", of: serial) }

  private func changes(_ outcome: FeedOutcome) -> ChangeCounts? {
    if case .published(let changes, _) = outcome.results[.ypml] { changes } else { nil }
  }

  private func reason(_ outcome: FeedOutcome) -> String {
    if case .held(let held) = outcome.results[.ypml] { held.reason } else { "\(outcome)" }
  }

  @Test func rowsStayUnderTheirOldSerials() async throws {
    try hold([row("S01"), row("S02")])
    try importCodes(["S01": "XA01", "S02": "XA02"])
    fixture.put(
      [NationalFixture.drug("XA01", "新名"), NationalFixture.drug("XA02"), NationalFixture.drug("XA03")], announced: 3)
    fixture.say([NationalFixture.limit("XA01", "9.5")])
    let first = try await fixture.poll()
    #expect(changes(first) == ChangeCounts(added: 1, modified: 2))
    #expect(fixture.store.rowCounts[.ypml] == 3)
    #expect(try name(of: "S01") == "新名")
    #expect(try fixture.value("ypbm", of: "S01") == "Y-S01")
    #expect(try code(of: "S01") == "XA01")
    #expect(try fixture.value("ylbzdj", of: "S01") == "9.5")
    // Without a serial the code is the key.
    #expect(try code(of: "XA03") == "XA03")
    #expect(try name(of: "XA01") == nil)
    let again = try await fixture.poll()
    #expect(again.release == nil && again.isComplete)
    // A term alone, by the national code.
    fixture.say([NationalFixture.limit("XA01", "8", changed: "2021-02-26 11:00:00")])
    let term = try await fixture.poll()
    #expect(changes(term) == ChangeCounts(modified: 1))
    #expect(try fixture.value("ylbzdj", of: "S01") == "8")
    // Everything again: nothing is another row, and nothing is missing.
    let full = try await fixture.poll(full: true)
    #expect(full.results[.ypml] == .published(changes: ChangeCounts(), missingAtCentre: []))
  }

  /// 批发价 is in none of the platform's transactions, and nobody would maintain the older one.
  @Test func aColumnThatThePlatformLacksIsEmpty() async throws {
    var fields = row("S01").fields
    fields[12] = "2.50"
    try hold([CatalogueRecord(kind: .ypml, canonicalFields: fields, additional: [:])])
    try importCodes(["S01": "XA01"])
    fixture.put([NationalFixture.drug("XA01")], announced: 1)
    _ = try await fixture.poll()
    #expect(try fixture.value("pfj", of: "S01") == "")
    let change = try #require(try fixture.store.changes(after: 0, limit: 100).last)
    #expect(change.verb == .modified && change.before?[12] == "2.50" && change.after?[12] == "")
  }

  /// The file's own 甲乙 is kept by the national code, too.
  @Test func aLevelTakenBackLeavesTheFilesOwn() async throws {
    try hold([row("S01")])
    try importCodes(["S01": "XA01"])
    func level(_ valid: String, _ changed: String) -> [String: String] {
      [
        "hilist_code": "XA01", "chrgitm_lv": "02", "insu_admdvs": NationalFixture.area, "begndate": "2020-01-01",
        "vali_flag": valid, "updt_time": changed, "rid": "L1",
      ]
    }
    fixture.put([NationalFixture.drug("XA01", level: "1")], announced: 1)
    fixture.say([level("1", "2021-02-01 10:00:00")], "1312")
    _ = try await fixture.poll()
    #expect(try fixture.value("ylfydj", of: "S01") == "2")
    fixture.say([level("0", "2021-02-20 10:00:00")], "1312")
    _ = try await fixture.poll()
    #expect(try fixture.value("ylfydj", of: "S01") == "1")
  }

  /// Of several serials the smallest one held, else the smallest.
  @Test func severalSerialsOfOneCode() async throws {
    try hold([row("S02"), row("S03"), row("S09")])
    try importCodes(["S01": "XA01", "S03": "XA01", "S02": "XA01", "S05": "XA02", "S04": "XA02", "S09": "XA09"])
    fixture.put(
      [NationalFixture.drug("XA01"), NationalFixture.drug("XA02"), NationalFixture.drug("XA09")], announced: 3)
    let outcome = try await fixture.poll()
    #expect(changes(outcome) == ChangeCounts(added: 1, modified: 2))
    #expect(try name(of: "S02") == "药")
    #expect(try name(of: "S03") == "旧名")
    #expect(try name(of: "S01") == nil)
    #expect(try code(of: "S04") == "XA02")
  }

  /// A row held names its code where no file of codes does; one whose serial was given another code does not count.
  @Test func theCodeOfARowHeld() async throws {
    try hold([row("S02", code: "XA01"), row("S01", code: "XA01"), row("S03", code: "XA03"), row("S04", code: "XA04")])
    // A row that came again with the older code.
    try importCodes(["S04": "XA05"])
    let days = try #require(CentreDate.parse("2020-01-01")).date
    let older = PublishableBatch(
      kind: .ypml, from: days, through: days, isWhole: false, announced: 1, records: [row("S04", code: "XA04")])
    _ = try fixture.store.publish([older], now: NationalFixture.start - 400)
    #expect(try code(of: "S04") == "XA04")
    fixture.put(["XA01", "XA03", "XA04", "XA05"].map { NationalFixture.drug($0) }, announced: 4)
    let outcome = try await fixture.poll()
    #expect(changes(outcome) == ChangeCounts(added: 1, modified: 3))
    #expect(try name(of: "S01") == "药")
    #expect(try name(of: "S02") == "旧名")
    #expect(try code(of: "S03") == "XA03")
    #expect(try code(of: "XA04") == "XA04")
    #expect(try code(of: "S04") == "XA05")
  }

  /// A serial that is told after its row came makes no second row.
  @Test func aCodeThatComesAfterItsRow() async throws {
    fixture.put([NationalFixture.drug("XA01")], announced: 1)
    _ = try await fixture.poll()
    try importCodes(["S01": "XA01"])
    fixture.put(
      [NationalFixture.drug("XA01", "新名", changed: "2021-02-01 00:00:00", version: NationalFixture.secondVersion)],
      announced: 1, version: NationalFixture.secondVersion)
    let outcome = try await fixture.poll()
    #expect(changes(outcome) == ChangeCounts(modified: 1))
    #expect(try name(of: "XA01") == "新名")
    #expect(fixture.store.rowCounts[.ypml] == 1)
  }

  private func unknownCodes() async throws {
    try hold([row("S01"), row("S02"), row("S03")])
    try importCodes(["S01": "XA01"])
    fixture.put(
      [NationalFixture.drug("XA01"), NationalFixture.drug("XA02"), NationalFixture.drug("XA03")], announced: 3)
  }

  @Test func unknownCodesHoldTheFirstCatalogue() async throws {
    try await unknownCodes()
    let release = fixture.store.currentSet.number
    // The first one has told nobody yet, also when everything was asked for.
    for full in [true, false] {
      let outcome = try await fixture.poll(full: full)
      #expect(reason(outcome).hasPrefix("QZ-F140"), "\(outcome)")
      #expect(reason(outcome).contains("3 行中有 2 行没有对上国家编码，另有 2 行是新的"), "\(outcome)")
      #expect(reason(outcome).contains("import --codes") && reason(outcome).contains("sync --full"))
    }
    #expect(fixture.store.currentSet.number == release)
    #expect(try fixture.store.heldBatches().map(\.kind) == [.ypml])
    #expect(try fixture.store.nationalVersions(.ypml).isEmpty)
    try importCodes(["S02": "XA02"])
    let outcome = try await fixture.poll()
    #expect(changes(outcome) == ChangeCounts(added: 1, modified: 2))
    #expect(try fixture.store.heldBatches().isEmpty)
  }

  /// Proven and waiting for a person: the files are fetched once a day, not with every poll, and newer ones beside them.
  @Test func whatIsHeldIsNotFetchedAgain() async throws {
    try await unknownCodes()
    func asked() -> [String] { fixture.platform.state.withLock { $0.filesAsked } }
    for _ in 0..<2 {
      #expect(reason(try await fixture.poll()).hasPrefix("QZ-F140"))
      #expect(asked() == ["1301/0"])
    }
    fixture.put(
      [NationalFixture.drug("XA04", version: NationalFixture.secondVersion)], announced: 1,
      version: NationalFixture.secondVersion)
    #expect(reason(try await fixture.poll()).contains("3 行中有 2 行没有对上国家编码，另有 3 行是新的"))
    #expect(asked() == ["1301/0", "1301/1"])
    fixture.clock.set(NationalFixture.start + PollSchedule.stagingLifetimeMilliseconds)
    #expect(reason(try await fixture.poll()).hasPrefix("QZ-F140"))
    #expect(asked() == ["1301/0", "1301/1", "1301/0", "1301/1"])
    // The codes are laid over what was kept.
    try importCodes(["S02": "XA02", "S03": "XA03"])
    let outcome = try await fixture.poll()
    #expect(changes(outcome) == ChangeCounts(added: 1, modified: 3))
    #expect(asked().count == 4)
    #expect(try fixture.store.stagedDownload(.ypml) == nil)
  }

  @Test func aPersonWhoWasToldPublishesAllTheSame() async throws {
    try await unknownCodes()
    #expect(reason(try await fixture.poll()).hasPrefix("QZ-F140"))
    let outcome = try await fixture.poll(full: true)
    #expect(changes(outcome) == ChangeCounts(added: 2, modified: 1))
    guard case .published(_, let missing) = outcome.results[.ypml] else { return }
    #expect(missing == ["S02", "S03"])
    // What is there now is the platform's: polls go on.
    let next = try await fixture.poll()
    #expect(next.isComplete && next.release == nil)
  }
}
