import Catalogue
import GRDB

/// What a rollback did.
public struct RollbackResult: Hashable, Sendable {
  public let release: Int64
  /// Rows per catalogue that was rolled back; `removed` are those the older release did not have.
  public let changes: [CatalogueKind: ChangeCounts]
}

/// One catalogue's way back.
private struct PlannedRollback {
  let kind: CatalogueKind
  /// The release whose file is named.
  let fileRelease: Int64
  let changes: ChangeList

  var part: JournalPart { JournalPart(kind: kind, rows: .changes(changes)) }
}

extension CatalogueStore {
  /// Makes views what they were in an older release: a new release that names the older files, with one 回退 in journal
  /// and log for each row that differs in any column. The catalogues are held afterwards (`rollbackHolds`).
  ///
  /// A row that differs only beside the record (an imported national code) gets its 回退, too: the subscribers of the
  /// journal learn of every row. Codes that are kept for rows to come are those of the older release, too.
  ///
  /// - Parameters:
  ///   - catalogues: `nil` for all that are published.
  ///   - now: milliseconds since 1970 UTC; its day in Asia/Shanghai names the log file.
  /// - Throws: `cannotRollBack` with the reason: no such release, before a first load, the file is gone, nothing differs.
  public func rollBack(
    to number: Int64, catalogues: [CatalogueKind]? = nil, reason: String, now: Int64
  ) throws(StoreError) -> RollbackResult {
    try publishing.withLock { _ throws(StoreError) in
      // The journal tells the difference from what was published, not from rot.
      _ = try mend(catalogues ?? CatalogueKind.allCases)
      let current = try newestSet()
      guard number >= 1, number <= current.number else {
        throw StoreError(.cannotRollBack, "没有第 \(number) 次发布，不能回退；用 qianzhi release list 查看")
      }
      var plans: [PlannedRollback] = []
      var same: [CatalogueKind] = []
      for kind in CatalogueKind.allCases {
        guard catalogues?.contains(kind) ?? (current.files[kind] != nil) else { continue }
        let plan = try planRollback(of: kind, to: number, current: current)
        if let plan, !plan.changes.isEmpty || damagedFiles.contains(where: { $0.kind == kind }) {
          plans.append(plan)
        } else {
          same.append(kind)
        }
      }
      // One that a person named is not silently left out, nor held for nothing.
      if catalogues != nil, !same.isEmpty, !plans.isEmpty {
        throw StoreError(
          .cannotRollBack,
          "\(same.map(\.title).joined(separator: "、"))的内容与第 \(number) 次发布时相同，无需回退，没有回退任何目录；用 --catalogue 只回退其他目录")
      }
      guard plans.contains(where: { !$0.changes.isEmpty }) else {
        throw StoreError(.cannotRollBack, "这些目录的内容与第 \(number) 次发布时相同，无需回退")
      }
      try commit(plans, to: number, reason: reason, current: current, now: now)
      try announce()
      let counts = plans.map { ($0.kind, $0.changes.counts) }
      return RollbackResult(release: current.number + 1, changes: Dictionary(uniqueKeysWithValues: counts))
    }
  }

  /// `nil` when the catalogue has the same file still.
  private func planRollback(
    of kind: CatalogueKind, to number: Int64, current: ReleaseSet
  ) throws(StoreError) -> PlannedRollback? {
    if lostCatalogues.contains(kind) { try refuseDamaged([kind]) }
    guard let currentPath = current.files[kind] else {
      throw StoreError(.cannotRollBack, "\(kind.title)还没有发布过，不能回退")
    }
    let (target, now) = try read { database in
      (try Self.file(of: kind, inSet: number, database), try Self.file(of: kind, inSet: current.number, database))
    }
    guard let target else {
      throw StoreError(
        .cannotRollBack, "第 \(number) 次发布时\(kind.title)还没有首次下载，不能回退到首次下载之前；用 --catalogue 只回退其他目录")
    }
    if target.release == now?.release { return nil }
    guard !target.isRemoved else {
      throw StoreError(
        .cannotRollBack,
        "第 \(number) 次发布的\(kind.title)文件已按 keep_releases = \(options.keepReleases) 清理，不能回退；还可以回退到：\(try retained(kind, before: current.number))"
      )
    }
    let path = Self.path(of: kind, release: target.release, in: directory)
    let (_, sha256) = try DurableFile.digest(path)
    guard sha256 == target.sha256 else {
      throw StoreError(.damagedReleaseFile, "第 \(target.release) 次发布的\(kind.title)文件 \(path) 与发布时的摘要不符，不能回退到它")
    }
    return PlannedRollback(
      kind: kind, fileRelease: target.release,
      changes: damagedFiles.contains { $0.kind == kind }
        ? try journalledWayBack(of: kind, to: number)
        : try FileDifference(from: currentPath, to: path, kind: kind).changes(
          verb: .rolledBack, into: ChangeList(kind: kind, folder: stagingFolder)))
  }

  private func retained(_ kind: CatalogueKind, before current: Int64) throws(StoreError) -> String {
    let numbers = try read { database in
      try Int64.fetchAll(
        database,
        sql: """
          SELECT number FROM release_set JOIN release_file
            ON release_file.kind = release_set.kind AND release_file.release = file_release
          WHERE release_set.kind = ? AND removed = 0 AND number < ? ORDER BY number
          """, arguments: [kind.rawValue, current])
    }
    return numbers.isEmpty ? "无" : "第 \(numbers.suffix(20).map(String.init).joined(separator: "、")) 次发布"
  }

  private static func file(
    of kind: CatalogueKind, inSet number: Int64, _ database: Database
  ) throws -> (release: Int64, sha256: String, isRemoved: Bool)? {
    try Row.fetchOne(
      database,
      sql: """
        SELECT release, sha256, removed FROM release_set JOIN release_file
          ON release_file.kind = release_set.kind AND release_file.release = file_release
        WHERE number = ? AND release_set.kind = ?
        """, arguments: [number, kind.rawValue]
    ).map { ($0["release"], $0["sha256"], $0["removed"]) }
  }

  private func commit(
    _ plans: [PlannedRollback], to number: Int64, reason: String, current: ReleaseSet, now: Int64
  ) throws(StoreError) {
    let release = current.number + 1
    let pieces = try LogPieces(plans.map(\.part), options: options, now: now, folder: stagingFolder) {
      day, name throws(StoreError) in
      try logFile(of: day, otherwise: name)
    }
    try storeErrors(.database, "agent.sqlite") {
      try history.write { database in
        guard let connection = database.sqliteConnection else {
          preconditionFailure("a writing block has a connection")
        }
        try Self.beginRelease(release, after: current.number, now: now, in: database)
        for plan in plans {
          try database.execute(
            sql: "UPDATE release_set SET file_release = ? WHERE number = ? AND kind = ?",
            arguments: [plan.fileRelease, release, plan.kind.rawValue])
          let last = try Int64.fetchOne(database, sql: "SELECT MAX(seq) FROM change") ?? 0
          try BulkWrites.insert(
            plan.part, release: release, firstSequence: last + 1, now: now, connection: connection)
          let hold = RollbackHold(kind: plan.kind, release: release, toRelease: number, reason: reason, since: now)
          try RollbackRecords.insert(hold, rows: plan.changes.count, in: database)
          try CodeHistory.takeBack(plan.kind, to: number, by: release, now: now, in: database)
        }
        try pieces.insert(release: release, into: database)
        try interrupt(.beforeCommit)
      }
    }
    try interrupt(.committed)
  }
}
