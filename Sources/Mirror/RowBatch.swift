import Catalogue
import CatalogueStore
import ODBCClient

/// Rows on their way into a target, column by column, in the form its engine takes at once.
struct RowBatch {
  /// Rows in one call.
  static let maximumRows = 500

  private let method: BulkMethod
  private var texts: [[UInt8]]
  private var columns: [ODBCColumn]
  private(set) var rows: [Int64] = []

  init(_ table: MirrorTable, method: BulkMethod) {
    self.method = method
    let count = table.columns.count + 1
    switch method {
    case .parameterArrays:
      columns = Array(repeating: ODBCColumn(), count: count)
      texts = []
    case .unnest:
      columns = []
      texts = Array(repeating: [UInt8(ascii: "{")], count: count)
    }
  }

  var isEmpty: Bool { rows.isEmpty }
  var isFull: Bool { rows.count >= Self.maximumRows }

  /// Takes over the row a reader stands on.
  mutating func append(_ source: ViewRows) {
    let row = source.row
    rows.append(row)
    var number = String(row)
    number.withUTF8 { append($0, at: 0) }
    let count = method == .unnest ? texts.count : columns.count
    for column in 1..<count { append(source.utf8(column - 1), at: column) }
  }

  private mutating func append(_ value: UnsafeBufferPointer<UInt8>?, at column: Int) {
    switch method {
    case .parameterArrays: columns[column].append(value)
    case .unnest: Self.appendElement(value, to: &texts[column])
    }
  }

  /// One element of PostgreSQL's array text: always in quotes, so that only `"` and `\` need care.
  static func appendElement(_ value: UnsafeBufferPointer<UInt8>?, to text: inout [UInt8]) {
    if text.count > 1 { text.append(UInt8(ascii: ",")) }
    guard let value else {
      text.append(contentsOf: "NULL".utf8)
      return
    }
    text.append(UInt8(ascii: "\""))
    if value.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
      for byte in value {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
        text.append(byte)
      }
    } else {
      text.append(contentsOf: value)
    }
    text.append(UInt8(ascii: "\""))
  }

  /// The statement that takes a batch.
  static func insertStatement(
    _ table: MirrorTable, into place: MirrorTable.Place, schema: String, engine: any EngineProfile
  ) -> String {
    let names = ([MirrorTable.rowColumn] + table.columns.map(\.name)).joined(separator: ", ")
    let into = "INSERT INTO \(schema).\(table.name(place)) (\(names))"
    let parameters = table.columns.map { engine.parameter($0.type) }.joined(separator: ", ")
    switch engine.bulkMethod {
    case .parameterArrays: return "\(into) VALUES (?, \(parameters))"
    case .unnest: return "\(into) SELECT * FROM unnest(?::bigint[], \(parameters))"
    }
  }

  func execute(_ statement: ODBCStatement) throws(ODBCError) {
    switch method {
    case .parameterArrays: try statement.execute(ODBCArray(columns))
    case .unnest: try statement.execute(texts: texts.map { $0 + [UInt8(ascii: "}")] })
    }
  }
}

/// Row numbers that leave a target.
enum RowRemoval {
  static func statement(_ table: MirrorTable, schema: String, engine: any EngineProfile) -> String {
    let from = "DELETE FROM \(schema).\(table.name(.live)) WHERE \(MirrorTable.rowColumn)"
    switch engine.bulkMethod {
    case .parameterArrays: return "\(from) = ?"
    case .unnest: return "\(from) = ANY(?::bigint[])"
    }
  }

  static func execute(
    _ rows: ArraySlice<Int64>, with statement: ODBCStatement, method: BulkMethod
  ) throws(ODBCError) {
    switch method {
    case .parameterArrays:
      var column = ODBCColumn()
      for row in rows { column.append(String(row)) }
      try statement.execute(ODBCArray([column]))
    case .unnest:
      try statement.execute(texts: [Array(("{" + rows.map(String.init).joined(separator: ",") + "}").utf8)])
    }
  }
}
