import Catalogue
import CatalogueStore
import Foundation
import ODBCClient

/// A whole load: into tables beside the live ones, then swapped.
extension Mirror {
  /// Batches between commits while the incoming tables fill; nobody reads them yet.
  private static let batchesPerCommit = 40

  func load(
    _ target: MirrorTarget, agent: String, number: Int64, replacing: Bool,
    progress: @Sendable (MirrorProgress) -> Void
  ) throws(MirrorError) -> MirrorResult {
    let set = store.currentSet
    let sequence = try reading { () throws(StoreError) in try store.lastSequence(ofRelease: set.number) }
    let schema = target.schema
    for statement in target.engine.createSchema(schema) { try target.execute(statement) }
    try target.commit()
    try clear(target, [.incoming, .outgoing])
    for table in MirrorTable.all {
      try target.execute(table.createStatement(.incoming, schema: schema, engine: target.engine))
    }
    try target.execute(MirrorTable.createPosition(.incoming, schema: schema, engine: target.engine))
    try target.commit()
    var loaded = 0
    for table in MirrorTable.all {
      loaded += try fill(table, from: set, target, progress: progress)
      for statement in table.indexStatements(.incoming, schema: schema, load: number) { try target.execute(statement) }
      try target.commit()
    }
    let position = MirrorPosition(
      agent: agent, layoutVersion: Int64(MirrorTable.layoutVersion), load: number, release: set.number,
      sequence: sequence)
    try target.insertPosition(position, mirror: configuration.name, at: moment(), into: .incoming)
    try target.commit()
    try swapBetweenReaders(target, replacing: replacing)
    try note(set.number)
    return .loaded(release: set.number, rows: loaded)
  }

  private func fill(
    _ table: MirrorTable, from set: ReleaseSet, _ target: MirrorTarget, progress: @Sendable (MirrorProgress) -> Void
  ) throws(MirrorError) -> Int {
    guard let rows = try reading({ () throws(StoreError) in try store.viewRows(table.kind, in: set) }) else { return 0 }
    let total = store.rowCounts[table.kind] ?? 0
    let insert = try target.prepare(
      RowBatch.insertStatement(table, into: .incoming, schema: target.schema, engine: target.engine))
    var batch = RowBatch(table, method: target.engine.bulkMethod)
    var done = 0
    var batches = 0
    while true {
      let hasRow = try reading { () throws(StoreError) in try rows.next() }
      if hasRow { batch.append(rows) }
      if batch.isFull || (!hasRow && !batch.isEmpty) {
        try checkStopped()
        try send(batch, of: table, into: .incoming, with: insert, from: set, target)
        done += batch.rows.count
        batches += 1
        if batches % Self.batchesPerCommit == 0 { try target.commit() }
        batch = RowBatch(table, method: target.engine.bulkMethod)
        progress(MirrorProgress(kind: table.kind, rows: done, total: total))
      }
      if !hasRow { break }
    }
    try target.commit()
    return done
  }

  /// So often a swap gives way to readers, about a minute, before it waits its turn like any other statement.
  private static let yieldingAttempts = 400
  private static let pauseMilliseconds = 50

  /// The swap needs every table to itself for a moment. Where the engine can give up on a lock, it does so after a short
  /// wait and tries again: a reader in a transaction that reads the views in another order than the swap takes them would
  /// else be in a deadlock with it, and the engine ends whichever it finds first.
  private func swapBetweenReaders(_ target: MirrorTarget, replacing: Bool) throws(MirrorError) {
    let patience = replacing ? target.engine.swapPatience : []
    for _ in 0..<(patience.isEmpty ? 0 : Self.yieldingAttempts) {
      do throws(MirrorError) {
        for statement in patience { try target.execute(statement) }
        return try swap(target, replacing: replacing)
      } catch {
        guard error.code == .busy else { throw error }
        target.rollback()
      }
      try checkStopped()
      Thread.sleep(forTimeInterval: Double(Self.pauseMilliseconds) / 1_000)
    }
    try swap(target, replacing: replacing)
  }

  /// Swaps the tables and makes views, small tables, reader and rights.
  ///
  /// With DDL in transactions the views come first: a reader too takes the view's lock before the table's.
  private func swap(_ target: MirrorTarget, replacing: Bool) throws(MirrorError) {
    let names = MirrorTable.all.map { $0.name(.live) } + [MirrorTable.positionName]
    let isWhole = target.engine.hasTransactionalDDL
    if isWhole { try makeViews(target, over: .incoming) }
    for statement in target.engine.switchStatements(target.schema, live: replacing ? names : [], tables: names) {
      try target.execute(statement)
    }
    if !isWhole { try makeViews(target, over: .live) }
    try furnish(target)
    if isWhole {
      for name in replacing ? names : [] {
        try target.execute("DROP TABLE \(target.schema).\(name)\(MirrorTable.Place.outgoing.rawValue)")
      }
      try target.commit()
    } else {
      try target.commit()
      try clear(target, [.outgoing])
    }
  }

  func makeViews(_ target: MirrorTarget, over place: MirrorTable.Place) throws(MirrorError) {
    for table in MirrorTable.all {
      try target.execute(table.createView(over: place, schema: target.schema, engine: target.engine))
    }
  }

  /// Makes what stands around tables and views. Repeated after a load that died between its swap and here.
  func furnish(_ target: MirrorTarget) throws(MirrorError) {
    let schema = target.schema
    let relations = try target.relations()
    for small in MirrorTable.small where !relations.contains(small.name) {
      let columns = small.columns.map { column in
        "\(column.name) \(column.type.map(target.engine.type) ?? target.engine.wholeNumberType)"
      }
      try target.execute(
        "CREATE TABLE \(schema).\(small.name) (\(columns.joined(separator: ", ")))\(target.engine.tableOptions)")
    }
    for statement in target.engine.compatibilityStatements(schema, relations: relations) {
      try target.execute(statement)
    }
    try admitReader(target)
  }

  private func admitReader(_ target: MirrorTarget) throws(MirrorError) {
    let reader = configuration.reader
    if let query = target.engine.readerQuery(reader), try target.column(query).first == "0" {
      let password = try configuration.readerPassword()
      for statement in target.engine.createReader(reader, password: password, schema: target.schema) {
        try target.execute(statement)
      }
    }
    var relations = MirrorTable.all.map(\.viewName) + MirrorTable.small.map(\.name)
    if !target.engine.compatibilityStatements(target.schema, relations: []).isEmpty { relations.append("dual") }
    for statement in target.engine.grants(reader, schema: target.schema, relations: relations) {
      try target.execute(statement)
    }
  }

  /// Drops tables a load left that never came to its end.
  func clear(_ target: MirrorTarget, _ places: [MirrorTable.Place]) throws(MirrorError) {
    let relations = try target.relations()
    for place in places {
      for table in MirrorTable.all { try target.drop(table.name(place), among: relations) }
      try target.drop(MirrorTable.positionName(place), among: relations)
    }
    try target.commit()
  }
}
