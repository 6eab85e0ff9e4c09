import Foundation

/// Reads an .xlsx file's first visible sheet as a stream of rows.
///
/// Memory is bounded by the limits, not by the file: parts are unpacked and parsed piece by piece, shared texts above a
/// limit go to a temporary file. Nothing outside the file is ever opened.
public final class XlsxReader {
  public let sheetName: String
  /// Dates count from 1904 instead of 1900.
  public let from1904: Bool
  private let archive: ZipArchive
  private let sheetPart: String
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
    guard let sheet = book.sheets.first(where: { !$0.isHidden }), let part = relations.targets[sheet.relation] else {
      throw SpreadsheetError(.damaged, "没有可见的工作表")
    }
    sheetName = sheet.name
    from1904 = book.from1904
    sheetPart = part
    styles = SheetStyles()
    if let path = relations.styles { try archive.parse(path, limits: limits, handler: styles) }
    let shared = SharedStringsPart(limits: limits)
    if let path = relations.sharedStrings { try archive.parse(path, limits: limits, handler: shared) }
    strings = shared.strings
  }

  /// The rows that have cells, in the file's order. Can be repeated; each time counts towards the expanded bytes.
  public func forEachRow(_ body: @escaping (SheetRow) throws(SpreadsheetError) -> Void) throws(SpreadsheetError) {
    try archive.parse(
      sheetPart, limits: limits,
      handler: SheetPart(strings: strings, styles: styles, limits: limits, onRow: body))
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
