import Catalogue
import CatalogueStore
import ODBCClient

/// Applying what changed since the target's position.
extension Mirror {
  func follow(
    _ target: MirrorTarget, from known: MirrorPosition, progress: @Sendable (MirrorProgress) -> Void
  ) throws(MirrorError) -> MirrorResult {
    try finishInterruptedLoad(target)
    let set = store.currentSet
    let sequence = try reading { () throws(StoreError) in try store.lastSequence(ofRelease: set.number) }
    guard known.sequence < sequence || known.release < set.number else {
      try note(set.number)
      return .upToDate(release: set.number)
    }
    let position = try target.position(locking: true)
    guard position == known else {
      throw MirrorError(.position, "目标的位置正被别的程序改动", "请确认只有一台前置机写入这个目标；稍后会再试")
    }
    var written = 0
    var removed = 0
    for table in MirrorTable.all {
      let changed = try reading { () throws(StoreError) in
        let told = try store.changedRows(table.kind, after: known.sequence, through: sequence)
        guard try store.changedQuietly(table.kind, afterRelease: known.release, through: set.number) else {
          return told
        }
        return Set(told).union(try store.rowNumbers(table.kind, in: set)).sorted()
      }
      guard !changed.isEmpty else { continue }
      let counts = try replace(changed, of: table, from: set, target, progress: progress)
      written += counts.written
      removed += changed.count - counts.written
    }
    try target.updatePosition(release: set.number, sequence: sequence, at: moment())
    try target.commit()
    try note(set.number)
    return .applied(release: set.number, written: written, removed: removed)
  }

  /// Takes rows out and puts in what the set has under their numbers.
  private func replace(
    _ changed: [Int64], of table: MirrorTable, from set: ReleaseSet, _ target: MirrorTarget,
    progress: @Sendable (MirrorProgress) -> Void
  ) throws(MirrorError) -> (written: Int, total: Int) {
    guard let rows = try reading({ () throws(StoreError) in try store.viewRows(table.kind, in: set) }) else {
      return (0, changed.count)
    }
    let method = target.engine.bulkMethod
    let delete = try target.prepare(RowRemoval.statement(table, schema: target.schema, engine: target.engine))
    let insert = try target.prepare(
      RowBatch.insertStatement(table, into: .live, schema: target.schema, engine: target.engine))
    var written = 0
    var start = 0
    while start < changed.count {
      try checkStopped()
      let part = changed[start..<min(start + RowBatch.maximumRows, changed.count)]
      try MirrorTarget.translated { () throws(ODBCError) in
        try RowRemoval.execute(part, with: delete, method: method)
      }
      var batch = RowBatch(table, method: method)
      for row in part where try reading({ () throws(StoreError) in try rows.find(row) }) { batch.append(rows) }
      if !batch.isEmpty { try send(batch, of: table, into: .live, with: insert, from: set, target) }
      written += batch.rows.count
      start = part.endIndex
      progress(MirrorProgress(kind: table.kind, rows: start, total: changed.count))
    }
    return (written, changed.count)
  }

  /// Sends a batch; when the target refuses a value, finds out which row it is and names it.
  func send(
    _ batch: RowBatch, of table: MirrorTable, into place: MirrorTable.Place, with insert: ODBCStatement,
    from set: ReleaseSet, _ target: MirrorTarget
  ) throws(MirrorError) {
    do throws(ODBCError) {
      try batch.execute(insert)
    } catch {
      guard MirrorError.isAboutValue(error) else { throw MirrorError(error) }
      // What was sent in this transaction is lost with it; the rows are tried one by one only to name the culprit.
      target.rollback()
      let culprit = try self.culprit(in: batch, of: table, into: place, from: set, target)
      target.rollback()
      throw MirrorError(
        .row, "\(table.kind.title)的一行放不进目标：\(culprit ?? "未能确定是哪一行")；\(error.detail)（\(error.sqlState)）",
        "本次发布没有写入目标；请放宽目标的字符集或改正该行，然后 qianzhi mirror sync \(configuration.name)")
    }
  }

  /// The key of the first row of a batch that the target refuses alone.
  private func culprit(
    in batch: RowBatch, of table: MirrorTable, into place: MirrorTable.Place, from set: ReleaseSet,
    _ target: MirrorTarget
  ) throws(MirrorError) -> String? {
    guard let rows = try reading({ () throws(StoreError) in try store.viewRows(table.kind, in: set) }) else {
      return nil
    }
    let insert = try target.prepare(
      RowBatch.insertStatement(table, into: place, schema: target.schema, engine: target.engine))
    let keys = table.kind.table.keyColumns
    for row in batch.rows where try reading({ () throws(StoreError) in try rows.find(row) }) {
      var single = RowBatch(table, method: target.engine.bulkMethod)
      single.append(rows)
      do throws(ODBCError) {
        try single.execute(insert)
      } catch  where MirrorError.isAboutValue(error) {
        let places = keys.compactMap { key in table.columns.firstIndex { $0.name == key } }
        return zip(keys, places).map { "\($0) = \(rows.text($1) ?? "")" }.joined(separator: "，")
      } catch {
        // The row stands in the live table already: not what is looked for.
      }
      target.rollback()
    }
    return nil
  }

  /// After a load that died between its swap and its views.
  private func finishInterruptedLoad(_ target: MirrorTarget) throws(MirrorError) {
    let relations = try target.relations()
    if !MirrorTable.all.allSatisfy({ relations.contains($0.viewName) }) {
      try makeViews(target, over: .live)
      try furnish(target)
      try target.commit()
    }
    let left = MirrorTable.all.flatMap { [$0.name(.incoming), $0.name(.outgoing)] }
    if left.contains(where: relations.contains) { try clear(target, [.incoming, .outgoing]) }
  }

  /// Remembers here what the target holds, for `status`; the target's own position is what counts.
  func note(_ release: Int64) throws(MirrorError) {
    try reading { () throws(StoreError) in
      try store.saveSubscriberOffset(subscriber, sequence: release, now: now())
    }
  }
}
