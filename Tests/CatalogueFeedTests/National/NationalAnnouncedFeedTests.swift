import Catalogue
import CatalogueStore
import Testing

@testable import CatalogueFeed

/// What is kept of the numbers that the platform announced, so that a person can add up: announced = rows of the batch −
/// those of which only the terms changed + repeated + rejected rows of the catalogue.
@Suite struct NationalAnnouncedFeedTests {
  private let fixture: NationalFixture

  init() throws { fixture = try NationalFixture() }

  private func newest() throws -> BatchSummary? { try fixture.store.releases().first?.batches[.ypml] }

  /// Five lines: XA01, a bad one, XA02; XA02 again, XA03, which ends and stays.
  @Test func versionsAndRejects() async throws {
    fixture.put(
      [NationalFixture.drug("XA01"), NationalFixture.drug("XB01", changed: "昨天"), NationalFixture.drug("XA02")],
      announced: 3)
    var ended = NationalFixture.drug("XA03", version: NationalFixture.secondVersion).components(separatedBy: "\t")
    ended[78] = "0"
    fixture.put(
      [
        NationalFixture.drug("XA02", "新名", version: NationalFixture.secondVersion),
        ended.joined(separator: "\t"),
      ], announced: 2, version: NationalFixture.secondVersion)
    let outcome = try await fixture.poll(onRejects: .publish)
    #expect(outcome.release == 1)
    let batch = try #require(try newest())
    #expect(batch.announced == 5 && batch.received == 4 && batch.rejected == 1)
    #expect(batch.platform == PlatformRows(repeated: 1, termsOnly: 0, rejectedTerms: 0))
    #expect(fixture.store.rowCounts[.ypml] == 3)
    #expect(try fixture.store.feedCursor(.ypml)?.announced == 5)
  }

  /// XA01 gets another limit, no file names it again; a limit that cannot be read is no row of a file either.
  @Test func whatOnlyTheTermsChange() async throws {
    fixture.put([NationalFixture.drug("XA01")], announced: 1)
    _ = try await fixture.poll()
    fixture.put(
      [NationalFixture.drug("XA02", version: NationalFixture.secondVersion)], announced: 1,
      version: NationalFixture.secondVersion)
    fixture.say([NationalFixture.limit("XA01", "9.5"), NationalFixture.limit("XA03", "1", begin: "昨天", number: "R9")])
    let outcome = try await fixture.poll(onRejects: .publish)
    #expect(outcome.release == 2)
    let batch = try #require(try newest())
    #expect(batch.announced == 1 && batch.received == 3 && batch.rejected == 1, "\(batch)")
    #expect(batch.platform == PlatformRows(repeated: 0, termsOnly: 1, rejectedTerms: 1))
    #expect(batch.changes == ChangeCounts(added: 1, modified: 1))
  }

  /// One line too few and one too many are no proof of each other.
  @Test func numbersThatMakeUpForEachOther() async throws {
    fixture.put([NationalFixture.drug("XA01")], announced: 2)
    fixture.put(
      [
        NationalFixture.drug("XA02", version: NationalFixture.secondVersion),
        NationalFixture.drug("XA03", version: NationalFixture.secondVersion),
      ], announced: 1, version: NationalFixture.secondVersion)
    let outcome = try await fixture.poll()
    #expect(outcome.release == nil)
    guard case .held(let held) = outcome.results[.ypml] else { throw UnexpectedOutcome() }
    #expect(held.reason.contains("QZ-F120 平台的 1301 公布 2 条，实收 1 条"), "\(held.reason)")
  }
}

private struct UnexpectedOutcome: Error {}
