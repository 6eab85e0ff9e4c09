import Catalogue

/// How one catalogue's rows lie in a release file: a table named as the view, `row INTEGER PRIMARY KEY`, then the view's
/// columns in order as TEXT, NULL when empty, dates as `yyyy-MM-dd HH:mm:ss`. Plain indexes only, so that any program
/// with SQLite reads it. A data format.
struct ReleaseLayout {
  /// Where a column's text comes from.
  private enum Source {
    case field(Int, isDate: Bool)
    /// `CatalogueRecord.additional`
    case beside(String, isDate: Bool)
  }

  static let formatVersion = 1
  let kind: CatalogueKind
  private let sources: [Source]
  /// Columns of the view that carry the record's fields, in record order.
  let recordNames: [String]
  private let recordIsDate: [Bool]
  /// Columns that are in no record.
  private let besideNames: [String]
  private let besideIsDate: [Bool]

  init(_ kind: CatalogueKind) {
    let table = kind.table
    self.kind = kind
    recordNames = table.recordColumns.map(\.name)
    recordIsDate = table.recordColumns.map { $0.type == .timestamp }
    let places = Dictionary(uniqueKeysWithValues: recordNames.enumerated().map { ($1, $0) })
    sources = table.columns.map { column in
      let isDate = column.type == .timestamp
      switch column.source {
      case .record(let position): return .field(position - 1, isDate: isDate)
      case .copy(let name): return .field(places[name]!, isDate: isDate)
      case .changeDate: return .field(places[table.changeDateColumn]!, isDate: isDate)
      case .elsewhere: return .beside(column.name, isDate: isDate)
      }
    }
    let beside = table.columns.filter { $0.source == .elsewhere }
    besideNames = beside.map(\.name)
    besideIsDate = beside.map { $0.type == .timestamp }
  }

  var createTable: String {
    let columns = kind.table.columns.map { "\($0.name) TEXT" }.joined(separator: ", ")
    return """
      CREATE TABLE \(kind.rawValue)(row INTEGER PRIMARY KEY, \(columns));
      CREATE TABLE release_info(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      """
  }

  var createIndexes: String {
    let name = kind.rawValue
    var dates = [kind.table.changeDateColumn]
    if kind.table.checkDateColumn != dates[0] { dates.append(kind.table.checkDateColumn) }
    let keys = kind.table.keyColumns.joined(separator: ", ")
    return "CREATE UNIQUE INDEX IF NOT EXISTS \(name)_key ON \(name)(\(keys));"
      + (dates + kind.table.lookupColumns).map { "CREATE INDEX IF NOT EXISTS \(name)_\($0) ON \(name)(\($0));" }
      .joined()
  }

  /// Inserts a row or replaces it. What stays of the older row is in the record (`CatalogueRecord.replacing`).
  var upsert: String {
    let names = kind.table.columns.map(\.name)
    let changing = names.map { "\($0)=excluded.\($0)" }
    return "INSERT INTO \(kind.rawValue)(row, \(names.joined(separator: ", "))) VALUES (?"
      + String(repeating: ",?", count: names.count) + ") ON CONFLICT(row) DO UPDATE SET "
      + changing.joined(separator: ", ")
  }

  func bind(_ record: CatalogueRecord, row: Int64, to statement: RawStatement) {
    statement.bind(1, row)
    for (index, source) in sources.enumerated() {
      let (text, isDate) =
        switch source {
        case .field(let position, let isDate): (record.fields[position], isDate)
        case .beside(let name, let isDate): (record.additional[name] ?? "", isDate)
        }
      guard !text.isEmpty else {
        statement.bindNull(index + 2)
        continue
      }
      statement.bind(index + 2, isDate && text.utf8.count == 10 ? text + " 00:00:00" : text)
    }
  }

  /// `row` and the record's columns.
  var selectRecord: String {
    "SELECT row, \((recordNames + besideNames).joined(separator: ", ")) FROM \(kind.rawValue)"
  }

  /// The record of a row that `selectRecord` returned.
  func record(from statement: RawStatement) -> CatalogueRecord {
    var fields: [String] = []
    fields.reserveCapacity(recordNames.count)
    for index in 0..<recordNames.count {
      let text = statement.text(index + 1)
      fields.append(recordIsDate[index] && text.hasSuffix(" 00:00:00") ? String(text.dropLast(9)) : text)
    }
    var additional: [String: String] = [:]
    for (index, name) in besideNames.enumerated() where !statement.isNull(1 + recordNames.count + index) {
      let text = statement.text(1 + recordNames.count + index)
      additional[name] = besideIsDate[index] && text.hasSuffix(" 00:00:00") ? String(text.dropLast(9)) : text
    }
    return CatalogueRecord(kind: kind, canonicalFields: fields, additional: additional)
  }

  /// Finds a row by its key; empty key parts are NULL there.
  var keyCondition: String { kind.table.keyColumns.map { "\($0) IS ?" }.joined(separator: " AND ") }

  func bind(key: [String], to statement: RawStatement, at first: Int = 1) {
    for (index, part) in key.enumerated() {
      if part.isEmpty { statement.bindNull(first + index) } else { statement.bind(first + index, part) }
    }
  }
}

/// Reads one release file.
final class ReleaseReader {
  let layout: ReleaseLayout
  private let database: RawDatabase
  private let lookup: RawStatement
  private let byRow: RawStatement

  init(path: String, kind: CatalogueKind) throws(StoreError) {
    layout = ReleaseLayout(kind)
    database = try RawDatabase(path: path, mode: .immutable)
    lookup = try database.prepare("\(layout.selectRecord) WHERE \(layout.keyCondition)")
    byRow = try database.prepare("\(layout.selectRecord) WHERE row = ?")
  }

  func record(row: Int64) throws(StoreError) -> CatalogueRecord? {
    defer { byRow.reset() }
    byRow.bind(1, row)
    return try byRow.step() ? layout.record(from: byRow) : nil
  }

  func record(key: [String]) throws(StoreError) -> (row: Int64, record: CatalogueRecord)? {
    defer { lookup.reset() }
    layout.bind(key: key, to: lookup)
    return try lookup.step() ? (lookup.integer(0), layout.record(from: lookup)) : nil
  }

  /// Rows in `row` order.
  func forEach(_ body: (Int64, CatalogueRecord) throws(StoreError) -> Void) throws(StoreError) {
    let statement = try database.prepare("\(layout.selectRecord) ORDER BY row")
    while try statement.step() { try body(statement.integer(0), layout.record(from: statement)) }
  }

  /// Rows whose change date lies in these days, both inclusive.
  func count(from: CivilDate, through: CivilDate) throws(StoreError) -> Int {
    let name = layout.kind.table.changeDateColumn
    let statement = try database.prepare(
      "SELECT COUNT(*) FROM \(layout.kind.rawValue) WHERE \(name) >= ? AND \(name) < ?")
    statement.bind(1, CivilDateTime(date: from).fullText)
    statement.bind(2, CivilDateTime(date: through.adding(days: 1)).fullText)
    return try statement.step() ? Int(statement.integer(0)) : 0
  }

  func rowCount() throws(StoreError) -> Int {
    let statement = try database.prepare("SELECT COUNT(*) FROM \(layout.kind.rawValue)")
    return try statement.step() ? Int(statement.integer(0)) : 0
  }

  func newestChangeDate(notAfter day: CivilDate) throws(StoreError) -> CivilDate? {
    let name = layout.kind.table.changeDateColumn
    let statement = try database.prepare("SELECT MAX(\(name)) FROM \(layout.kind.rawValue) WHERE \(name) < ?")
    statement.bind(1, CivilDateTime(date: day.adding(days: 1)).fullText)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return CentreDate.parse(statement.text(0))?.date
  }
}

/// A release file that was built and made to last.
struct BuiltRelease {
  let path: String
  let bytes: Int64
  let sha256: String
  let rowCount: Int
}

enum ReleaseBuilder {
  /// Copies the previous file, or begins a new one, takes the changes over and syncs file and folder. The same input
  /// makes the same bytes.
  ///
  /// - Parameter name: of the file; `nil` for the release's own.
  static func build(
    kind: CatalogueKind, release: Int64, changes: [PlannedChange], previous: String?, folder: String, now: Int64,
    codes: [String: String] = [:], name: String? = nil
  ) throws(StoreError) -> BuiltRelease {
    let layout = ReleaseLayout(kind)
    let path = "\(folder)/\(name ?? fileName(release))"
    // A run that died before its commit can have left one.
    try DurableFile.remove(path)
    if let previous { try DurableFile.copy(previous, to: path) }
    let count = try write(
      layout, release: release, changes: changes, isNew: previous == nil, path: path, now: now, codes: codes)
    try DurableFile.restrict(path)
    try DurableFile.sync(path)
    try DurableFile.sync(folder)
    let (bytes, sha256) = try DurableFile.digest(path)
    return BuiltRelease(path: path, bytes: bytes, sha256: sha256, rowCount: count)
  }

  static func fileName(_ release: Int64) -> String {
    let digits = String(release)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".sqlite"
  }

  private static func write(
    _ layout: ReleaseLayout, release: Int64, changes: [PlannedChange], isNew: Bool, path: String, now: Int64,
    codes: [String: String]
  ) throws(StoreError) -> Int {
    let database = try RawDatabase(path: path, mode: .building)
    try database.execute("BEGIN")
    if isNew { try database.execute(layout.createTable) }
    var plain = try PlainColumns(layout.kind, in: isNew ? nil : database)
    let upsert = try database.prepare(layout.upsert)
    let delete = try database.prepare("DELETE FROM \(layout.kind.rawValue) WHERE row = ?")
    for change in changes {
      if let record = change.after {
        plain.see(record)
        layout.bind(record, row: change.row, to: upsert)
        try upsert.run()
      } else {
        delete.bind(1, change.row)
        try delete.run()
      }
    }
    // A file of an older program lacks some.
    try database.execute(layout.createIndexes)
    _ = try NationalCodes.write(codes, kind: layout.kind, to: database)
    let info = try database.prepare("INSERT OR REPLACE INTO release_info(name, value) VALUES (?, ?)")
    for (name, value) in [
      ("format_version", String(ReleaseLayout.formatVersion)), ("catalogue", layout.kind.rawValue),
      ("release", String(release)), ("published_at", CivilDateTime(unixMilliseconds: now).fullText),
      (PlainColumns.entry, plain.text),
    ] {
      info.bind(1, name)
      info.bind(2, value)
      try info.run()
    }
    try database.execute("COMMIT")
    let count = try database.prepare("SELECT COUNT(*) FROM \(layout.kind.rawValue)")
    guard try count.step() else { throw database.failure() }
    return Int(count.integer(0))
  }
}
