import Catalogue
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
struct LogPieces {
  /// Version of the line format, stored with each file.
  static let formatVersion = 1

  private let day: CivilDate
  private let fileName: String
  private let newFormat: LogFormat
  private let texts: [(kind: CatalogueKind, changes: Int, isFirstLoad: Bool, lines: (LogFormat) -> String)]

  init(_ parts: [JournalPart], options: StoreOptions, now: Int64) {
    day = CivilDateTime(unixMilliseconds: now).date
    fileName = options.logFileName(for: day)
    newFormat = options.logFormat
    texts = parts.filter { !$0.changes.isEmpty }.map { part in
      (
        part.kind, part.changes.count, part.isFirstLoad,
        { format in
          var text = ""
          for change in part.changes { text += format.terminated(change.line(part.kind)) }
          return text
        }
      )
    }
  }

  /// Places the pieces at the committed end of the day's file, whose format is fixed when it is begun.
  func insert(release: Int64, into database: Database) throws {
    let existing = try LogFile.fetch(database, name: fileName)
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
    for (kind, changes, isFirstLoad, lines) in texts {
      let bytes = file.format.encode(lines(file.format))
      let first = try Int64.fetchOne(
        database, sql: "SELECT MIN(seq) FROM change WHERE release = ? AND kind = ?",
        arguments: [release, kind.rawValue])
      guard let first else { preconditionFailure("a piece's changes are written before it") }
      try database.execute(
        sql: """
          INSERT INTO log_piece(release, kind, file, offset, length, sha256, first_seq, last_seq, first_load)
          VALUES (?,?,?,?,?,?,?,?,?)
          """,
        arguments: [
          release, kind.rawValue, file.name, offset, bytes.count, DurableFile.sha256(bytes), first,
          first + Int64(changes) - 1, isFirstLoad,
        ])
      offset += Int64(bytes.count)
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

  /// The bytes of a piece, made again from the change journal (a first load's from its file in `row` order) and
  /// verified against the committed digest.
  public func logBytes(of piece: LogPiece) throws(StoreError) -> [UInt8] {
    let file = try storeErrors(.database, "agent.sqlite") {
      try history.read { try LogFile.fetch($0, name: piece.file) }
    }
    guard let format = file?.format else { throw StoreError(.damagedLogPiece, "没有日志文件 \(piece.file) 的记录") }
    var text = ""
    if piece.isFirstLoad {
      let path = Self.path(of: piece.kind, release: piece.release, in: directory)
      try ReleaseReader(path: path, kind: piece.kind).forEach { (_, record) throws(StoreError) in
        text += format.terminated(LogLine(verb: .added, kind: piece.kind, fields: record.logFields))
      }
    } else {
      try storeErrors(.database, "agent.sqlite") {
        try history.read { database in
          guard let connection = database.sqliteConnection else { return }
          try BulkReads.forEachImage(
            of: piece.kind, from: piece.firstSequence, through: piece.lastSequence, connection: connection
          ) {
            text += format.terminated(LogLine(verb: $0, kind: piece.kind, fields: $1))
          }
        }
      }
    }
    let bytes = format.encode(text)
    guard bytes.count == Int(piece.length), DurableFile.sha256(bytes) == piece.sha256 else {
      throw StoreError(.damagedLogPiece, "发布 \(piece.release) 的\(piece.kind.title)日志与提交时的摘要不符，数据可能损坏")
    }
    return bytes
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
