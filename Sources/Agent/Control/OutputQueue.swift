import Synchronization

/// What a command said and the socket did not take over yet. Who says much waits for room; the end of the connection ends
/// the waiting, and what is said afterwards is dropped.
final class OutputQueue: Sendable {
  /// Bytes of text that wait; who finds so many waits. One output more can be there for each who says something, and a
  /// command's few words are always taken.
  static let limitBytes = 256 << 10

  private struct State {
    var bytes = 0
    var isClosed = false
    var waiting: [CheckedContinuation<Void, Never>] = []

    var hasRoom: Bool { isClosed || bytes < OutputQueue.limitBytes }

    /// Those who can go on now.
    mutating func released() -> [CheckedContinuation<Void, Never>] {
      guard hasRoom else { return [] }
      defer { waiting = [] }
      return waiting
    }
  }

  /// In the order they were put; ends with ``close()``.
  let outputs: AsyncStream<CommandOutput>
  private let continuation: AsyncStream<CommandOutput>.Continuation
  private let state = Mutex(State())

  init() { (outputs, continuation) = AsyncStream.makeStream() }

  var waitingBytes: Int { state.withLock { $0.bytes } }

  func put(_ output: CommandOutput) {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.bytes += output.bytes
      continuation.yield(output)
    }
  }

  /// Returns when less than ``limitBytes`` wait, or nobody reads any more.
  func room() async {
    if state.withLock({ $0.hasRoom }) { return }
    await withCheckedContinuation { waiter in
      let isFree = state.withLock { state in
        if state.hasRoom { return true }
        state.waiting.append(waiter)
        return false
      }
      if isFree { waiter.resume() }
    }
  }

  /// The socket has so many bytes of text.
  func taken(_ bytes: Int) {
    let waiters = state.withLock { state in
      state.bytes -= bytes
      return state.released()
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Nothing more comes, or nobody reads any more. What was put can still be read.
  func close() {
    let waiters = state.withLock { state in
      state.isClosed = true
      return state.released()
    }
    continuation.finish()
    for waiter in waiters { waiter.resume() }
  }
}

extension CommandOutput {
  /// What it counts for in the queue; no output is free.
  var bytes: Int {
    switch self {
    case .line(let text), .progress(let text): text.utf8.count + 32
    case .end: 32
    }
  }
}
