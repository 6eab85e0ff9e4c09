import Catalogue

/// The code columns of a release file that hold nothing but ASCII, kept in its `release_info`: their plain order, and that of
/// their indexes, is the order of GB18030.
struct PlainColumns {
  static let entry = "ascii_columns"

  /// Place in the record by name.
  private var columns: [(name: String, place: Int)]

  /// - Parameter previous: the file as it was before; `nil` for one that begins. What an older program wrote says nothing.
  init(_ kind: CatalogueKind, in previous: RawDatabase?) throws(StoreError) {
    let record = kind.table.recordColumns.map(\.name)
    let candidates = kind.table.codeColumns.compactMap { name in
      record.firstIndex(of: name).map { (name: name, place: $0) }
    }
    guard let previous else {
      columns = candidates
      return
    }
    let select = try previous.prepare("SELECT value FROM release_info WHERE name = ?")
    select.bind(1, Self.entry)
    let known = try select.step() ? Set(select.text(0).split(separator: " ").map(String.init)) : []
    columns = candidates.filter { known.contains($0.name) }
  }

  mutating func see(_ record: CatalogueRecord) {
    columns.removeAll { column in !record.fields[column.place].utf8.allSatisfy { $0 < 0x80 } }
  }

  /// Names separated by blanks.
  var text: String { columns.map(\.name).joined(separator: " ") }
}
