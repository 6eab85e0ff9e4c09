import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

/// What the platform announces is compared, never believed.
@Suite struct NationalCountFeedTests {
  private let fixture: NationalFixture

  init() throws { fixture = try NationalFixture() }

  private func held(_ outcome: FeedOutcome) -> HeldBatch? {
    if case .held(let held) = outcome.results[.ypml] { held } else { nil }
  }

  private func putTwo(announced: Int?) {
    fixture.put([NationalFixture.drug("XA01"), NationalFixture.drug("XA02")], announced: announced)
  }

  /// Any of them in a file's `data_cnt`: the file is not even fetched.
  @Test(arguments: ["x", "1e30", "-1", "9223372036854775807", "-9223372036854775808", "1000000001"])
  func anImpossibleNumberOfAFile(text: String) async throws {
    putTwo(announced: nil)
    let written: any Sendable =
      switch text {
      case "1e30": 1e30
      default: Int(text).map { $0 as any Sendable } ?? text
      }
    fixture.platform.state.withLock { $0.files["1301"]?[0].written = written }
    let outcome = try await fixture.poll()
    #expect(outcome.release == nil)
    let failure = try #require(outcome.firstFailure)
    #expect(failure.code == "QZ-F137" && failure.text.contains("1301 的 data_cnt"), "\(failure)")
    #expect(fixture.platform.state.withLock { $0.filesAsked.isEmpty })
  }

  /// One query's number beside another one's: their sum is what overflowed.
  @Test(arguments: [Int.max, Int.min, -1, NationalCount.limit + 1])
  func anImpossibleNumberOfAQuery(count: Int) async throws {
    putTwo(announced: 2)
    fixture.say([NationalFixture.limit("XA01", "9.5")], "1312")
    fixture.say([NationalFixture.limit("XA01", "9.5")])
    fixture.platform.state.withLock { $0.writtenCounts = ["1312": count, "1318": 2] }
    let outcome = try await fixture.poll()
    #expect(outcome.release == nil)
    #expect(outcome.firstFailure?.code == "QZ-F137")
  }

  /// The largest number that may be announced, everywhere: refused by comparing.
  @Test func theLimitIsCompared() async throws {
    putTwo(announced: NationalCount.limit)
    fixture.platform.state.withLock {
      $0.writtenCounts = [
        "1304": NationalCount.limit, "1312": NationalCount.limit, "1318": NationalCount.limit,
        "1319": NationalCount.limit,
      ]
    }
    let outcome = try await fixture.poll()
    let batch = try #require(held(outcome))
    #expect(batch.reason.contains("QZ-F120 平台的 1312 公布 1000000000 条，实收 0 条"), "\(batch.reason)")
  }

  @Test(arguments: [0, 1, 3])
  func theTextSaysWhatWasAnnounced(count: Int) async throws {
    putTwo(announced: count)
    let outcome = try await fixture.poll()
    #expect(outcome.release == nil)
    let batch = try #require(held(outcome))
    #expect(batch.reason.contains("QZ-F120 平台的 1301 公布 \(count) 条，实收 2 条"), "\(batch.reason)")
    #expect(batch.announced == count && batch.received == 2)
  }

  /// "Nothing newer" instead of page 2: half of what was announced is no proof.
  @Test func pagesThatEndBeforeTheirTime() async throws {
    putTwo(announced: 2)
    fixture.say((0..<150).map { NationalFixture.limit("Q\($0)", "1") })
    fixture.platform.state.withLock { $0.endsAtPage = ["1318": 2] }
    let outcome = try await fixture.poll()
    #expect(outcome.release == nil)
    let batch = try #require(held(outcome))
    #expect(batch.reason.contains("1318 公布 150 条，实收 100 条"), "\(batch.reason)")
  }

  /// Versions that never end are not kept: the disk would fill poll by poll.
  @Test(.timeLimit(.minutes(1))) func versionsThatNeverEndAreNotKept() async throws {
    putTwo(announced: 2)
    fixture.put(
      [NationalFixture.drug("XA03", version: NationalFixture.firstVersion)], announced: 1,
      version: NationalFixture.secondVersion)
    let outcome = try await fixture.poll()
    #expect(outcome.firstFailure?.code == "QZ-F136")
    #expect(try fixture.store.stagedDownload(.ypml) == nil)
  }
}
