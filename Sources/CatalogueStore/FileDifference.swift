import Catalogue

/// Which rows one release file has otherwise than another, in any column or in some.
struct FileDifference {
  private let kind: CatalogueKind
  private let from: ReleaseReader
  private let to: ReleaseReader
  private let rows: [Int64]

  /// - Parameter columns: those compared; `nil` for all.
  init(
    from first: String, to second: String, kind: CatalogueKind, columns: [CatalogueColumn]? = nil
  ) throws(StoreError) {
    self.kind = kind
    from = try ReleaseReader(path: first, kind: kind)
    to = try ReleaseReader(path: second, kind: kind)
    rows = try Self.rows(first, second, kind, columns ?? kind.table.columns)
  }

  /// Both files number their rows alike, so they are compared row by row.
  private static func rows(
    _ first: String, _ second: String, _ kind: CatalogueKind, _ compared: [CatalogueColumn]
  ) throws(StoreError) -> [Int64] {
    let database = try RawDatabase(path: first, mode: .immutable)
    let attach = try database.prepare("ATTACH ? AS other")
    attach.bind(1, "file:\(RawDatabase.escaped(second))?immutable=1")
    try attach.run()
    let table = kind.rawValue
    let columns = compared.map(\.name)
    let left = columns.map { "a.\($0)" }.joined(separator: ", ")
    let right = columns.map { "b.\($0)" }.joined(separator: ", ")
    let select = try database.prepare(
      """
      SELECT a.row FROM main.\(table) AS a LEFT JOIN other.\(table) AS b ON b.row = a.row
        WHERE b.row IS NULL OR (\(left)) IS NOT (\(right))
      UNION ALL SELECT b.row FROM other.\(table) AS b
        WHERE NOT EXISTS (SELECT 1 FROM main.\(table) AS a WHERE a.row = b.row)
      ORDER BY 1
      """)
    var rows: [Int64] = []
    while try select.step() { rows.append(select.integer(0)) }
    return rows
  }

  /// One change for each row that differs, in the order of the row numbers.
  func changes(verb: ChangeVerb, into changes: ChangeList) throws(StoreError) -> ChangeList {
    for row in rows {
      let before = try from.record(row: row)
      let after = try to.record(row: row)
      guard let key = (after ?? before)?.key else { continue }
      try changes.append(
        PlannedChange(verb: verb, key: key, before: before, after: after, row: row, isNewRow: false))
    }
    return changes
  }

  /// The rows of both files with what differs beside the record.
  func besideRows() throws(StoreError) -> [RowDifference] {
    var found: [RowDifference] = []
    for row in rows {
      guard let before = try from.record(row: row), let after = try to.record(row: row) else { continue }
      let fields = kind.table.besideColumns.compactMap { column -> FieldDifference? in
        let (old, new) = (before.additional[column.name] ?? "", after.additional[column.name] ?? "")
        return old.isExactly(new) ? nil : FieldDifference(column: column.name, old: old, new: new)
      }
      if fields.isEmpty { continue }
      found.append(
        RowDifference(kind: kind, key: after.key, before: before.logFields, after: after.logFields, beside: fields))
    }
    return found
  }
}

extension CatalogueTable {
  /// Columns of the view that no record of the centre's 24 transaction brings.
  var besideColumns: [CatalogueColumn] { columns.filter { $0.source == .elsewhere } }
}
