import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

/// Files of 1301 that are not as expected.
@Suite struct NationalRowsFeedTests {
  private let fixture: NationalFixture

  init() throws { fixture = try NationalFixture() }

  private func heldReason(_ outcome: FeedOutcome) -> String? {
    if case .held(let held) = outcome.results[.ypml] { held.reason } else { nil }
  }

  /// 93 columns: one stands before the version name.
  @Test func anInsertedColumnKeepsTheBatchOut() async throws {
    var columns = NationalFixture.drug("XA01", level: "1").components(separatedBy: "\t")
    columns.insert("新列", at: 50)
    fixture.put([columns.joined(separator: "\t")], announced: 1)
    let outcome = try await fixture.poll()
    #expect(outcome.release == nil && heldReason(outcome)?.contains("QZ-F121") == true)
    let reject = try #require(try fixture.store.rejects().first)
    #expect(reject.reason.contains("在第 85 列") && reject.reason.contains("共 93 列"), "\(reject.reason)")
  }

  /// Their place is counted in their file, whatever queries brought before; the rows beside them stand.
  @Test func rejectsHaveTheirPlace() async throws {
    fixture.say([NationalFixture.limit("XA01", "9.5"), NationalFixture.limit("XA02", "9.5")])
    fixture.put(
      [
        NationalFixture.drug("XA01"), NationalFixture.drug("XA02", changed: "昨天"), NationalFixture.drug("XA03"),
        NationalFixture.drug("XA04", changed: ""),
      ], announced: 4)
    let outcome = try await fixture.poll(onRejects: .publish)
    #expect(outcome.release == 1)
    #expect(try fixture.store.rejects().map(\.place) == [2, 4])
    #expect(fixture.store.rowCounts[.ypml] == 2)
    #expect(try fixture.store.releases().first?.batches[.ypml]?.announced == 4)
    for reject in try fixture.store.rejects() {
      #expect(throws: RecordReject.self) { try NationalRejects.check(reject.text, reason: reject.reason) }
    }
    let mended = try NationalRejects.check(NationalFixture.drug("XA02"), reason: "1301：第 30 个字段")
    #expect(mended)
  }

  @Test func rowsTooShortForAVersionSaySo() async throws {
    fixture.put(["XA01\t药", "XA02\t药"], announced: 2)
    let outcome = try await fixture.poll()
    let failure = try #require(outcome.firstFailure)
    #expect(failure.code == "QZ-F135" && failure.text.contains("收到 2 列"), "\(failure)")
  }

  /// One short row among whole ones is a reject, wherever it stands.
  @Test func aShortLastRowIsAReject() async throws {
    fixture.put([NationalFixture.drug("XA01"), "XA02\t药"], announced: 2)
    let outcome = try await fixture.poll(onRejects: .publish)
    #expect(outcome.release == 1)
    #expect(try fixture.store.rejects().map(\.place) == [2])
  }

  @Test(arguments: ["FSI-已经是最新数据", "下载失败：FSI-已经是最新数据", "FSI-目录：FSI-已经是最新数据！"])
  func theEndIsContainedInTheText(words: String) async throws {
    fixture.platform.state.withLock { $0.end = words }
    fixture.put([NationalFixture.drug("XA01")], announced: 1)
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
  }

  /// Without a number nothing is claimed; a wrong one still keeps the batch out.
  @Test func whatIsNotAnnouncedIsNotSaid() async throws {
    fixture.put([NationalFixture.drug("XA01"), NationalFixture.drug("XA02")], announced: nil)
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
    let batch = try fixture.store.releases().first?.batches[.ypml]
    #expect(batch?.announced == -1 && batch?.platform == PlatformRows(repeated: 0, termsOnly: 0, rejectedTerms: 0))
    fixture.put(
      [NationalFixture.drug("XA03", version: NationalFixture.secondVersion)], announced: 2,
      version: NationalFixture.secondVersion)
    let second = try await fixture.poll()
    #expect(heldReason(second)?.contains("QZ-F120") == true)
  }

  @Test func announcedIsKept() async throws {
    fixture.put([NationalFixture.drug("XA01"), NationalFixture.drug("XA02")], announced: 2)
    _ = try await fixture.poll()
    #expect(try fixture.store.releases().first?.batches[.ypml]?.announced == 2)
  }

  /// Another platform, which has no file of a transaction yet: the older one's version is forgotten, and the first file
  /// comes, although its version is named lower.
  @Test func anotherPlatformsFirstFile() async throws {
    let version = NationalFixture.secondVersion
    fixture.put([NationalFixture.drug("XA01", version: version)], announced: 1, version: version)
    _ = try await fixture.poll()
    #expect(try fixture.store.nationalVersions(.ypml)["1301"] == version)
    fixture.platform.state.withLock { $0.files["1301"] = [] }
    _ = try await fixture.poll(full: true)
    fixture.put([NationalFixture.drug("XA01", "新名", changed: "2021-02-01 00:00:00")], announced: 1)
    _ = try await fixture.poll()
    #expect(try fixture.value("tym", of: "XA01") == "新名")
  }

  /// As many bad rows as allowed are rejects, one more is another format.
  @Test(.timeLimit(.minutes(2)), arguments: [0, 1])
  func theLimitOfRejects(more: Int) async throws {
    let bad = (0..<CatalogueDownload.rejectLimit + more).map { NationalFixture.drug("X\($0)", changed: "昨天") }
    fixture.put(bad, announced: bad.count)
    let outcome = try await fixture.poll()
    if more == 0 {
      #expect(heldReason(outcome)?.contains("有 10000 条记录不合格") == true)
    } else {
      #expect(outcome.firstFailure?.code == "QZ-F301")
      #expect(try fixture.store.rejects().isEmpty)
    }
  }

  /// More rows than are looked up together, their columns beside the record included.
  @Test func rowsGoThroughTheDisk() async throws {
    let count = NationalBatch.together * 2 + 1
    fixture.put((1...count).map { NationalFixture.drug("X\($0)", "名|\\\($0)") }, announced: count)
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
    #expect(fixture.store.rowCounts[.ypml] == count)
    let last = try #require(try fixture.store.record(.ypml, key: ["X\(count)"]))
    #expect(last.value(of: "tym") == "名|\\\(count)")
    #expect(last.additional["gjmldm"] == "X\(count)")
    let again = try await fixture.poll(full: true)
    #expect(again.release == nil && again.isComplete)
  }
}
