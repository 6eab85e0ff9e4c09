import Catalogue

extension ReleaseReader {
  enum Comparison {
    /// Byte for byte, and the batch says nothing of other columns.
    case same
    case different(row: Int64, older: CatalogueRecord)
    case missing
  }

  /// Looks a batch's row up by its key. A record is made only of one that differs.
  func compare(_ row: RecordBytes) throws(StoreError) -> Comparison {
    defer { lookup.reset() }
    layout.bind(keyOf: row, to: lookup)
    guard try lookup.step() else { return .missing }
    if row.isScanned, layout.isSame(row, as: lookup) { return .same }
    return .different(row: lookup.integer(0), older: layout.record(from: lookup))
  }
}

extension ReleaseLayout {
  fileprivate static let midnight = Array(" 00:00:00".utf8)

  fileprivate func bind(keyOf row: RecordBytes, to statement: RawStatement) {
    for (index, position) in keyPositions.enumerated() {
      bind(row, position, to: statement, at: index + 1, isDate: false)
    }
  }

  /// Binds a field as the release file keeps it: NULL when empty, a day with its midnight.
  func bind(_ row: RecordBytes, _ position: Int, to statement: RawStatement, at index: Int, isDate: Bool) {
    if row.isScanned {
      let field = row.slice(position)
      if field.isEmpty {
        statement.bindNull(index)
      } else if isDate, field.count == 10 {
        statement.bind(index, String(decoding: field, as: UTF8.self) + " 00:00:00")
      } else {
        statement.bindUntilReset(index, field)
      }
      return
    }
    let field = row.field(position)
    if field.isEmpty {
      statement.bindNull(index)
    } else {
      statement.bind(index, isDate && field.utf8.count == 10 ? field + " 00:00:00" : field)
    }
  }

  /// Whether a row that `selectRecord` returned has the same fields.
  fileprivate func isSame(_ row: RecordBytes, as statement: RawStatement) -> Bool {
    for index in 0..<recordIsDate.count {
      let field = row.slice(index)
      guard let kept = statement.utf8(index + 1) else {
        if field.isEmpty { continue }
        return false
      }
      if recordIsDate[index], field.count == 10 {
        guard kept.count == 19, kept.starts(with: field), kept[10...].elementsEqual(Self.midnight) else { return false }
      } else if !kept.elementsEqual(field) {
        return false
      }
    }
    return true
  }
}
