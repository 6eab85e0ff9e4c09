import NIOCore
import OracleSQL
import PGWire
import QueryEngine

/// A cursor's next rows, made while the client still works on the last ones: as DataRow messages in text form and UTF-8,
/// so that they serve a FETCH of any size, in any encoding, and a MOVE.
struct RowsAhead {
  /// Of the memory for pieces, for as long as rows are here.
  let share: ChunkBudget.Share
  var rows = ByteBuffer()
  var count = 0
  /// No row comes after these.
  var isEnd = false
  /// What making the row after these ran into.
  var failure: SQLError?

  /// Nothing is left but to make the rows again, which takes what it takes.
  var isExhausted: Bool { count == 0 && failure != nil && !isStopped }

  /// Ended from outside, by a cancel or a time limit.
  var isStopped: Bool { failure?.state == "57014" }

  /// The first rows, at most `limit`; they are no longer here then.
  mutating func take(_ limit: Int) -> (rows: ByteBuffer, count: Int) {
    guard limit < count else {
      defer { (rows, count) = (ByteBuffer(), 0) }
      return (rows, count)
    }
    var bytes = 0
    for _ in 0..<limit {
      // Our own messages: whole, with the lengths they say.
      guard let length = rows.getInteger(at: rows.readerIndex + bytes + 1, as: UInt32.self) else { break }
      bytes += 1 + Int(length)
    }
    count -= limit
    return (rows.readSlice(length: bytes) ?? ByteBuffer(), limit)
  }
}

extension QueryRun {
  /// Makes the next rows, for as far as one piece goes. An error is kept for the FETCH that comes to it.
  ///
  /// - Parameters:
  ///   - limit: rows at most.
  ///   - chunkBytes: bytes at most; a longer row is made alone.
  func fillAhead(limit: Int, chunkBytes: Int, share: ChunkBudget.Share, in context: ServerContext) {
    guard scroll == nil, ahead == nil, !isFinished, !hasFailed else { return }
    var made = RowsAhead(share: share)
    do throws(SQLError) {
      let fill = try written(try started(context), limit, .utf8, chunkBytes, context)
      (made.rows, made.count, made.isEnd) = (fill.rows, fill.count, fill.end == .finished)
    } catch {
      made.failure = error
    }
    ahead = made
  }

  /// What was made ahead, for a FETCH or MOVE of text rows.
  func served(
    _ limit: Int, isSkipping: Bool, encoding: ClientEncoding, in context: ServerContext
  ) throws(SQLError) -> Fill? {
    guard var made = ahead else { return nil }
    if made.count == 0, let failure = made.failure {
      if made.isStopped { throw failure }
      // Rows before the failing one were made and lost with it: they may be all that is asked for.
      try dropAhead(context)
      return nil
    }
    var fill = Fill()
    let taken = made.take(limit)
    fill.count = taken.count
    if !isSkipping {
      fill.rows = taken.rows
      try transcode(&fill, to: encoding, in: context)
    }
    if taken.count == limit {
      // As without rows ahead: that there are no more is found out by asking for more.
      fill.end = .limitReached
    } else {
      fill.end = made.isEnd ? .finished : .chunkFull
    }
    ahead = made.count > 0 || made.failure != nil || (made.isEnd && fill.end == .limitReached) ? made : nil
    return fill
  }

  /// Says why making rows ahead was ended, to the FETCH that comes to it. Only while no job runs.
  func explainAhead(_ reason: StopReason) {
    guard ahead?.isStopped == true else { return }
    ahead?.failure = SQLError("57014", reason.report.message)
  }

  /// Rows are wanted in another form than they were made ahead in: they are made again. The files never change, so they
  /// are the same.
  func dropAhead(_ context: ServerContext) throws(SQLError) {
    guard ahead != nil else { return }
    ahead = nil
    let statement = try started(context)
    statement.rewind()
    _ = try statement.skip(passed)
  }
}
