import CSQLite
import Catalogue
import OracleSQL

/// A read-only SQLite connection to one release set, with the system catalogue and our functions.
///
/// Used from one thread at a time. Statements keep it alive; a session that moves to a newer set makes a new one.
public final class QueryConnection {
  public let set: ReleaseSet
  public let interruptHandle: InterruptHandle
  let handle: OpaquePointer
  let functions: FunctionState
  let budget = StepBudget()
  /// Columns, as `table.column`, of which the release files say that they hold nothing but ASCII.
  private let plainColumns: Set<String>
  private let now: @Sendable () -> Int64
  /// Their memory is what the attached databases read.
  private let images: [CatalogueImage]

  /// Pages cached per attached file: what is hot is in the kernel's page cache, through mmap.
  static let cachePages = 64
  /// Bytes of each file mapped; SQLite's own upper limit is just below 2 GiB.
  static let mappedBytes: Int64 = 0x7FFF_0000

  /// SQLite's limit is one of rows on their way through a sort, too: beside the longest text there may be others.
  static let rowSlack = 8 * 1024 * 1024

  /// - Parameter now: Unix time in milliseconds, read once per execution.
  /// - Throws: 58030 or XX001 naming the catalogue when a release file cannot be read.
  public init(
    set: ReleaseSet, options: ViewOptions, now: @escaping @Sendable () -> Int64
  ) throws(SQLError) {
    let views = try CatalogueImage.views.get()
    let system = try CatalogueImage.system(for: options)
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
    let status = sqlite3_open_v2(":memory:", &opened, flags, nil)
    guard status == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw sqliteError(status)
    }
    do throws(SQLError) {
      try Self.attach(set, views, system, to: opened)
      plainColumns = try Self.plainColumns(set, on: opened)
      functions = FunctionState(
        context: RuntimeContext(statementCivilSeconds: 0, user: options.user, database: options.database))
      try functions.register(on: opened, system: system.functions)
    } catch {
      sqlite3_close_v2(opened)
      throw error
    }
    budget.register(on: opened)
    sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, Int32(TextLimit.bytes + Self.rowSlack))
    handle = opened
    interruptHandle = InterruptHandle(opened)
    self.set = set
    self.now = now
    images = [views, system.pgCatalog, system.informationSchema, system.oracleDictionary]
  }

  deinit {
    interruptHandle.close()
    sqlite3_close_v2(handle)
  }

  private static func attach(
    _ set: ReleaseSet, _ views: CatalogueImage, _ system: CatalogueImage.System, to handle: OpaquePointer
  ) throws(SQLError) {
    try execute("PRAGMA trusted_schema=OFF", on: handle)
    try views.attach(as: "main", to: handle)
    for kind in CatalogueKind.allCases {
      let name = kind.rawValue
      if let path = set.files[kind] {
        do throws(SQLError) {
          try execute("ATTACH '\(uri(path))' AS \(name)", on: handle)
          try execute("PRAGMA \(name).cache_size=\(cachePages); PRAGMA \(name).mmap_size=\(mappedBytes)", on: handle)
        } catch {
          throw SQLError(error.state, "\(kind.title)：\(error.message)", hint: "请检查数据目录中的 releases 文件夹")
        }
      } else {
        try execute("ATTACH ':memory:' AS \(name)", on: handle)
        // Without its table a statement that reads the view is refused.
        if !set.unavailable.contains(kind) { try views.attach(as: name, to: handle) }
      }
    }
    try execute(
      "ATTACH ':memory:' AS pg_catalog; ATTACH ':memory:' AS information_schema; ATTACH ':memory:' AS sys",
      on: handle)
    try system.pgCatalog.attach(as: "pg_catalog", to: handle)
    try system.informationSchema.attach(as: "information_schema", to: handle)
    try system.oracleDictionary.attach(as: SystemRelation.oracleSchema, to: handle)
  }

  private static func plainColumns(_ set: ReleaseSet, on handle: OpaquePointer) throws(SQLError) -> Set<String> {
    var columns: Set<String> = []
    for kind in CatalogueKind.allCases where set.files[kind] != nil {
      var statement: OpaquePointer?
      let text = "SELECT value FROM \(kind.rawValue).release_info WHERE name = 'ascii_columns'"
      let status = sqlite3_prepare_v2(handle, text, -1, &statement, nil)
      defer { sqlite3_finalize(statement) }
      guard status == SQLITE_OK else { throw sqliteError(status, handle: handle) }
      guard sqlite3_step(statement) == SQLITE_ROW, let value = sqlite3_column_text(statement, 0) else { continue }
      for name in String(cString: value).split(separator: " ") { columns.insert("\(kind.rawValue).\(name)") }
    }
    return columns
  }

  /// A file URI in an SQL literal: every byte outside a small set is percent-encoded, quotes included.
  static func uri(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var text = "file:"
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        text.unicodeScalars.append(UnicodeScalar(byte))
      default: text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return text + "?immutable=1&mode=ro"
  }

  /// The statement's text for this release set.
  public func text(of query: CompiledQuery) -> String {
    guard let careful = query.unassumingText, !query.assumedASCII.isSubset(of: plainColumns) else {
      return query.sqliteText
    }
    return careful
  }

  /// - Throws: 54001 for a statement beyond SQLite's depth, XX000 when its text is not SQLite's.
  public func prepare(_ query: CompiledQuery) throws(SQLError) -> QueryStatement {
    var statement: OpaquePointer?
    var text = text(of: query)
    let status = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_prepare_v3(
          handle, $0.baseAddress, Int32($0.count), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
      }
    }
    guard status == SQLITE_OK, let statement else {
      sqlite3_finalize(statement)
      if let unavailable = unavailableView() { throw unavailable }
      throw error(status == SQLITE_OK ? SQLITE_ERROR : status)
    }
    return QueryStatement(statement, of: self, query: query)
  }

  /// What a statement is told that could not be prepared because it reads a view without a file.
  private func unavailableView() -> SQLError? {
    guard !set.unavailable.isEmpty, let text = sqlite3_errmsg(handle) else { return nil }
    let message = String(cString: text)
    for kind in CatalogueKind.allCases where set.unavailable.contains(kind) {
      guard message == "no such table: \(kind.rawValue).\(kind.rawValue)" else { continue }
      return SQLError("58030", "QZ-S110 \(kind.title)的发布文件损坏，视图暂时不能查询", hint: "请用 qianzhi status 查看，等待重新下载")
    }
    return nil
  }

  /// The error of one of our functions if that is what stopped SQLite, else SQLite's.
  func error(_ status: Int32) -> SQLError {
    if status & 0xFF != SQLITE_INTERRUPT, let error = functions.takeError() { return error }
    return sqliteError(status, handle: handle)
  }

  /// Start of a statement as civil time of Asia/Shanghai.
  func statementCivilSeconds() -> Int64 {
    let milliseconds = now()
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    return seconds + 8 * 3600
  }

  /// How SQLite would find the rows, a step a line.
  public func plan(of query: CompiledQuery) throws(SQLError) -> [String] {
    var statement: OpaquePointer?
    let status = sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN " + text(of: query), -1, &statement, nil)
    defer { sqlite3_finalize(statement) }
    guard status == SQLITE_OK else { throw error(status) }
    var lines: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      if let text = sqlite3_column_text(statement, 3) { lines.append(String(cString: text)) }
    }
    return lines
  }
}
