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
  let recordIsDate: [Bool]
  /// Places of the key columns in the record.
  let keyPositions: [Int]
  let changeDatePosition: Int
  /// Columns that are in no record.
  private let besideNames: [String]
  private let besideIsDate: [Bool]

  init(_ kind: CatalogueKind) {
    let table = kind.table
    self.kind = kind
    recordNames = table.recordColumns.map(\.name)
    recordIsDate = table.recordColumns.map { $0.type == .timestamp }
    let places = Dictionary(uniqueKeysWithValues: recordNames.enumerated().map { ($1, $0) })
    keyPositions = table.keyColumns.map { places[$0]! }
    changeDatePosition = places[table.changeDateColumn]!
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

  /// Places of the code columns in the record.
  var codePositions: [Int] { kind.table.codeColumns.compactMap { recordNames.firstIndex(of: $0) } }

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

  /// Inserts a row of a first load.
  var insert: String {
    let names = kind.table.columns.map(\.name)
    return "INSERT INTO \(kind.rawValue)(row, \(names.joined(separator: ", "))) VALUES (?"
      + String(repeating: ",?", count: names.count) + ")"
  }

  /// - Parameter row: has to stay until the statement has run.
  func bind(_ row: RecordBytes, number: Int64, to statement: RawStatement) {
    statement.bind(1, number)
    let additional = row.additional
    for (index, source) in sources.enumerated() {
      switch source {
      case .field(let position, let isDate): bind(row, position, to: statement, at: index + 2, isDate: isDate)
      case .beside(let name, let isDate):
        guard let text = additional[name], !text.isEmpty else {
          statement.bindNull(index + 2)
          continue
        }
        statement.bind(index + 2, isDate && text.utf8.count == 10 ? text + " 00:00:00" : text)
      }
    }
  }

  func bind(_ record: CatalogueRecord, row: Int64, to statement: RawStatement) {
    statement.bind(1, row)
    for index in sources.indices { bind(record, column: index, to: statement, at: index + 2) }
  }

  /// - Parameter column: place among the view's columns, counted from 0.
  func bind(_ record: CatalogueRecord, column: Int, to statement: RawStatement, at index: Int) {
    let (text, isDate) = value(of: column, in: record)
    guard !text.isEmpty else { return statement.bindNull(index) }
    statement.bind(index, isDate && text.utf8.count == 10 ? text + " 00:00:00" : text)
  }

  private func value(of column: Int, in record: CatalogueRecord) -> (text: String, isDate: Bool) {
    switch sources[column] {
    case .field(let position, let isDate): (record.fields[position], isDate)
    case .beside(let name, let isDate): (record.additional[name] ?? "", isDate)
    }
  }

  /// Places of the view's columns in which two records of one row differ.
  func changedColumns(from older: CatalogueRecord, to newer: CatalogueRecord) -> [Int] {
    sources.indices.filter { !value(of: $0, in: older).text.isExactly(value(of: $0, in: newer).text) }
  }

  /// Sets some of a row's columns; the row's number is the last parameter.
  func update(columns: [Int]) -> String {
    let names = columns.map { "\(kind.table.columns[$0].name) = ?" }
    return "UPDATE \(kind.rawValue) SET \(names.joined(separator: ", ")) WHERE row = ?"
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

  /// A field in canonical form of a row that `selectRecord` returned, valid until the next step.
  func field(_ index: Int, of statement: RawStatement) -> UnsafeBufferPointer<UInt8> {
    guard let bytes = statement.utf8(index + 1) else { return UnsafeBufferPointer(start: nil, count: 0) }
    guard recordIsDate[index], bytes.count == 19, bytes[10...].elementsEqual(" 00:00:00".utf8) else { return bytes }
    return UnsafeBufferPointer(rebasing: bytes[..<10])
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
  let lookup: RawStatement
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

  /// Rows in `row` order, without a record of each: the statement stands on one that `selectRecord` returned.
  func forEachRow(_ body: (RawStatement) throws(StoreError) -> Void) throws(StoreError) {
    let statement = try database.prepare("\(layout.selectRecord) ORDER BY row")
    while try statement.step() { try body(statement) }
  }

  /// Keys in `row` order, as `CatalogueRecord.keyText`.
  func forEachKey(_ body: (String) throws(StoreError) -> Void) throws(StoreError) {
    let columns = layout.kind.table.keyColumns
    let statement = try database.prepare(
      "SELECT \(columns.joined(separator: ", ")) FROM \(layout.kind.rawValue) ORDER BY row")
    while try statement.step() { try body(FieldText.join(columns.indices.map(statement.text))) }
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
