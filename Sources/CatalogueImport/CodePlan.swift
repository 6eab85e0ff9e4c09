import Catalogue
import Spreadsheet

/// The columns of a file with national codes: a 流水号 and its 国家编码.
struct CodePlan: Equatable {
  let serialColumn: Int
  let codeColumn: Int
  let hasHeader: Bool
  /// The catalogue the file is for; `nil`: whichever holds the serial.
  let kind: CatalogueKind?
  /// Names of the header's other columns, which are not imported.
  var ignored: [String] = []

  private static let serialNames: Set<String> = Set(serialKinds.keys).union(["流水号", "医保流水号", "项目医保流水号"])
  private static let serialKinds: [String: CatalogueKind] = [
    "yplsh": .ypml, "药品流水号": .ypml, "药品(对照)流水号": .ypml, "xmlsh": .zlxm, "项目流水号": .zlxm, "bzbm": .bzml, "病种编码": .bzml,
  ]
  private static let codeNames: Set<String> = [
    "gjmldm", "国家编码", "国家码", "国家代码", "国家目录代码", "国家医保目录代码", "国家医保目录代码(双码)", "国家疾病诊断代码",
  ]

  /// Whether a first row names both columns and none of a catalogue's others.
  static func isHeader(_ row: SourceRow) -> Bool {
    let names = names(row)
    guard names.contains(where: codeNames.contains), names.contains(where: serialNames.contains), names.count <= 4
    else { return false }
    let others = names.filter { !codeNames.contains($0) && !serialNames.contains($0) }
    return !CatalogueKind.allCases.contains { kind in
      let columns = ColumnNames(kind)
      return others.contains { columns.meaning(of: $0) != nil }
    }
  }

  private static func names(_ row: SourceRow) -> [String] {
    row.cells.map { cell in
      if case .text(let text) = cell { ColumnNames.normal(text) } else { "" }
    }
  }

  init(firstRow: SourceRow, requested: CatalogueKind?) throws(ImportError) {
    let names = Self.names(firstRow)
    let serial = names.firstIndex { Self.serialNames.contains($0) }
    let code = names.firstIndex { Self.codeNames.contains($0) }
    if let serial, let code {
      let named = Self.serialKinds[names[serial]]
      if let requested, let named, requested != named {
        throw ImportError(.columns, "表头是\(named.title)的，要导入的却是\(requested.title)")
      }
      self.init(serialColumn: serial, codeColumn: code, hasHeader: true, kind: requested ?? named)
      ignored = names.indices.filter { $0 != serial && $0 != code && !names[$0].isEmpty }.map { names[$0] }
      return
    }
    guard serial == nil, code == nil, firstRow.cells.count == 2 else {
      throw ImportError(.columns, "国家编码文件应有两列：流水号、国家编码（或有这两列的表头）")
    }
    self.init(serialColumn: 0, codeColumn: 1, hasHeader: false, kind: requested)
  }

  private init(serialColumn: Int, codeColumn: Int, hasHeader: Bool, kind: CatalogueKind?) {
    self.serialColumn = serialColumn
    self.codeColumn = codeColumn
    self.hasHeader = hasHeader
    self.kind = kind
  }

  /// Longest code kept; `gjmldm` is varchar(50).
  static let codeLimit = 50

  /// The serial and its code in a row; or what is wrong with it.
  func pair(in row: SourceRow) throws(CellProblem) -> (serial: String, code: String) {
    let serial = try value(serialColumn, "流水号", row)
    let code = try value(codeColumn, "国家编码", row)
    guard !serial.isEmpty else { throw CellProblem("第 \(row.number) 行没有流水号") }
    guard !code.isEmpty else { throw CellProblem("第 \(row.number) 行没有国家编码") }
    guard code.utf8.count <= Self.codeLimit, code.utf8.allSatisfy(Self.isCodeByte) else {
      throw CellProblem("\(row.place(of: codeColumn)) 不像国家编码（应为字母、数字，至多 \(Self.codeLimit) 位）")
    }
    return (serial, code)
  }

  private func value(_ column: Int, _ name: String, _ row: SourceRow) throws(CellProblem) -> String {
    guard column < row.cells.count else { return "" }
    let place = row.place(of: column)
    switch row.cells[column] {
    case .empty: return ""
    case .text(let text):
      if FieldCell.isScientific(text) { throw CellProblem("\(place) \(name)是科学计数法，编码已被 Excel 改坏") }
      if let mark = SheetMark.around(text) { throw CellProblem("\(place) \(name)\(mark)") }
      return CanonicalForm.text(text)
    case .number: throw CellProblem("\(place) \(name)存为数字，前导零或末位可能已丢失；请改为文本格式重新填写")
    case .formula: throw CellProblem("\(place) \(name)是公式，请粘贴为数值后再导入")
    case .error(let text): throw CellProblem("\(place) \(name)是错误值 \(text.prefix(10))")
    case .boolean: throw CellProblem("\(place) \(name)是逻辑值，不是文本")
    }
  }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "_"),
      UInt8(ascii: "*"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
