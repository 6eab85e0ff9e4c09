import Catalogue
import Spreadsheet

/// What a file's columns mean, found from its first row.
struct ColumnPlan: Equatable {
  let kind: CatalogueKind
  /// For each column of the file, the record field it brings (counted from 0), or nothing.
  let fields: [Int?]
  let hasHeader: Bool
  /// Names of columns that are known and not imported.
  let ignored: [String]
  /// Columns whose header says nothing: a row must not have a value there.
  var unnamed: Set<Int> = []
  /// So many columns a row must have at least; only rows of a sheet without a header, which leave empty cells at their
  /// end out, have fewer than the first.
  var leastColumns = 0

  /// Whether the file brings every field of the record.
  var isWhole: Bool { Set(fields.compactMap { $0 }).count == kind.table.recordFieldCount }

  /// - Parameters:
  ///   - requested: the catalogue asked for; `nil` when the file has to say it.
  ///   - fileName: recognises the catalogue of a sheet, which leaves empty cells at a row's end out.
  init(
    firstRow: SourceRow, requested: CatalogueKind?, fileName: String
  ) throws(ImportError) {
    let names = firstRow.cells.map { cell in
      if case .text(let text) = cell { text } else { "" }
    }
    if let kind = Self.headerKind(names, requested: requested) {
      try self.init(header: names, kind: kind, requested: requested)
      return
    }
    let count = firstRow.isSheet ? firstRow.filledCount : firstRow.cells.count
    let kind =
      requested ?? (firstRow.isSheet ? Self.kind(fileName: fileName) : nil) ?? Self.kind(fieldCount: count)
    guard let kind else {
      throw ImportError(
        .columns, "没有表头，而 \(count) 列不是任何目录的列数（药品 55、诊疗 73、病种 8）")
    }
    let expected = kind.table.recordFieldCount
    guard firstRow.isSheet ? count <= expected : count == expected else {
      throw ImportError(.columns, "没有表头，\(kind.title)应有 \(expected) 列，文件有 \(count) 列")
    }
    self.init(kind: kind, fields: Array(0..<expected), hasHeader: false, ignored: [])
    guard firstRow.isSheet else { return }
    // A few columns without a header are no record: taken for one, they would empty all the others.
    leastColumns = Self.leastColumns(kind)
    guard count >= leastColumns else {
      throw ImportError(
        .columns,
        "没有表头，第一行只有 \(count) 列；没有表头的\(kind.title)文件必须是完整的 \(expected) 列（至少到第 \(leastColumns) 列变更时间）。"
          + "只改其中几列时，请在第一行加上列名")
    }
  }

  /// As far as the change date, which every record of the centre has.
  private static func leastColumns(_ kind: CatalogueKind) -> Int {
    (kind.table.recordColumns.firstIndex { $0.name == kind.table.changeDateColumn } ?? 0) + 1
  }

  private init(kind: CatalogueKind, fields: [Int?], hasHeader: Bool, ignored: [String]) {
    self.kind = kind
    self.fields = fields
    self.hasHeader = hasHeader
    self.ignored = ignored
  }

  private init(header: [String], kind: CatalogueKind, requested: CatalogueKind?) throws(ImportError) {
    if let requested, requested != kind {
      throw ImportError(.columns, "表头是\(kind.title)的，要导入的却是\(requested.title)")
    }
    let columns = ColumnNames(kind)
    var fields: [Int?] = []
    var ignored: [String] = []
    for (index, name) in header.enumerated() {
      guard !name.isEmpty else {
        fields.append(nil)
        continue
      }
      switch columns.meaning(of: name) {
      case .field(let position)?:
        if fields.contains(position) { throw ImportError(.columns, "表头中“\(name)”出现了两次") }
        fields.append(position)
      case .ignored?:
        fields.append(nil)
        ignored.append(name)
      case nil:
        throw ImportError(.columns, "表头第 \(index + 1) 列“\(name.prefix(40))”不是\(kind.title)的列名")
      }
    }
    for key in kind.table.keyColumns
    where !fields.contains(kind.table.recordColumns.firstIndex { $0.name == key }) {
      throw ImportError(.columns, "表头缺少主键列 \(key)")
    }
    self.init(kind: kind, fields: fields, hasHeader: true, ignored: ignored)
    unnamed = Set(header.indices.filter { header[$0].isEmpty })
  }

  /// The catalogue whose names most cells are, when at least half of them are names at all.
  private static func headerKind(_ names: [String], requested: CatalogueKind?) -> CatalogueKind? {
    let given = names.filter { !$0.isEmpty }
    var best: (kind: CatalogueKind, matches: Int)?
    for kind in CatalogueKind.allCases {
      let columns = ColumnNames(kind)
      let matches = given.count { columns.meaning(of: $0) != nil }
      let isBetter = matches > (best?.matches ?? 0) || (matches == best?.matches && kind == requested)
      if matches > 0, matches * 2 >= given.count, isBetter { best = (kind, matches) }
    }
    return best?.kind
  }

  private static func kind(fieldCount: Int) -> CatalogueKind? {
    CatalogueKind.allCases.first { $0.table.recordFieldCount == fieldCount }
  }

  static func kind(fileName: String) -> CatalogueKind? {
    let name = fileName.lowercased()
    let words: [(CatalogueKind, [String])] = [
      (.ypml, ["ypml", "药品"]), (.zlxm, ["zlxm", "诊疗"]), (.bzml, ["bzml", "病种"]),
    ]
    let found = words.filter { $0.1.contains { name.contains($0) } }
    return found.count == 1 ? found[0].0 : nil
  }
}
