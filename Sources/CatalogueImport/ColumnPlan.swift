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
    let count = firstRow.cells.count
    let kind = requested ?? Self.kind(fieldCount: count) ?? (firstRow.isSheet ? Self.kind(fileName: fileName) : nil)
    guard let kind else {
      throw ImportError(
        .columns, "没有表头，而 \(count) 列不是任何目录的列数（药品 55、诊疗 73、病种 8）")
    }
    let expected = kind.table.recordFieldCount
    guard firstRow.isSheet ? count <= expected : count == expected else {
      throw ImportError(.columns, "没有表头，\(kind.title)应有 \(expected) 列，文件有 \(count) 列")
    }
    self.init(kind: kind, fields: Array(0..<expected), hasHeader: false, ignored: [])
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
