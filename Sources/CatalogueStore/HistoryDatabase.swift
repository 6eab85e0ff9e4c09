import GRDB
import Glibc

/// `agent.sqlite`: everything that has a history.
enum HistoryDatabase {
  /// Version of the format, in `user_version`. A file with a newer one is refused.
  static let formatVersion = 4

  /// Opens the file with its one connection, which both writes and checkpoints.
  static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "agent.sqlite"
    // Not GRDB's own WAL mode: it sets synchronous=NORMAL afterwards.
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = 0")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let (version, journal, synchronous) = try queue.read { database in
      (
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
        try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
        try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
      )
    }
    try refuse(version, of: path)
    guard journal == "wal", synchronous == 2 else {
      throw StoreError(.unsafeSetting, "\(path) 不能以 WAL 和 synchronous=FULL 打开（\(journal)，\(synchronous)）")
    }
    try migrator.migrate(queue)
    return queue
  }

  /// Refuses a newer file by its first page, before it is opened and anything is made beside it: SQLite would take what a
  /// program that died left in the write-ahead log into the file. A format that is only in that log is refused by `open`.
  static func refuseNewer(_ path: String) throws(StoreError) {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    // SQLite's file format: its name in 16 bytes, and four bytes at 60, the highest first. Anything else is damage, which
    // SQLite tells.
    var head = [UInt8](repeating: 0, count: 64)
    guard pread(file, &head, head.count, 0) == head.count, head.starts(with: "SQLite format 3\0".utf8) else { return }
    try refuse(Int(Int32(bitPattern: head[60...].reduce(0) { $0 << 8 | UInt32($1) })), of: path)
  }

  private static func refuse(_ version: Int, of path: String) throws(StoreError) {
    guard version > formatVersion else { return }
    throw StoreError(.newerFormat, "\(path) 是更新版本的前置程序写的（格式 \(version)，本程序认识到 \(formatVersion)），请升级程序")
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 releases, journal, feed, log") { database in
      try database.execute(sql: releases + feed + log)
      try database.execute(sql: "PRAGMA user_version = 1")
    }
    migrator.registerMigration("national codes") { try $0.execute(sql: NationalCodes.table) }
    migrator.registerMigration("national versions") { try $0.execute(sql: NationalVersions.table) }
    migrator.registerMigration("format 2") { try $0.execute(sql: "PRAGMA user_version = 2") }
    migrator.registerMigration("origin of rejects") {
      try $0.execute(sql: "ALTER TABLE reject ADD COLUMN origin TEXT NOT NULL DEFAULT 'centre'")
    }
    migrator.registerMigration("rollbacks") { try $0.execute(sql: RollbackRecords.tables) }
    migrator.registerMigration("format 3") { try $0.execute(sql: "PRAGMA user_version = 3") }
    migrator.registerMigration("days of rejects, rows missing at the centre") {
      try $0.execute(
        sql: """
          ALTER TABLE reject ADD COLUMN from_day TEXT; ALTER TABLE reject ADD COLUMN through_day TEXT;
          ALTER TABLE feed ADD COLUMN missing INTEGER;
          """)
    }
    migrator.registerMigration("releases of national codes") { try $0.execute(sql: NationalCodes.imports) }
    migrator.registerMigration("national terms") {
      try $0.execute(sql: NationalTermRows.table + NationalTermRows.forgottenPositions)
    }
    migrator.registerMigration("format 4") { try $0.execute(sql: "PRAGMA user_version = 4") }
    // What older programs do not know they leave alone, and what they leave out is safe: no new format.
    migrator.registerMigration("rows of files beside the centre's") { try $0.execute(sql: FilesBesideCentre.columns) }
    migrator.registerMigration("nightly comparisons") { try $0.execute(sql: FeedCursor.nightColumns) }
    migrator.registerMigration("codes releases wrote") { try $0.execute(sql: NationalCodes.written) }
    migrator.registerMigration("serials by national code") { try $0.execute(sql: NationalCodes.byCode) }
    migrator.registerMigration("rows the platform announced") { try $0.execute(sql: BatchSummary.platformColumns) }
    migrator.registerMigration("centres of catalogues") { try $0.execute(sql: CentreOrigins.table) }
    migrator.registerMigration("rows of other centres") { try $0.execute(sql: CentreOrigins.leftOverColumn) }
    migrator.registerMigration("files that cannot be moved") { try $0.execute(sql: UnmovedFiles.table) }
    migrator.registerMigration("codes by release") { try $0.execute(sql: CodeHistory.table) }
    return migrator
  }

  /// Keys and images are `FieldText`; an image holds a log line's fields; a first load has none.
  private static let releases = """
    CREATE TABLE release(
      number INTEGER PRIMARY KEY, published_at INTEGER NOT NULL, day TEXT NOT NULL);
    CREATE TABLE release_file(
      kind TEXT NOT NULL, release INTEGER NOT NULL REFERENCES release, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
      row_count INTEGER NOT NULL, first_load INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY(kind, release)) WITHOUT ROWID;
    CREATE TABLE release_set(
      number INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, file_release INTEGER NOT NULL,
      PRIMARY KEY(number, kind)) WITHOUT ROWID;
    CREATE TABLE release_batch(
      release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, first_load INTEGER NOT NULL,
      from_day TEXT NOT NULL, through_day TEXT NOT NULL, announced INTEGER NOT NULL, received INTEGER NOT NULL,
      rejected INTEGER NOT NULL, added INTEGER NOT NULL, modified INTEGER NOT NULL,
      PRIMARY KEY(release, kind)) WITHOUT ROWID;
    CREATE TABLE change(
      seq INTEGER PRIMARY KEY, release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, verb TEXT NOT NULL,
      key TEXT NOT NULL, before TEXT, after TEXT, change_date TEXT NOT NULL, at INTEGER NOT NULL);
    CREATE INDEX change_release ON change(release, kind, seq);
    CREATE TABLE row_number(
      kind TEXT NOT NULL, key TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID;
    CREATE TABLE next_row(kind TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE subscriber(name TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE journal_head(
      name TEXT PRIMARY KEY, length INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

    """

  private static let feed = """
    CREATE TABLE feed(
      kind TEXT PRIMARY KEY, proven_at INTEGER NOT NULL, announced INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE staging(
      kind TEXT PRIMARY KEY, from_day TEXT NOT NULL, through_day TEXT NOT NULL, whole INTEGER NOT NULL,
      started_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE staged_page(
      kind TEXT NOT NULL, page INTEGER NOT NULL, total INTEGER NOT NULL, is_last INTEGER NOT NULL,
      records TEXT NOT NULL, PRIMARY KEY(kind, page));
    CREATE TABLE reject(
      number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, place INTEGER NOT NULL, text TEXT NOT NULL,
      code TEXT NOT NULL, reason TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
      accepted_at INTEGER, resolved_at INTEGER, UNIQUE(kind, text));
    CREATE TABLE held(
      kind TEXT PRIMARY KEY, reason TEXT NOT NULL, announced INTEGER NOT NULL, received INTEGER NOT NULL,
      rejected INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

    """

  private static let log = """
    CREATE TABLE log_file(
      name TEXT PRIMARY KEY, day TEXT NOT NULL, encoding TEXT NOT NULL, line_ending TEXT NOT NULL,
      format_version INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE log_piece(
      number INTEGER PRIMARY KEY, release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL,
      file TEXT NOT NULL REFERENCES log_file(name), offset INTEGER NOT NULL, length INTEGER NOT NULL,
      sha256 TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, first_load INTEGER NOT NULL);
    CREATE INDEX log_piece_file ON log_piece(file, offset);

    """
}
