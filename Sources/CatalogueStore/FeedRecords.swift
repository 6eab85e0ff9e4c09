import Catalogue
import GRDB

/// The last batch of a catalogue that was proven and published, whether or not it changed a row.
public struct FeedCursor: Hashable, Sendable {
  /// Milliseconds since 1970 UTC.
  public let provenAt: Int64
  public let announced: Int
  /// Rows held that the centre no longer had when it was last asked for everything (`sync --full`); `nil`: never asked.
  public let missingAtCentre: Int?
  /// The night whose comparison by month went through last; `nil`: none was noted.
  public var comparedNight: CivilDate?
  /// What that comparison could not take over, Chinese; `nil`: nothing.
  public var nightProblem: String?

  static let nightColumns = "ALTER TABLE feed ADD COLUMN night TEXT; ALTER TABLE feed ADD COLUMN night_problem TEXT"
}

/// A batch that was downloaded and not published.
public struct HeldBatch: Hashable, Sendable, Codable {
  public let kind: CatalogueKind
  /// Chinese.
  public let reason: String
  public let announced: Int
  /// Decoded and rejected rows.
  public let received: Int
  public let rejected: Int
  public let at: Int64

  public init(kind: CatalogueKind, reason: String, announced: Int, received: Int, rejected: Int, at: Int64) {
    self.kind = kind
    self.reason = reason
    self.announced = announced
    self.received = received
    self.rejected = rejected
    self.at = at
  }
}

/// A rejected row as kept.
public struct StoredReject: Hashable, Sendable {
  public let number: Int64
  public let kind: CatalogueKind
  public let place: Int
  public let text: String
  public let code: String
  public let reason: String
  public let firstSeen: Int64
  public let lastSeen: Int64
  public let acceptedAt: Int64?
  /// Whether it came with an administrator's file; else from the centre.
  public let isFromFile: Bool
}

extension CatalogueStore {
  public func feedCursor(_ kind: CatalogueKind) throws(StoreError) -> FeedCursor? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM feed WHERE kind = ?", arguments: [kind.rawValue])
        .map { row in
          FeedCursor(
            provenAt: row["proven_at"], announced: row["announced"], missingAtCentre: row["missing"],
            comparedNight: (row["night"] as String?).flatMap { CentreDate.parse($0)?.date },
            nightProblem: row["night_problem"])
        }
    }
  }

  /// Keeps that a comparison by month went through (``FeedCursor/comparedNight``), so that no restart repeats or forgets
  /// one. Without a proven batch there is nothing to compare, and nothing is kept.
  public func noteComparedNight(_ kind: CatalogueKind, _ night: CivilDate, problem: String?) throws(StoreError) {
    try write {
      try $0.execute(
        sql: "UPDATE feed SET night = ?, night_problem = ? WHERE kind = ?",
        arguments: [night.text, problem, kind.rawValue])
    }
  }

  /// Keeps what ``FeedCursor/missingAtCentre`` is, until the centre is asked for everything again.
  public func noteMissingAtCentre(_ kind: CatalogueKind, count: Int) throws(StoreError) {
    try write {
      try $0.execute(sql: "UPDATE feed SET missing = ? WHERE kind = ?", arguments: [count, kind.rawValue])
    }
  }

  /// Notes that a batch stays out, with its rejects, and forgets its pages: it is downloaded again.
  ///
  /// - Parameters:
  ///   - days: the change dates it was asked for, when it brought every row with one of them.
  ///   - keepsFiles: what was downloaded is proven and kept, so that the next poll goes on after it.
  public func hold(
    _ held: HeldBatch, rejects: [NewReject], days: ClosedRange<CivilDate>? = nil, keepsFiles: Bool = false
  ) throws(StoreError) {
    try write { database in
      try Self.record(rejects, of: held.kind, from: .centre, days: days, now: held.at, in: database)
      try database.execute(
        sql: "INSERT OR REPLACE INTO held(kind, reason, announced, received, rejected, at) VALUES (?,?,?,?,?,?)",
        arguments: [held.kind.rawValue, held.reason, held.announced, held.received, held.rejected, held.at])
      if !keepsFiles { try Self.discardStaging(held.kind, in: database) }
    }
    if !keepsFiles { try removePages(of: held.kind) }
  }

  public func heldBatches() throws(StoreError) -> [HeldBatch] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM held ORDER BY kind").compactMap { row in
        guard let kind = CatalogueKind(rawValue: row["kind"]) else { return nil }
        return HeldBatch(
          kind: kind, reason: row["reason"], announced: row["announced"], received: row["received"],
          rejected: row["rejected"], at: row["at"])
      }
    }
  }

  /// Rejected rows that still stand, oldest first.
  public func rejects(_ kind: CatalogueKind? = nil) throws(StoreError) -> [StoredReject] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM reject WHERE resolved_at IS NULL AND (?1 IS NULL OR kind = ?1) ORDER BY number",
        arguments: [kind?.rawValue]
      ).compactMap { row in
        guard let kind = CatalogueKind(rawValue: row["kind"]) else { return nil }
        return StoredReject(
          number: row["number"], kind: kind, place: row["place"], text: row["text"], code: row["code"],
          reason: row["reason"], firstSeen: row["first_seen"], lastSeen: row["last_seen"],
          acceptedAt: row["accepted_at"],
          isFromFile: row["origin"] == PublishableBatch.Origin.file.rawValue)
      }
    }
  }

  /// Takes note that a person lets the other rows of a batch be published without these.
  ///
  /// - Returns: how many were accepted now.
  public func acceptRejects(_ kind: CatalogueKind, now: Int64) throws(StoreError) -> Int {
    try write { database in
      try database.execute(
        sql: "UPDATE reject SET accepted_at = ? WHERE kind = ? AND accepted_at IS NULL AND resolved_at IS NULL",
        arguments: [now, kind.rawValue])
      return database.changesCount
    }
  }

  /// What a published batch leaves behind besides its rows: cursor, rejects, no staged pages, nothing held.
  func moveCursor(_ batch: PublishableBatch, now: Int64, in database: Database) throws {
    let kind = batch.kind.rawValue
    try resolveRejects(batch, now: now, in: database)
    guard batch.origin == .centre else { return }
    try database.execute(
      sql: """
        INSERT INTO feed(kind, proven_at, announced) VALUES (?,?,?)
        ON CONFLICT(kind) DO UPDATE SET proven_at = excluded.proven_at, announced = excluded.announced
        """, arguments: [kind, now, batch.announced])
    try database.execute(sql: "DELETE FROM held WHERE kind = ?", arguments: [kind])
    if batch.isWhole, let centre = batch.centre {
      try CentreOrigins.compared(batch.kind, with: centre, leftOver: batch.leftOver, in: database)
    }
    try NationalVersions.move(
      batch.nationalVersions, of: batch.kind, isWhole: batch.isWhole, now: now, in: database)
    try Self.discardStaging(batch.kind, in: database)
  }

  /// What the centre's batch says of rejects that came from it: those that did not come again are settled when the
  /// batch had to bring them, because it is the whole catalogue or every day that the reject was received with; an
  /// accepted one only by the whole catalogue, and it is still accepted should it come again. The centre's rows settle its
  /// rejects with their keys, and a file's those of earlier files; else they stand until a person accepts them.
  private func resolveRejects(_ batch: PublishableBatch, now: Int64, in database: Database) throws {
    let days = batch.bringsEveryRow ? batch.from...batch.through : nil
    if batch.origin == .centre {
      try database.execute(
        sql: """
          UPDATE reject SET resolved_at = ?1 WHERE kind = ?2 AND origin = 'centre' AND resolved_at IS NULL
            AND (?3 OR (accepted_at IS NULL AND from_day >= ?4 AND through_day <= ?5))
          """,
        arguments: [
          now, batch.kind.rawValue, batch.isWhole, days?.lowerBound.text, days?.upperBound.text,
        ])
    }
    try settleMendedRejects(batch, now: now, in: database)
    try Self.record(batch.rejects, of: batch.kind, from: batch.origin, days: days, now: now, in: database)
    let oldest = now - Int64(options.keepRawDays) * 86_400_000
    try database.execute(sql: "DELETE FROM reject WHERE resolved_at < ?", arguments: [oldest])
  }

  /// A reject's row is kept as one text, a file's in its own columns: it is the key's when each part of the key is one of
  /// its values. Every record of the centre begins with the first part of its key. Accepted ones stay, as a whitelist.
  private func settleMendedRejects(_ batch: PublishableBatch, now: Int64, in database: Database) throws {
    let open = try Row.fetchAll(
      database,
      sql: """
        SELECT number, text FROM reject WHERE kind = ? AND origin = ? AND accepted_at IS NULL AND resolved_at IS NULL
        """, arguments: [batch.kind.rawValue, batch.origin.rawValue])
    guard !open.isEmpty else { return }
    var holders: [String: [(number: Int64, values: Set<String>)]] = [:]
    for row in open {
      let text: String = row["text"]
      // The national platform's files have TABs.
      let separator: Character = batch.origin == .centre && text.contains("\t") ? "\t" : "|"
      let fields = text.split(separator: separator, omittingEmptySubsequences: false).map {
        CanonicalForm.text(String($0))
      }
      let values = Set(fields)
      for value in batch.origin == .file ? values : Set(fields.prefix(1)) {
        holders[value, default: []].append((row["number"], values))
      }
    }
    var settled: Set<Int64> = []
    try batch.records.forEach { record throws(StoreError) in
      let key = record.keyText.split(separator: "|").map(String.init)
      guard let first = key.first, let found = holders[first] else { return }
      for reject in found where key.allSatisfy(reject.values.contains) { settled.insert(reject.number) }
    }
    for number in settled {
      try database.execute(sql: "UPDATE reject SET resolved_at = ? WHERE number = ?", arguments: [now, number])
    }
  }

  static func record(
    _ rejects: [NewReject], of kind: CatalogueKind, from origin: PublishableBatch.Origin,
    days: ClosedRange<CivilDate>? = nil, now: Int64, in database: Database
  ) throws {
    for reject in rejects {
      try database.execute(
        sql: """
          INSERT INTO reject(kind, place, text, code, reason, first_seen, last_seen, origin, from_day, through_day)
          VALUES (?,?,?,?,?,?,?,?,?,?)
          ON CONFLICT(kind, text) DO UPDATE SET place = excluded.place, code = excluded.code, reason = excluded.reason,
            last_seen = excluded.last_seen, resolved_at = NULL, origin = excluded.origin, from_day = excluded.from_day,
            through_day = excluded.through_day
          """,
        arguments: [
          kind.rawValue, reject.place, reject.text, reject.reject.code.rawValue, reject.reject.reason, now, now,
          origin.rawValue, days?.lowerBound.text, days?.upperBound.text,
        ])
    }
  }

  func read<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
    try storeErrors(.database, "agent.sqlite") { try history.read(work) }
  }

  func write<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
    try storeErrors(.database, "agent.sqlite") { try history.write(work) }
  }
}
