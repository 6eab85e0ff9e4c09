import CatalogueStore
import CentreProtocol
import Foundation
import Synchronization
import Testing

@testable import CatalogueFeed

/// A centre that takes its time and hears of no cancellation, as a vendor's library.
private final class SlowCentre: CentreTransport {
  private let answers: [String]
  private let state = Mutex((asked: 0, open: 0, most: 0))

  init(answers: [String]) { self.answers = answers }

  /// Requests without an answer yet, and the most there were at once.
  var open: Int { state.withLock { $0.open } }
  var most: Int { state.withLock { $0.most } }
  var asked: Int { state.withLock { $0.asked } }

  func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
    let number = state.withLock { state in
      state.asked += 1
      state.open += 1
      state.most = max(state.most, state.open)
      return state.asked
    }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) { continuation.resume() }
    }
    state.withLock { $0.open -= 1 }
    return .answer(answers[min(number, answers.count) - 1], serverDate: nil)
  }
}

/// The next page is asked for while one is taken over: still one request at a time, also when the download ends.
@Suite struct PrefetchTests {
  private let folder = ScratchFolder()

  private func row(_ code: String) -> String { "\(code)|名|M|1|||2021-01-20|" }

  private func page(_ total: Int, _ codes: [String], isLast: Bool = false) -> String {
    "1|\(total)|\(codes.count)|\(isLast ? 1 : 0)|" + codes.map(row).joined(separator: "$")
  }

  private func poll(_ centre: SlowCentre) async throws -> FeedOutcome {
    let store = try CatalogueStore(directory: folder.path)
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml]), transport: centre, store: store,
      now: { 1_614_312_000_000 })
    return try await feed.runOnce()
  }

  /// Page 2 repeats page 1 in another order, which ends the download; page 3 was asked for already.
  @Test func aDownloadThatFailsLeavesNoRequestBehind() async throws {
    let centre = SlowCentre(answers: [page(9, ["A", "B"]), page(9, ["B", "A"])])
    let outcome = try await poll(centre)
    #expect(outcome.firstFailure?.code == "QZ-F114")
    #expect(centre.asked == 3)
    #expect(centre.open == 0)
    #expect(centre.most == 1)
  }

  /// Page 2 announces another total: page 1 is asked for again, after what was asked for meanwhile.
  @Test func aDownloadThatStartsAgainAsksOneThingAtATime() async throws {
    let centre = SlowCentre(answers: [
      page(4, ["A", "B"]), page(5, ["C", "D"]), page(5, ["A", "B"]), page(5, ["C", "D"]), page(5, ["E"], isLast: true),
    ])
    let outcome = try await poll(centre)
    #expect(outcome.release == 1)
    #expect(centre.most == 1)
    #expect(centre.open == 0)
  }
}
