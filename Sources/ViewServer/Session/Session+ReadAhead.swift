import NIOCore

/// A cursor's next rows being made on the pool, between two FETCHes. Used on the event loop only.
///
/// Drivers that read through a cursor (psqlODBC with `UseDeclareFetch`) work on each block of rows before they ask for
/// the next; without this the server would rest meanwhile, and the client while the server works.
final class ReadAhead {
  var timeout: Scheduled<Void>?
  /// Why it was ended from outside.
  var stopReason: StopReason?
  /// The cursor was closed meanwhile.
  var isAbandoned = false
}

extension Session {
  /// After a FETCH, or an Execute with a row limit, that was worth a pool job.
  func readAhead(after execution: Execution) {
    guard let limit = execution.limit, context.chunks.hasRoom, execution.bytes > SessionLimits.inlineBytes,
      execution.run.scroll == nil,
      execution.run.ahead == nil, case .text = execution.format
    else { return }
    switch execution.purpose {
    case .fetch, .portal: break
    case .select, .move, .copy: return
    }
    let run = execution.run
    let job = ReadAhead()
    run.readAhead = job
    let milliseconds = statementTimeoutMilliseconds
    if milliseconds > 0 {
      job.timeout = loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) {
        self.interruptAhead(run, .timedOut(milliseconds: milliseconds))
      }
    }
    let context = context
    let share = ChunkBudget.Share(of: context.chunks)
    let bytes = context.chunks.chunkBytes(number: .max)
    context.pool.runIfActive(eventLoop: loop) {
      run.fillAhead(limit: limit, chunkBytes: bytes, share: share, in: context)
    }
    .assumeIsolated().whenComplete { _ in self.readAheadEnded(run) }
  }

  private func readAheadEnded(_ run: QueryRun) {
    guard let job = run.readAhead else { return }
    run.readAhead = nil
    job.timeout?.cancel()
    if let count = run.ahead?.count { context.counters.withLock { $0.rowsMadeAhead += count } }
    if job.isAbandoned { return release(run, isComplete: false) }
    if let reason = job.stopReason { run.explainAhead(reason) }
    guard execution?.run === run else { return }
    if isEnded {
      execution = nil
      return
    }
    execution?.isFilling = false
    pump()
  }

  /// Ends the job, and says it again until it has ended: SQLite forgets what comes before a statement's first step.
  func interruptAhead(_ run: QueryRun, _ reason: StopReason) {
    guard let job = run.readAhead else { return }
    if job.stopReason == nil { job.stopReason = reason }
    run.interrupt()
    loop.assumeIsolated().scheduleTask(in: .milliseconds(SessionLimits.interruptAgainMilliseconds)) {
      self.interruptAhead(run, reason)
    }
  }
}
