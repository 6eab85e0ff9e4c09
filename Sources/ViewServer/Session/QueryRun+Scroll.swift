import NIOCore
import OracleSQL
import PGWire
import QueryEngine

/// A scrollable cursor's state. Going back runs the statement again over the same release set, whose files never change,
/// so the rows are the same ones in the same order; nothing is kept of them, whatever the result's size.
struct ScrollState {
  var position = CursorPosition()
  /// What is left of the motion being done.
  var plan = CursorPosition.Plan.nothing
  /// A motion that waits for the number of rows.
  var waiting: CursorMotion?
  /// Rows the statement has made since it was last begun.
  var stepped = 0

  /// Rows turned round in memory at a time when a motion goes backward.
  static let rowsTurned = 2000
}

extension QueryRun {
  /// Takes the next motion of the cursor; only while no job runs.
  func begin(_ motion: CursorMotion, _ state: ScrollState) {
    var state = state
    state.plan = state.position.move(motion)
    state.waiting = state.plan == .needsTotal ? motion : nil
    scroll = state
  }

  /// A piece of the motion; ends with `limitReached`, since a scrollable cursor can always go on.
  func scrolled(
    _ state: inout ScrollState, isSkipping: Bool, encoding: ClientEncoding, format: RowFormat,
    in context: ServerContext
  ) throws(SQLError) -> Fill {
    var fill = Fill()
    switch state.plan {
    case .nothing: fill.end = .limitReached
    case .needsTotal:
      var skipped = 0
      while skipped < SessionLimits.skippedRows {
        skipped += 1
        if try !next(&state, context) {
          state.position.foundTotal(state.stepped)
          if let waiting = state.waiting { state.plan = state.position.move(waiting) }
          break
        }
      }
      fill.end = .chunkFull
    case .ascending(let first, let count):
      try ascend(
        &state, from: first, count: count, &fill, isSkipping: isSkipping, encoding: encoding, format: format,
        in: context)
    case .descending(let first, let last):
      try descend(
        &state, from: first, to: last, &fill, isSkipping: isSkipping, encoding: encoding, format: format, in: context)
    }
    return fill
  }

  private func ascend(
    _ state: inout ScrollState, from first: Int, count: Int?, _ fill: inout Fill, isSkipping: Bool,
    encoding: ClientEncoding, format: RowFormat, in context: ServerContext
  ) throws(SQLError) {
    var first = first
    var left = count ?? .max
    var steps = 0
    if state.stepped >= first { try restart(&state, context) }
    while left > 0 {
      guard try next(&state, context) else {
        state.position.ended(total: state.stepped)
        state.plan = .nothing
        fill.end = .limitReached
        return
      }
      steps += 1
      if state.stepped >= first {
        fill.count += 1
        left -= 1
        first = state.stepped + 1
        if !isSkipping { try write(&fill, encoding, format, context) }
      }
      if steps >= SessionLimits.skippedRows || fill.rows.readableBytes >= SessionLimits.smallestChunkBytes { break }
    }
    state.plan = left > 0 ? .ascending(from: first, count: count == nil ? nil : left) : .nothing
    fill.end = left > 0 ? .chunkFull : .limitReached
  }

  private func descend(
    _ state: inout ScrollState, from first: Int, to last: Int, _ fill: inout Fill, isSkipping: Bool,
    encoding: ClientEncoding, format: RowFormat, in context: ServerContext
  ) throws(SQLError) {
    let lowest = max(last, first - ScrollState.rowsTurned + 1)
    if isSkipping {
      fill.count = first - lowest + 1
    } else {
      var rows: [ByteBuffer] = []
      if state.stepped >= lowest { try restart(&state, context) }
      while state.stepped < first, try next(&state, context) {
        guard state.stepped >= lowest else { continue }
        var one = Fill()
        try write(&one, encoding, format, context)
        fill.substituted += one.substituted
        rows.append(one.rows)
      }
      for row in rows.reversed() { fill.rows.writeImmutableBuffer(row) }
      fill.count = rows.count
    }
    state.plan = lowest > last ? .descending(from: lowest - 1, to: last) : .nothing
    fill.end = lowest > last ? .chunkFull : .limitReached
  }

  private func restart(_ state: inout ScrollState, _ context: ServerContext) throws(SQLError) {
    try started(context).reset()
    state.stepped = 0
  }

  private func next(_ state: inout ScrollState, _ context: ServerContext) throws(SQLError) -> Bool {
    guard try started(context).step() else { return false }
    state.stepped += 1
    return true
  }

  private func write(
    _ fill: inout Fill, _ encoding: ClientEncoding, _ format: RowFormat, _ context: ServerContext
  ) throws(SQLError) {
    fill.substituted += try write(started(context), encoding, format, &fill.rows)
    if fill.substituted > 0, context.configuration.unmappable == .error { throw Unmappable.refusal(encoding) }
  }
}
