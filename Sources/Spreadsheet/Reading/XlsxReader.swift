import Foundation

/// Reads an .xlsx file's visible sheets as streams of rows; what the file is taken for is the first one.
///
/// Memory is bounded by the limits, not by the file: parts are unpacked and parsed piece by piece, shared texts above a
/// limit go to a temporary file. Nothing outside the file is ever opened.
public final class XlsxReader {
  /// Names of the visible sheets, in the file's order; at least one.
  public let sheetNames: [String]
  /// The merged cells of the sheet read last; only their first cell has a value.
  public private(set) var mergedCells: [MergedCells] = []
  /// Dates count from 1904 instead of 1900.
  public let from1904: Bool
  private let archive: ZipArchive
  private let sheetParts: [String]
  private let strings: SharedStrings
  private let styles: SheetStyles
  private let limits: SpreadsheetLimits

  /// Opens the file and reads everything but the rows.
  public init(path: String, limits: SpreadsheetLimits = SpreadsheetLimits()) throws(SpreadsheetError) {
    try Self.checkBeginning(path)
    self.limits = limits
    archive = try ZipArchive(path: path, limits: limits)
    let book = WorkbookPart()
    try archive.parse("xl/workbook.xml", limits: limits, handler: book)
    let relations = RelationsPart()
    try archive.parse("xl/_rels/workbook.xml.rels", limits: limits, handler: relations)
    // A chart has a sheet's place and no rows.
    let visible = book.sheets.filter { !$0.isHidden && !relations.charts.contains($0.relation) }
    guard let first = visible.first, relations.targets[first.relation] != nil else {
      throw SpreadsheetError(.damaged, "没有可见的工作表")
    }
    let sheets = visible.compactMap { sheet in relations.targets[sheet.relation].map { (sheet.name, $0) } }
    sheetNames = sheets.map(\.0)
    sheetParts = sheets.map(\.1)
    from1904 = book.from1904
    styles = SheetStyles()
    if let path = relations.styles { try archive.parse(path, limits: limits, handler: styles) }
    let shared = SharedStringsPart(limits: limits)
    if let path = relations.sharedStrings { try archive.parse(path, limits: limits, handler: shared) }
    strings = shared.strings
  }

  /// The rows that have cells, in the file's order. Can be repeated; each time counts towards the expanded bytes.
  ///
  /// - Parameter sheet: which of `sheetNames`.
  public func forEachRow(
    ofSheet sheet: Int = 0, _ body: @escaping (SheetRow) throws(SpreadsheetError) -> Void
  ) throws(SpreadsheetError) {
    let part = SheetPart(strings: strings, styles: styles, limits: limits, onRow: body)
    mergedCells = []
    try archive.parse(sheetParts[sheet], limits: limits, handler: part)
    mergedCells = part.mergedCells
  }

  /// Whether the shared texts did not fit in memory.
  var isSpilled: Bool { strings.isSpilled }

  private static func checkBeginning(_ path: String) throws(SpreadsheetError) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw SpreadsheetError(.cannotRead, "无法读取文件 \(path)")
    }
    let beginning: Data
    do {
      beginning = try file.read(upToCount: 8) ?? Data()
      try file.close()
    } catch {
      throw SpreadsheetError(.cannotRead, "无法读取文件 \(path)")
    }
    // The container of protected workbooks and of .xls.
    if beginning.elementsEqual([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      throw SpreadsheetError(.protected, "文件有密码保护，或是旧的 .xls 格式；请去掉密码并另存为 .xlsx")
    }
    guard beginning.starts(with: [0x50, 0x4B]) else {
      throw SpreadsheetError(.damaged, "不是 .xlsx 文件")
    }
  }
}
