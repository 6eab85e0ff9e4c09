import Synchronization

/// How large the pieces are in which rows leave: large ones for few scans, small ones for many, so that all sessions'
/// pieces together stay within one budget.
final class ChunkBudget: Sendable {
  private let scans = Atomic<Int>(0)

  /// Counts one statement whose rows come from the pool, for as long as it is kept.
  final class Share: Sendable {
    private let budget: ChunkBudget
    init(of budget: ChunkBudget) {
      self.budget = budget
      budget.scans.wrappingAdd(1, ordering: .relaxed)
    }
    deinit { budget.scans.wrappingSubtract(1, ordering: .relaxed) }
  }

  /// Bytes a piece may have. Of each scan there are two: one filled, one written.
  ///
  /// - Parameter number: pieces that left before this one. The first ones are small, so that the client works on them while
  ///   the next are made: a FETCH of some thousand rows would otherwise leave one of the two waiting for the other.
  func chunkBytes(number: Int) -> Int {
    let growing = SessionLimits.inlineBytes << min(max(number, 0), 16)
    return min(growing, Self.chunkBytes(scans: scans.load(ordering: .relaxed)))
  }

  /// Whether the smallest pieces of all scans are within the budget; rows that nobody asked for yet wait until then.
  var hasRoom: Bool {
    scans.load(ordering: .relaxed) < SessionLimits.bufferBytes / (2 * SessionLimits.smallestChunkBytes)
  }

  static func chunkBytes(scans: Int) -> Int {
    let share = SessionLimits.bufferBytes / (2 * max(1, scans))
    return min(SessionLimits.largestChunkBytes, max(SessionLimits.smallestChunkBytes, share))
  }
}
