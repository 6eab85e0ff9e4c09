/// One worksheet: rows are handed over as they end.
final class SheetPart: XMLStreamHandler {
  typealias RowHandler = (SheetRow) throws(SpreadsheetError) -> Void

  private let strings: SharedStrings
  private let styles: SheetStyles
  private let limits: SpreadsheetLimits
  private let onRow: RowHandler
  private(set) var mergedCells: [MergedCells] = []
  private var row = 0
  private var cells: [SheetCell] = []
  /// Of the row's last cell, also when it lies beyond what is read.
  private var lastColumn = 0
  private var address = CellAddress(column: 1, row: 1)
  private var type = ""
  private var style = 0
  private var hasFormula = false
  private var hasValue = false
  private var isText = false
  private var isInData = false
  private var phoneticDepth = 0
  private var bytes: [UInt8] = []

  init(
    strings: SharedStrings, styles: SheetStyles, limits: SpreadsheetLimits, onRow: @escaping RowHandler
  ) {
    self.strings = strings
    self.styles = styles
    self.limits = limits
    self.onRow = onRow
  }

  func started(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
    switch name {
    case "sheetData": isInData = true
    case "row" where isInData: try beginRow(attributes)
    case "c" where isInData: try beginCell(attributes)
    case "v" where isInData:
      isText = true
      hasValue = true
    case "t" where isInData && phoneticDepth == 0:
      isText = true
      hasValue = true
    case "f" where isInData: hasFormula = true
    case "rPh": phoneticDepth += 1
    case "mergeCell" where !isInData: try addMerged(attributes["ref"] ?? "")
    default: break
    }
  }

  private func addMerged(_ area: String) throws(SpreadsheetError) {
    guard let merged = MergedCells(area) else { throw SpreadsheetError(.damaged, "合并单元格的范围不对") }
    guard mergedCells.count < MergedCells.limit else {
      throw SpreadsheetError(.tooLarge, "合并单元格超过 \(MergedCells.limit) 处")
    }
    mergedCells.append(merged)
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {
    guard isText else { return }
    bytes.append(contentsOf: text)
    guard bytes.count <= limits.cellBytes else {
      throw SpreadsheetError(.tooLarge, "单元格 \(address) 超过 \(limits.cellBytes) 字节")
    }
  }

  func ended(_ name: String) throws(SpreadsheetError) {
    switch name {
    case "sheetData": isInData = false
    case "v", "t": isText = false
    case "rPh": phoneticDepth -= 1
    case "c" where isInData: try endCell()
    case "row" where isInData:
      if cells.contains(where: { $0 != .empty }) { try onRow(SheetRow(number: row, cells: cells)) }
    default: break
    }
  }

  private func beginRow(_ attributes: XMLAttributes) throws(SpreadsheetError) {
    let number = attributes["r"].map { Int($0) ?? -1 } ?? row + 1
    guard number > row else { throw SpreadsheetError(.damaged, "第 \(row) 行之后的行号不对") }
    guard number <= limits.rows else { throw SpreadsheetError(.tooLarge, "超过 \(limits.rows) 行") }
    row = number
    cells.removeAll(keepingCapacity: true)
    lastColumn = 0
  }

  private func beginCell(_ attributes: XMLAttributes) throws(SpreadsheetError) {
    var column = lastColumn + 1
    if let text = attributes["r"] {
      guard let given = CellAddress(text), given.row == row, given.column > lastColumn else {
        throw SpreadsheetError(.damaged, "第 \(row) 行的单元格位置不对")
      }
      column = given.column
    }
    lastColumn = column
    while cells.count < min(column - 1, limits.columns) { cells.append(.empty) }
    address = CellAddress(column: column, row: row)
    type = attributes["t"] ?? "n"
    style = attributes["s"].flatMap { Int($0) } ?? 0
    hasFormula = false
    hasValue = false
    bytes.removeAll(keepingCapacity: true)
  }

  /// Programs give whole columns a style: a cell far to the right is too many only when there is something in it.
  private func endCell() throws(SpreadsheetError) {
    let cell = try value()
    guard address.column <= limits.columns else {
      if cell == .empty { return }
      throw SpreadsheetError(.tooLarge, "第 \(row) 行超过 \(limits.columns) 列")
    }
    cells.append(cell)
  }

  private func value() throws(SpreadsheetError) -> SheetCell {
    if hasFormula { return .formula }
    guard hasValue else { return .empty }
    let text = String(decoding: bytes, as: UTF8.self)
    switch type {
    case "s":
      guard let index = Int(text), let shared = try strings.text(index) else {
        throw SpreadsheetError(.damaged, "单元格 \(address) 引用的共享文本不存在")
      }
      return Self.texted(shared)
    case "inlineStr", "str", "d": return Self.texted(text)
    case "b": return .boolean(text == "1")
    case "e": return .error(text)
    case "n": return text.isEmpty ? .empty : .number(text, styles.isDate(style) ? .date : .plain)
    default: throw SpreadsheetError(.damaged, "单元格 \(address) 的类型未知")
    }
  }

  private static func texted(_ stored: String) -> SheetCell {
    let text = stored.contains("_x") ? EscapedText.decode(stored) : stored
    return text.isEmpty ? .empty : .text(text)
  }
}
