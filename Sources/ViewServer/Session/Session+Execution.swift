import NIOCore
import OracleSQL
import PGWire

/// Rows on their way to the client.
struct Execution {
  enum Purpose {
    case select
    case portal
    case fetch
    case move
    case copy
  }

  let run: QueryRun
  let purpose: Purpose
  let limit: Int?
  let format: RowFormat
  var rows = 0
  /// Pieces that have been sent, and their bytes.
  var pieces = 0
  var bytes = 0
  /// A pool job has the run.
  var isFilling = false
  /// Whether rows were asked for yet.
  var hasBegun = false
  /// Whoever started it goes on by itself when it has ended at once.
  var isStarting = true
  /// While its rows come from the pool.
  var share: ChunkBudget.Share?
  var stopReason: StopReason?
  var timeout: Scheduled<Void>?

  init(_ run: QueryRun, limit: Int?, purpose: Purpose, format: RowFormat = .text) {
    self.run = run
    self.format = format
    self.limit = limit
    self.purpose = purpose
  }
}

/// Why a running statement is ended from outside.
enum StopReason {
  case cancelled
  case timedOut(milliseconds: Int)
  case ended

  var report: WireReport {
    switch self {
    case .cancelled: WireReport(.error, "57014", "语句已按用户的请求取消")
    case .timedOut(let milliseconds):
      WireReport(.error, "57014", "语句超过 \(milliseconds) 毫秒未完成，已取消（statement_timeout）")
    case .ended: WireReport(.error, "57014", "语句已取消")
    }
  }
}

extension Session {
  func start(_ execution: Execution) {
    if case .portal = execution.purpose { context.counters.withLock { $0.statements += 1 } }
    self.execution = execution
    if execution.run.readAhead != nil {
      // It goes on when the rows that are just being made are there.
      self.execution?.isFilling = true
    } else if execution.run.needsConnection {
      execution.run.use(takeReader(execution.run.set))
    }
    pump()
    guard self.execution?.run === execution.run else { return }
    self.execution?.isStarting = false
    let milliseconds = statementTimeoutMilliseconds
    if milliseconds > 0 {
      self.execution?.timeout = loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) {
        self.stop(.timedOut(milliseconds: milliseconds))
      }
    }
  }

  /// Brings the next rows, unless the client still has to take the last ones: the first at once when they come quickly,
  /// all others on the pool.
  func pump() {
    guard let current = execution, !current.isFilling else { return }
    if let reason = current.stopReason { return finish(failure: reason.report) }
    guard outbox.isWritable else { return outbox.flush() }
    if !current.hasBegun {
      execution?.hasBegun = true
      do throws(SQLError) {
        let fill = try current.run.fillInline(
          limit: current.limit, isSkipping: current.purpose == .move, encoding: encoding, format: current.format,
          in: context)
        if let fill { return filled(.success(fill)) }
      } catch {
        return filled(.failure(error))
      }
    }
    fillOnPool()
  }

  private func fillOnPool() {
    guard let current = execution else { return }
    execution?.isFilling = true
    if current.share == nil { execution?.share = ChunkBudget.Share(of: context.chunks) }
    let run = current.run
    let limit = current.limit.map { $0 - current.rows }
    let isSkipping = current.purpose == .move
    let number = current.pieces + 1
    let encoding = encoding
    let format = current.format
    let context = context
    context.pool.runIfActive(eventLoop: loop) { () -> Result<QueryRun.Fill, SQLError> in
      do throws(SQLError) {
        return .success(
          try run.fill(
            limit: limit, isSkipping: isSkipping, encoding: encoding, format: format,
            chunkBytes: context.chunks.chunkBytes(number: number), in: context))
      } catch {
        return .failure(error)
      }
    }.assumeIsolated().whenComplete { result in
      switch result {
      case .success(let filled): self.filled(filled)
      case .failure: self.filled(.failure(SQLError("57P01", "服务器正在停止")))
      }
    }
  }

  private func filled(_ result: Result<QueryRun.Fill, SQLError>) {
    execution?.isFilling = false
    guard !isEnded, let current = execution else {
      execution = nil
      return
    }
    switch result {
    case .failure(let error):
      let stopped = error.state == "57014" ? current.stopReason?.report : nil
      finish(failure: stopped ?? WireReport(error))
    case .success(let fill):
      execution?.rows += fill.count
      execution?.pieces += 1
      execution?.bytes += fill.rows.readableBytes
      context.counters.withLock { counters in
        counters.chunksFilled += 1
        if current.purpose != .move { counters.rowsSent += fill.count }
        counters.substitutedCharacters += fill.substituted
      }
      substituted += fill.substituted
      let isAtLimit = current.limit == current.rows + fill.count
      let isMore = fill.end == .chunkFull && !isAtLimit && current.stopReason == nil
      if isMore { detach(current) }
      // The next rows are made while these leave.
      if isMore, outbox.isWritable { fillOnPool() }
      outbox.send(chunk: fill.rows)
      if let reason = current.stopReason, fill.end != .finished {
        finish(failure: reason.report)
      } else if isMore {
        outbox.flush()
        pump()
      } else {
        finish(isAtEnd: fill.end == .finished)
      }
    }
  }

  /// Only where all rows are returned now, in text form: what is read in parts may be moved, or read in another form.
  private func detach(_ execution: Execution) {
    guard case .text = execution.format, execution.limit == nil else { return }
    switch execution.purpose {
    case .select, .portal:
      if let connection = execution.run.detach() { giveBack(connection) }
    case .fetch, .move, .copy: break
    }
  }

  /// Ends the running statement from outside; nothing happens when none runs.
  func stop(_ reason: StopReason) {
    guard let current = execution else { return }
    if current.stopReason == nil { execution?.stopReason = reason }
    guard current.isFilling else {
      if !isEnded { pump() }
      return
    }
    current.run.interrupt()
    // It may have come before the statement's first step, where SQLite forgets it.
    let run = current.run
    loop.assumeIsolated().scheduleTask(in: .milliseconds(SessionLimits.interruptAgainMilliseconds)) {
      if let still = self.execution, still.run === run, still.isFilling, still.stopReason != nil {
        self.stop(reason)
      }
    }
  }

  private func finish(isAtEnd: Bool) {
    guard let current = execution else { return }
    current.timeout?.cancel()
    execution = nil
    noticeSubstitutions()
    switch current.purpose {
    case .select: complete("SELECT \(current.rows)")
    case .fetch: complete("FETCH \(current.rows)")
    case .move: complete("MOVE \(current.rows)")
    case .copy:
      outbox.send(CopyOut.done)
      complete("COPY \(current.rows)")
    case .portal where isAtEnd: complete("SELECT \(current.rows)")
    case .portal: outbox.send(Completion.portalSuspended)
    }
    if isAtEnd { release(current.run, isComplete: true) } else { readAhead(after: current) }
    if !current.isStarting { continueAfterExecution() }
  }

  private func finish(failure: WireReport) {
    guard let current = execution else { return }
    current.timeout?.cancel()
    execution = nil
    release(current.run, isComplete: false)
    if batch != nil {
      failBatch(failure)
    } else {
      fail(failure, isExtended: true)
    }
    if !current.isStarting { continueAfterExecution() }
  }

  private func continueAfterExecution() {
    if batch != nil { continueBatch() } else { becameReady() }
  }
}
