import Catalogue
import GRDB

extension CatalogueStore {
  /// Publishes one to three proven batches as one release.
  ///
  /// Files are built and synced first; then one commit writes release, set, change rows, row numbers, feed cursor,
  /// rejects and log positions. That commit is the publication. Batches that change nothing make no release, but move
  /// the cursor.
  ///
  /// Each file that is built on is compared with its committed digest meanwhile, so that rot is never published on: it is
  /// made again first, or the publication is refused. Rows that were completed with those held, as a file's of some columns
  /// or the national platform's, may have been completed with the rot found here: they are refused, and have to be read
  /// again.
  ///
  /// - Parameter now: milliseconds since 1970 UTC; its day in Asia/Shanghai names the log file.
  public func publish(_ batches: [PublishableBatch], now: Int64) throws(StoreError) -> PublicationResult {
    precondition(
      Set(batches.map(\.kind)).count == batches.count, "a release has at most one batch of each catalogue")
    return try publishing.withLock { _ throws(StoreError) in
      do throws(StoreError) {
        return try publishNext(batches, now: now)
      } catch {
        // A damaged file can fail in any way.
        let found = try mend(batches.map(\.kind))
        if batches.contains(where: { found.hasRebuilt($0.kind, in: directory) && $0.isCompletedWithHeld }) {
          throw StoreError(.completedWithRot, "发布文件与发布时的摘要不符，已重建；这一批取过损坏的文件里的内容，没有发布，请再执行一次")
        }
        try refuseDamaged(batches)
        guard !found.rebuilt.isEmpty else { throw error }
        return try publishNext(batches, now: now)
      }
    }
  }

  private func publishNext(_ batches: [PublishableBatch], now: Int64) throws(StoreError) -> PublicationResult {
    let current = try newestSet()
    let number = current.number + 1
    let ordered = CatalogueKind.allCases.compactMap { kind in batches.first { $0.kind == kind } }
    try refuseHeld(ordered)
    try refuseDamaged(ordered)
    let lastDay = CivilDateTime(unixMilliseconds: now).date.adding(days: CentreDate.daysAhead)
    var newest: [CatalogueKind: NotedDate] = [:]
    for batch in ordered { newest[batch.kind] = try newestAfter(batch, current: current, notAfter: lastDay) }
    var planned: [PlannedBatch] = []
    for batch in ordered { planned.append(try plan(batch, current: current)) }
    let changed = planned.filter { !$0.rows.isEmpty }
    // Files and log lines come from the same rows and do not need each other: two threads.
    let parts = changed.map(\.part)
    let lines = BackgroundWork { [self] () throws(StoreError) in
      try LogPieces(parts, options: options, now: now, folder: stagingFolder) { day, name throws(StoreError) in
        try logFile(of: day, otherwise: name)
      }
    }
    let builtOn = changed.map(\.batch.kind).filter { current.files[$0] != nil }
    let bases = BackgroundWork { [self] () throws(StoreError) in try verifyFiles(builtOn) }
    let files = Result { () throws(StoreError) in try build(changed, release: number, after: current, now: now) }
    let (digested, verified) = (lines.wait(), bases.wait())
    let built = try files.get()
    if case .failure(let damage) = verified {
      for file in built.values { try DurableFile.remove(file.path) }
      throw damage
    }
    try interrupt(.filesBuilt)
    let pieces = try digested.get()
    try storeErrors(.database, "agent.sqlite") {
      try history.write { database in
        if !changed.isEmpty {
          try insertRelease(number, changed, built, current: current, now: now, into: database)
          try pieces.insert(release: number, into: database)
        }
        for plan in planned {
          try moveCursor(plan.batch, now: now, in: database)
          if let noted = newest[plan.batch.kind] {
            try FilesBesideCentre.note(noted.day, of: plan.batch.kind, in: database)
          }
        }
        try interrupt(.beforeCommit)
      }
    }
    try interrupt(.committed)
    keep(pieces, release: number)
    // First what the commit means; clearing up may fail.
    if !changed.isEmpty { try announce() }
    for batch in ordered where batch.origin == .centre { try removePages(of: batch.kind) }
    let counts = Dictionary(uniqueKeysWithValues: planned.map { ($0.batch.kind, $0.counts) })
    let equal = planned.filter { $0.rows.isEmpty }.compactMap { plan in
      current.files[plan.batch.kind].map { (plan.batch.kind, $0) }
    }
    return PublicationResult(
      release: changed.isEmpty ? nil : number, changes: counts, equalFiles: Dictionary(uniqueKeysWithValues: equal))
  }

  private func build(
    _ changed: [PlannedBatch], release number: Int64, after current: ReleaseSet, now: Int64
  ) throws(StoreError) -> [CatalogueKind: BuiltRelease] {
    var built: [CatalogueKind: BuiltRelease] = [:]
    for plan in changed {
      let kind = plan.batch.kind
      built[kind] = try ReleaseBuilder.build(
        kind: kind, release: number, rows: plan.rows, previous: current.files[kind],
        folder: Self.folder(of: kind, in: directory), now: now,
        codes: try read { try NationalCodes.known(for: plan.rows, kind: kind, at: .max, in: $0) })
    }
    return built
  }

  private func insertRelease(
    _ number: Int64, _ changed: [PlannedBatch], _ built: [CatalogueKind: BuiltRelease], current: ReleaseSet, now: Int64,
    into database: Database
  ) throws {
    try Self.beginRelease(number, after: current.number, now: now, in: database)
    for plan in changed {
      let kind = plan.batch.kind
      guard let file = built[kind], let connection = database.sqliteConnection else {
        preconditionFailure("a changed catalogue has a file, and a writing block a connection")
      }
      try insertBatch(plan, file: file, release: number, into: database)
      let last = try Int64.fetchOne(database, sql: "SELECT MAX(seq) FROM change") ?? 0
      try BulkWrites.insert(
        plan.part, release: number, firstSequence: last + 1, now: now, connection: connection)
      try database.execute(
        sql: "INSERT OR REPLACE INTO next_row(kind, row) VALUES (?,?)", arguments: [kind.rawValue, plan.nextRow])
    }
  }

  /// A release that begins as a repetition of the one before.
  static func beginRelease(_ number: Int64, after previous: Int64, now: Int64, in database: Database) throws {
    let day = CivilDateTime(unixMilliseconds: now).date
    try database.execute(
      sql: "INSERT INTO release(number, published_at, day) VALUES (?,?,?)", arguments: [number, now, day.text])
    try database.execute(
      sql: """
        INSERT INTO release_set(number, kind, file_release)
        SELECT ?, kind, file_release FROM release_set WHERE number = ?
        """, arguments: [number, previous])
  }

  private func insertBatch(
    _ plan: PlannedBatch, file: BuiltRelease, release: Int64, into database: Database
  ) throws {
    let batch = plan.batch
    let kind = batch.kind.rawValue
    try database.execute(
      sql: """
        INSERT INTO release_file(kind, release, bytes, sha256, row_count, first_load) VALUES (?,?,?,?,?,?)
        """, arguments: [kind, release, file.bytes, file.sha256, file.rowCount, plan.rows.isFirstLoad])
    if !plan.rows.isFirstLoad {
      try NationalCodes.note(file.codes, of: batch.kind, release: release, in: database)
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO release_set(number, kind, file_release) VALUES (?,?,?)",
      arguments: [release, kind, release])
    try database.execute(
      sql: """
        INSERT INTO release_batch(release, kind, first_load, from_day, through_day, announced, received, rejected, added,
          modified, removed, origin, repeated, terms_only, rejected_terms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
        """,
      arguments: [
        release, kind, plan.rows.isFirstLoad, batch.from.text, batch.through.text, batch.announced,
        batch.records.count + batch.rejects.count, batch.rejects.count, plan.counts.added, plan.counts.modified,
        plan.counts.removed, batch.origin.rawValue, batch.platform?.repeated, batch.platform?.termsOnly,
        batch.platform?.rejectedTerms,
      ])
  }

  /// Tells readers and listeners of the new set, then lets go of files nobody needs.
  /// The set a new release follows: the newest that was committed, also when announcing it failed.
  func newestSet() throws(StoreError) -> ReleaseSet {
    let committed = try read { try Int64.fetchOne($0, sql: "SELECT MAX(number) FROM release") ?? 0 }
    if committed > currentSet.number { try announce() }
    return currentSet
  }

  func announce() throws(StoreError) {
    let directory = directory
    let (set, counts) = try storeErrors(.database, "agent.sqlite") {
      try history.read { try Self.newestSet($0, directory: directory) }
    }
    let listeners = state.withLock { state in
      Self.withoutDamaged(set, counts, state: &state, directory: directory)
      return Array(state.listeners.values)
    }
    let served = currentSet
    for listener in listeners { listener.yield(served) }
    try removeOldFiles()
  }

  /// Keeps the files of the newest sets and, however long ago it was, the files each catalogue built last and the one its
  /// current file was copied from: what a repair and a rollback go back to. Each first load's is kept for ever: the log is
  /// made from it.
  private func removeOldFiles() throws(StoreError) {
    let keep = options.keepReleases
    let served = Set(damagedFiles.compactMap { damage in damage.servedFile.map { "\(damage.kind.rawValue)/\($0)" } })
    let old = try storeErrors(.database, "agent.sqlite") {
      try history.write { database in
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT kind, release FROM release_file WHERE removed = 0 AND first_load = 0 AND NOT EXISTS (
              SELECT 1 FROM release_set WHERE release_set.kind = release_file.kind AND file_release = release
                AND number IN (SELECT number FROM release ORDER BY number DESC LIMIT ?1))
            AND release NOT IN (
              SELECT built.release FROM release_file AS built WHERE built.kind = release_file.kind
              ORDER BY built.release DESC LIMIT ?1)
            AND release NOT IN (
              SELECT base.file_release FROM release_set AS newest JOIN release_set AS base
                ON base.kind = newest.kind AND base.number = newest.file_release - 1
              WHERE newest.number = (SELECT MAX(number) FROM release) AND newest.kind = release_file.kind)
            """, arguments: [keep])
        let files = rows.map { (kind: $0["kind"] as String, release: $0["release"] as Int64) }
          .filter { !served.contains("\($0.kind)/\($0.release)") }
        for file in files {
          try database.execute(
            sql: "UPDATE release_file SET removed = 1 WHERE kind = ? AND release = ?",
            arguments: [file.kind, file.release])
          try NationalCodes.forget(file.kind, release: file.release, in: database)
        }
        return files
      }
    }
    for file in old {
      guard let kind = CatalogueKind(rawValue: file.kind) else { continue }
      try DurableFile.remove(Self.path(of: kind, release: file.release, in: directory))
    }
  }

  func interrupt(_ step: PublicationStep) throws(StoreError) {
    guard let interruption else { return }
    try storeErrors(.database, "interrupted") { try interruption(step) }
  }
}
