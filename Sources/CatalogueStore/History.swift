import Catalogue
import GRDB

/// A release as `release list` shows it.
public struct ReleaseSummary: Hashable, Sendable {
  public let number: Int64
  /// Milliseconds since 1970 UTC.
  public let publishedAt: Int64
  /// `yyyy-MM-dd`, Asia/Shanghai: the day of its log file.
  public let day: String
  public let batches: [CatalogueKind: BatchSummary]
  /// Catalogues this release rolled back.
  public let rollbacks: [CatalogueKind: RollbackSummary]
  /// Rows whose national code an import changed; negative in a release of an older program, which did not count them.
  public let codes: [CatalogueKind: Int]
}

public struct BatchSummary: Hashable, Sendable {
  public let isFirstLoad: Bool
  /// What the centre announced, negative where it announced nothing. In a release that an older program made from the
  /// national platform: the distinct rows of the batch.
  public let announced: Int
  /// Distinct decoded rows, and rejected ones.
  public let received: Int
  public let rejected: Int
  public let changes: ChangeCounts
  /// An administrator's file; what it says nothing about is the centre. Not known of releases of older programs.
  public let isFromFile: Bool
  /// Of the national platform: how ``announced`` came to ``received``; `nil` else, and in releases of older programs.
  public let platform: PlatformRows?

  /// `release_batch`: ``PlatformRows``, NULL where it is `nil`.
  static let platformColumns = """
    ALTER TABLE release_batch ADD COLUMN repeated INTEGER;
    ALTER TABLE release_batch ADD COLUMN terms_only INTEGER;
    ALTER TABLE release_batch ADD COLUMN rejected_terms INTEGER;
    """
}

/// One row of the change journal.
public struct Change: Hashable, Sendable {
  public let sequence: Int64
  public let release: Int64
  public let kind: CatalogueKind
  public let verb: ChangeVerb
  public let key: [String]
  /// Fields of a log line before and after; `nil` where there was no row, and both for a first load.
  public let before: [String]?
  public let after: [String]?
  /// The centre's, canonical.
  public let changeDate: String
  /// Milliseconds since 1970 UTC.
  public let at: Int64
}

/// How far a money journal was when this was noted, so that a shortened journal is found out.
public struct JournalHead: Hashable, Sendable {
  public let length: Int64
  public let hash: String

  public init(length: Int64, hash: String) {
    self.length = length
    self.hash = hash
  }
}

extension CatalogueStore {
  /// The newest releases, newest first.
  public func releases(limit: Int = 1000) throws(StoreError) -> [ReleaseSummary] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM release ORDER BY number DESC LIMIT ?", arguments: [limit])
        .map { try Self.summary($0, in: database) }
    }
  }

  /// One release; `nil` when there is none of this number.
  public func release(_ number: Int64) throws(StoreError) -> ReleaseSummary? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM release WHERE number = ?", arguments: [number])
        .map { try Self.summary($0, in: database) }
    }
  }

  /// All releases in order, one at a time. Those published meanwhile may be among them.
  public func forEachRelease(_ body: (ReleaseSummary) -> Void) throws(StoreError) {
    var next: Int64 = 0
    while true {
      let piece = try read { database in
        try Row.fetchAll(
          database, sql: "SELECT * FROM release WHERE number > ? ORDER BY number LIMIT 500", arguments: [next]
        ).map { try Self.summary($0, in: database) }
      }
      guard let last = piece.last else { return }
      piece.forEach(body)
      next = last.number
    }
  }

  private static func summary(_ row: Row, in database: Database) throws -> ReleaseSummary {
    let number: Int64 = row["number"]
    var batches: [CatalogueKind: BatchSummary] = [:]
    for batch in try Row.fetchAll(
      database, sql: "SELECT * FROM release_batch WHERE release = ?", arguments: [number])
    {
      guard let kind = CatalogueKind(rawValue: batch["kind"]) else { continue }
      batches[kind] = BatchSummary(
        isFirstLoad: batch["first_load"], announced: batch["announced"], received: batch["received"],
        rejected: batch["rejected"],
        changes: ChangeCounts(
          added: batch["added"], modified: batch["modified"], removed: batch["removed"]),
        isFromFile: batch["origin"] == PublishableBatch.Origin.file.rawValue,
        platform: (batch["repeated"] as Int?).map {
          PlatformRows(repeated: $0, termsOnly: batch["terms_only"] ?? 0, rejectedTerms: batch["rejected_terms"] ?? 0)
        })
    }
    return ReleaseSummary(
      number: number, publishedAt: row["published_at"], day: row["day"], batches: batches,
      rollbacks: try RollbackRecords.rollbacks(ofRelease: number, in: database),
      codes: try NationalCodes.imports(ofRelease: number, in: database))
  }

  /// Journal rows after a sequence number, oldest first.
  public func changes(after sequence: Int64, limit: Int) throws(StoreError) -> [Change] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM change WHERE seq > ? ORDER BY seq LIMIT ?", arguments: [sequence, limit]
      ).compactMap { row in
        guard let kind = CatalogueKind(rawValue: row["kind"]), let verb = ChangeVerb(rawValue: row["verb"]) else {
          throw StoreError(.newerFormat, "变更记录 \(row["seq"] as Int64) 的种类未知，请升级程序")
        }
        return Change(
          sequence: row["seq"], release: row["release"], kind: kind, verb: verb, key: FieldText.split(row["key"]),
          before: (row["before"] as String?).map(FieldText.split),
          after: (row["after"] as String?).map(FieldText.split),
          changeDate: row["change_date"], at: row["at"])
      }
    }
  }

  /// The newest sequence number; 0 before the first change.
  public func newestSequence() throws(StoreError) -> Int64 {
    try read { try Int64.fetchOne($0, sql: "SELECT MAX(seq) FROM change") ?? 0 }
  }

  /// How far a subscriber of the journal has come; 0 for a new one.
  public func subscriberOffset(_ name: String) throws(StoreError) -> Int64 {
    try read { try Int64.fetchOne($0, sql: "SELECT seq FROM subscriber WHERE name = ?", arguments: [name]) ?? 0 }
  }

  public func saveSubscriberOffset(_ name: String, sequence: Int64, now: Int64) throws(StoreError) {
    try write {
      try $0.execute(
        sql: "INSERT OR REPLACE INTO subscriber(name, seq, at) VALUES (?,?,?)", arguments: [name, sequence, now])
    }
  }

  /// Notes how far a money journal has come.
  ///
  /// - Parameter name: the journal's own name, `swipe`.
  public func saveJournalHead(_ name: String, _ head: JournalHead, now: Int64) throws(StoreError) {
    try write {
      try $0.execute(
        sql: "INSERT OR REPLACE INTO journal_head(name, length, hash, at) VALUES (?,?,?,?)",
        arguments: [name, head.length, head.hash, now])
    }
  }

  public func journalHead(_ name: String) throws(StoreError) -> JournalHead? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT length, hash FROM journal_head WHERE name = ?", arguments: [name])
        .map { JournalHead(length: $0["length"], hash: $0["hash"]) }
    }
  }
}
