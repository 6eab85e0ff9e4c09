import Catalogue
import Synchronization
import Testing

@testable import CatalogueFeed

/// What a download from the national platform says of itself.
@Suite struct NationalProgressFeedTests {
  private let fixture: NationalFixture

  init() throws { fixture = try NationalFixture() }

  /// Terms are no rows of the catalogue, and each piece says how far it is.
  @Test func progressNamesThePiece() async throws {
    fixture.put([NationalFixture.drug("XA01"), NationalFixture.drug("XA02")], announced: 2)
    fixture.say((0..<150).map { NationalFixture.limit("X\($0)", "1") })
    let seen = ProgressList()
    _ = try await fixture.poll(progress: { seen.append($0) })
    let limits = seen.all.filter { $0.piece?.transaction == "1318" }
    #expect(limits.map(\.rows) == [0, 0, 0, 0])
    #expect(
      limits.map(\.piece) == [
        FeedPiece(transaction: "1318", after: nil, number: 1, rows: 0, announced: nil),
        FeedPiece(transaction: "1318", after: nil, number: 1, rows: 100, announced: 150),
        FeedPiece(transaction: "1318", after: nil, number: 2, rows: 100, announced: 150),
        FeedPiece(transaction: "1318", after: nil, number: 2, rows: 150, announced: 150),
      ])
    let files = seen.all.filter { $0.piece?.transaction == "1301" }
    #expect(files.map(\.rows) == [0, 2])
    #expect(
      files.map(\.piece) == [
        FeedPiece(transaction: "1301", after: "0", number: 1, rows: 0, announced: 2),
        FeedPiece(transaction: "1301", after: "0", number: 1, rows: 2, announced: 2),
      ])
  }
}

/// Progress in the order told.
private final class ProgressList: Sendable {
  private let list = Mutex<[FeedProgress]>([])
  var all: [FeedProgress] { list.withLock { $0 } }
  func append(_ progress: FeedProgress) { list.withLock { $0.append(progress) } }
}
