import Catalogue
import Crypto
import GRDB

/// One catalogue's part of a release in a log file, as the publishing commit fixed it.
public struct LogPiece: Hashable, Sendable {
  public let number: Int64
  public let release: Int64
  public let kind: CatalogueKind
  public let file: String
  /// First byte in the file.
  public let offset: Int64
  public let length: Int64
  /// SHA-256 of the bytes, lower-case hexadecimal.
  public let sha256: String
  let firstSequence: Int64
  let lastSequence: Int64
  let isFirstLoad: Bool
}

/// A day's log file as committed.
public struct LogFile: Hashable, Sendable {
  public let name: String
  /// `yyyy-MM-dd`, Asia/Shanghai.
  public let day: String
  public let format: LogFormat
  /// The committed end of the file.
  public let length: Int64
}

/// The log lines of a publication, whose bytes, place and digest go into its commit.
struct LogPieces: Sendable {
  /// Version of the line format, stored with each file.
  static let formatVersion = 1

  private let day: CivilDate
  private let fileName: String
  private let newFormat: LogFormat
  /// Read once, before the commit.
  private let existing: LogFile?
  private let pieces: [(part: JournalPart, length: Int64, sha256: String)]
  /// The lines themselves, where they could be kept.
  let kept: [CatalogueKind: KeptLines]

  /// Makes the lines' digests.
  ///
  /// - Parameters:
  ///   - folder: where lines may be kept until they are written.
  ///   - existing: the day's file as committed, also under another name than this; nobody else publishes meanwhile.
  init(
    _ parts: [JournalPart], options: StoreOptions, now: Int64, folder: String,
    existing: (CivilDate, String) throws(StoreError) -> LogFile?
  ) throws(StoreError) {
    day = CivilDateTime(unixMilliseconds: now).date
    fileName = options.logFileName(for: day)
    newFormat = options.logFormat
    self.existing = try existing(day, fileName)
    let format = self.existing?.format ?? newFormat
    var pieces: [(part: JournalPart, length: Int64, sha256: String)] = []
    var kept: [CatalogueKind: KeptLines] = [:]
    for part in parts where !part.rows.isEmpty {
      let lines = KeptLines(folder: folder)
      kept[part.kind] = lines
      let sink = LogSink(format, kind: part.kind) { lines?.append($0) }
      switch part.rows {
      case .firstLoad(let rows): try rows.forEach { row throws(StoreError) in try sink.appendAdded(row) }
      case .changes(let changes):
        try changes.forEach { change throws(StoreError) in try sink.append(change.line(part.kind)) }
      }
      let sha256 = try sink.finish()
      pieces.append((part, sink.length, sha256))
    }
    self.pieces = pieces
    self.kept = kept
  }

  /// Places the pieces at the committed end of the day's file, whose name and format are fixed when it is begun.
  func insert(release: Int64, into database: Database) throws {
    let file =
      existing ?? LogFile(name: fileName, day: day.text, format: newFormat, length: Int64(newFormat.header.count))
    if existing == nil {
      try database.execute(
        sql: """
          INSERT INTO log_file(name, day, encoding, line_ending, format_version, length) VALUES (?,?,?,?,?,?)
          """,
        arguments: [
          file.name, file.day, file.format.encoding.rawValue, file.format.lineEnding.rawValue, Self.formatVersion,
          file.length,
        ])
    }
    var offset = file.length
    for (part, length, sha256) in pieces {
      let first = try Int64.fetchOne(
        database, sql: "SELECT MIN(seq) FROM change WHERE release = ? AND kind = ?",
        arguments: [release, part.kind.rawValue])
      guard let first else { preconditionFailure("a piece's changes are written before it") }
      try database.execute(
        sql: """
          INSERT INTO log_piece(release, kind, file, offset, length, sha256, first_seq, last_seq, first_load)
          VALUES (?,?,?,?,?,?,?,?,?)
          """,
        arguments: [
          release, part.kind.rawValue, file.name, offset, length, sha256, first,
          first + Int64(part.rows.counts.total) - 1, part.rows.isFirstLoad,
        ])
      offset += length
    }
    try database.execute(sql: "UPDATE log_file SET length = ? WHERE name = ?", arguments: [offset, file.name])
  }
}

extension LogFile {
  static func fetch(_ database: Database, name: String) throws -> LogFile? {
    try Row.fetchOne(database, sql: "SELECT * FROM log_file WHERE name = ?", arguments: [name]).map(LogFile.init)
  }

  init(row: Row) throws {
    guard let encoding = LogFormat.Encoding(rawValue: row["encoding"]),
      let ending = LogFormat.LineEnding(rawValue: row["line_ending"])
    else { throw StoreError(.newerFormat, "日志文件 \(row["name"] as String) 的格式未知，请升级程序") }
    self.init(
      name: row["name"], day: row["day"], format: LogFormat(encoding: encoding, lineEnding: ending),
      length: row["length"])
  }
}

extension CatalogueStore {
  /// Log files with a committed part, oldest day first.
  public func logFiles() throws(StoreError) -> [LogFile] {
    try storeErrors(.database, "agent.sqlite") {
      try history.read { try Row.fetchAll($0, sql: "SELECT * FROM log_file ORDER BY day, name").map(LogFile.init) }
    }
  }

  /// The pieces of a file in the order of their offsets.
  public func logPieces(of file: String) throws(StoreError) -> [LogPiece] {
    try storeErrors(.database, "agent.sqlite") {
      try history.read { database in
        try Row.fetchAll(database, sql: "SELECT * FROM log_piece WHERE file = ? ORDER BY offset", arguments: [file])
          .map(LogPiece.init)
      }
    }
  }

  /// The file a day's lines go to: the one they are in already, written to last where an earlier program began two; else
  /// the one with this name.
  func logFile(of day: CivilDate, otherwise name: String) throws(StoreError) -> LogFile? {
    try read { database in
      let begun = try String.fetchOne(
        database,
        sql: """
          SELECT name FROM log_file WHERE day = ?
          ORDER BY (SELECT MAX(number) FROM log_piece WHERE file = name) DESC LIMIT 1
          """, arguments: [day.text])
      return try LogFile.fetch(database, name: begun ?? name)
    }
  }

  func logFile(named name: String) throws(StoreError) -> LogFile? {
    try read { try LogFile.fetch($0, name: name) }
  }

  /// The bytes of a piece in one; a first load's take memory, ``forEachLogBytes(of:_:)`` does not.
  public func logBytes(of piece: LogPiece) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(piece.length))
    try forEachLogBytes(of: piece) { bytes += $0 }
    return bytes
  }

  /// Lines read from the journal in one go.
  private static let linesAtATime = 500

  /// The bytes of a piece in order, made again from the change journal (a first load's from its file in `row` order).
  ///
  /// - Throws: `damagedLogPiece`, after the last bytes, when they are not those of the committed digest.
  public func forEachLogBytes(
    of piece: LogPiece, _ body: @escaping ([UInt8]) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard let format = try logFile(named: piece.file)?.format else {
      throw StoreError(.damagedLogPiece, "没有日志文件 \(piece.file) 的记录")
    }
    if let kept = takeKept(piece) { return try forEachKeptBytes(of: piece, kept, body) }
    let sink = LogSink(format, kind: piece.kind, output: body)
    if piece.isFirstLoad {
      let path = Self.path(of: piece.kind, release: piece.release, in: directory)
      let reader = try ReleaseReader(path: path, kind: piece.kind)
      try reader.forEachRow { statement throws(StoreError) in try sink.appendAdded(reader.layout, statement) }
    } else {
      // What is committed stays, so it may be read in parts; the database is free while they are written.
      for first in stride(from: piece.firstSequence, through: piece.lastSequence, by: Self.linesAtATime) {
        let last = min(first + Int64(Self.linesAtATime) - 1, piece.lastSequence)
        let lines = try read { database in
          guard let connection = database.sqliteConnection else { return [LogLine]() }
          return try BulkReads.lines(of: piece.kind, from: first, through: last, connection: connection)
        }
        for line in lines { try sink.append(line) }
      }
    }
    let sha256 = try sink.finish()
    guard sink.length == piece.length, sha256 == piece.sha256 else { throw Self.damaged(piece) }
  }

  private static func damaged(_ piece: LogPiece) -> StoreError {
    StoreError(.damagedLogPiece, "发布 \(piece.release) 的\(piece.kind.title)日志与提交时的摘要不符，数据可能损坏")
  }

  /// Keeps a publication's lines until they are written; those of the one before go.
  func keep(_ pieces: LogPieces, release: Int64) {
    state.withLock { $0.keptLines = (release, pieces.kept) }
  }

  /// A piece's lines as they were kept. They serve once: whoever fails with them has the piece made again.
  private func takeKept(_ piece: LogPiece) -> KeptLines? {
    state.withLock { state in
      guard state.keptLines.release == piece.release, let lines = state.keptLines.lines[piece.kind] else { return nil }
      state.keptLines.lines[piece.kind] = nil
      return lines.isWhole && lines.length == piece.length ? lines : nil
    }
  }

  private func forEachKeptBytes(
    of piece: LogPiece, _ kept: KeptLines, _ body: ([UInt8]) throws(StoreError) -> Void
  ) throws(StoreError) {
    var hash = SHA256()
    try kept.forEachBytes { bytes throws(StoreError) in
      bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
      try body(bytes)
    }
    guard DurableFile.hexadecimal(hash.finalize()) == piece.sha256 else { throw Self.damaged(piece) }
  }
}

extension LogPiece {
  init(row: Row) throws {
    guard let kind = CatalogueKind(rawValue: row["kind"]) else {
      throw StoreError(.newerFormat, "未知的目录 \(row["kind"] as String)，请升级程序")
    }
    self.init(
      number: row["number"], release: row["release"], kind: kind, file: row["file"], offset: row["offset"],
      length: row["length"], sha256: row["sha256"], firstSequence: row["first_seq"], lastSequence: row["last_seq"],
      isFirstLoad: row["first_load"])
  }
}
