import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

/// Rows of paged queries that move while the pages are asked for. Three pages: rows 0–99, 100–199, 200–249.
@Suite struct NationalPagesTests {
  private static let count = 250
  /// The row that page 1 has no longer and page 2 not yet, after a row of page 1 went behind all others or away.
  private static let skipped = 100

  private let fixture: NationalFixture

  init() throws {
    fixture = try NationalFixture()
    fixture.put((0..<Self.count).map { NationalFixture.drug("X\($0)") }, announced: Self.count)
  }

  /// Limits of 1 to 250, with a 唯一记录号 or without.
  private func limits(numbered: Bool = true) -> [[String: String]] {
    (0..<Self.count).map { number in
      var row = NationalFixture.limit("X\(number)", "\(number + 1)")
      if !numbered { row["rid"] = "" }
      return row
    }
  }

  private func edit(_ page: String, _ edits: [MemoryPlatform.Edit]) {
    fixture.platform.state.withLock { ($0.edits[page], $0.pagesAsked) = (edits, []) }
  }

  private func pages(_ number: String) -> [String] {
    fixture.platform.state.withLock { $0.pagesAsked.filter { $0.hasPrefix(number) }.map { "\($0.dropFirst(5))" } }
  }

  private func held(_ outcome: FeedOutcome) -> HeldBatch? {
    if case .held(let held) = outcome.results[.ypml] { held } else { nil }
  }

  /// Row 49 comes twice, row 100 not at all: as many as announced, and asked for again.
  @Test(arguments: [true, false]) func aRowThatMovesBetweenPages(numbered: Bool) async throws {
    fixture.say(limits(numbered: numbered))
    edit("1318/2", [.update(49)])
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1 && outcome.isComplete)
    #expect(pages("1318") == ["1", "2", "3", "1", "2", "3"])
    #expect(try fixture.value("ylbzdj", of: "X\(Self.skipped)") == "101")
    #expect(try fixture.value("ylbzdj", of: "X49") == "50")
  }

  /// 1304 brings rows of the view: the skipped one would not be there.
  @Test func anEthnicDrugThatMoves() async throws {
    let rows = (0..<Self.count).map {
      ["med_list_codg": "M\($0)", "updt_time": "2021-02-01 10:00:00", "vali_flag": "1", "rid": "R\($0)"]
    }
    fixture.say(rows, "1304")
    edit("1304/2", [.update(49)])
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
    #expect(fixture.store.rowCounts[.ypml] == 2 * Self.count)
    #expect(try fixture.value("bgsj", of: "M\(Self.skipped)") == "2021-02-01 10:00:00")
  }

  /// What is valid and what has ended are asked for one after the other, because a platform that filters leaves the others
  /// out (facts A.4); one that does not brings the same rows twice, which are counted once.
  @Test(arguments: [false, true]) func bothValidityFlags(isIgnored: Bool) async throws {
    let rows = (0..<150).map { number in
      [
        "med_list_codg": "M\(number)", "updt_time": "2021-02-01 10:00:00", "rid": "R\(number)",
        "vali_flag": number < 120 ? "1" : "0", "enddate": number < 120 ? "" : "2021-01-31",
      ]
    }
    fixture.say(rows, "1304")
    fixture.platform.state.withLock { $0.ignoresFlag = isIgnored }
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1 && outcome.isComplete)
    // 120 and 30 rows, or twice 150, in pages of a hundred.
    let flags = fixture.platform.state.withLock { $0.flagsAsked }
    // Where it filters, the valid ones of the newest second once more.
    #expect(flags == (isIgnored ? ["1", "1", "0", "0"] : ["1", "1", "0", "1", "1"]))
    #expect(fixture.store.rowCounts[.ypml] == Self.count + 150)
    func end(_ code: String) throws -> String? {
      try fixture.store.record(.ypml, key: [code])?.additional["zzsj"]
    }
    #expect(try (end("M119") ?? "").isEmpty)
    #expect(try end("M120")?.hasPrefix("2021-01-31") == true)
    #expect(try fixture.store.releases().first?.batches[.ypml]?.announced == Self.count + 150)
  }

  /// M5 is ended when the valid ones are asked for and valid again when the others are: neither pass has it. It is not taken
  /// for a row that the platform has no longer, and nothing that changed meanwhile is behind the position.
  @Test func aRowThatChangesOverBetweenThePasses() async throws {
    func row(_ number: Int, _ flag: String) -> [String: String] {
      [
        "med_list_codg": "M\(number)", "updt_time": "2021-02-01 10:00:00", "rid": "R\(number)", "vali_flag": flag,
        "enddate": flag == "1" ? "" : "2021-01-31",
      ]
    }
    fixture.say((0..<10).map { row($0, "1") }, "1304")
    _ = try await fixture.poll()
    fixture.clock.advance(seconds: 60)
    // Ended before the first pass, valid again before the second.
    fixture.platform.state.withLock { state in
      state.rows["1304"] = (0..<10).map { row($0, $0 == 5 ? "0" : "1") }
      state.rows["1304"]?.append(row(11, "1").merging(["updt_time": "2021-02-10 10:00:00"]) { $1 })
      state.reinstates = ("0", row(5, "1").merging(["updt_time": MemoryPlatform.updated]) { $1 })
    }
    let outcome = try await fixture.poll(full: true)
    #expect(outcome.isComplete)
    if case .published(_, let missing) = outcome.results[.ypml] { #expect(missing.isEmpty) }
    #expect(try fixture.store.record(.ypml, key: ["M5"]) != nil)
    #expect(fixture.store.rowCounts[.ypml] == Self.count + 11)
    #expect(try fixture.value("bgsj", of: "M5") == MemoryPlatform.updated)
    // The next poll begins at the first pass's newest row.
    fixture.platform.state.withLock { $0.sincesAsked = [] }
    _ = try await fixture.poll()
    #expect(fixture.platform.state.withLock { $0.sincesAsked.first } == "2021-02-10 10:00:00")
  }

  /// It never stands still: said with both numbers, and nothing is taken back with `sync --full`.
  @Test func rowsThatGoOnMoving() async throws {
    fixture.say(limits())
    #expect(try await fixture.poll().release == 1)
    fixture.clock.advance(seconds: 60)
    // One that the platform does not name any more would be taken back by a query that is proven.
    fixture.platform.state.withLock { $0.rows["1318"]?.append(NationalFixture.limit("X0", "9", number: "Z")) }
    _ = try await fixture.poll()
    fixture.platform.state.withLock { _ = $0.rows["1318"]?.removeLast() }
    fixture.clock.advance(seconds: 60)
    let times = CatalogueDownload.restartLimit + 1
    edit("1318/2", Array(repeating: .update(49), count: times))
    let outcome = try await fixture.poll(full: true)
    #expect(outcome.release == nil)
    let batch = try #require(held(outcome))
    #expect(batch.reason.contains("QZ-F120 平台的 1318 公布 250 条，实收 249 条"), "\(batch.reason)")
    #expect(pages("1318").count == 3 * times)
    let named = try fixture.store.nationalTerms(codes: ["X0"])["X0"]
    #expect(named?.map(\.isValid) == [true, true])
  }

  /// A row of page 1 goes away: the number announced changes, and 249 rows came though one was in no page.
  @Test func aRowThatGoesAway() async throws {
    fixture.say(limits())
    edit("1318/2", [.remove(49)])
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
    #expect(pages("1318") == ["1", "2", "1", "2", "3"])
    #expect(try fixture.value("ylbzdj", of: "X\(Self.skipped)") == "101")
  }

  /// The number changes again and again: as often asked for as the unified interface's pages are, then a failure.
  @Test func aNumberThatNeverStands() async throws {
    fixture.say(limits())
    let times = CatalogueDownload.restartLimit + 1
    edit("1318/2", (0..<times).map { .insert(NationalFixture.limit("Y\($0)", "1")) })
    let outcome = try await fixture.poll()
    #expect(outcome.release == nil)
    #expect(outcome.firstFailure?.code == "QZ-F115")
    #expect(pages("1318").count == 2 * times)
    #expect(try await fixture.poll().release == 1)
  }

  /// A row that cannot be read is listed once, however often its page is asked for.
  @Test func rejectsOfAQueryThatBeginsAgain() async throws {
    var rows = limits()
    rows[3]["begndate"] = "昨天"
    fixture.say(rows)
    edit("1318/2", [.update(49)])
    let outcome = try await fixture.poll()
    #expect(held(outcome)?.reason.contains("QZ-F121 有 1 条记录不合格") == true)
    #expect(try fixture.store.rejects().map(\.place) == [4])
  }
}
