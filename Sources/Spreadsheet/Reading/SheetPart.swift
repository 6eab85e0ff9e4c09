/// One worksheet: rows are handed over as they end.
final class SheetPart: XMLStreamHandler {
  typealias RowHandler = (SheetRow) throws(SpreadsheetError) -> Void

  private let strings: SharedStrings
  private let styles: SheetStyles
  private let limits: SpreadsheetLimits
  private let onRow: RowHandler
  private var row = 0
  private var cells: [SheetCell] = []
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
    default: break
    }
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
  }

  private func beginCell(_ attributes: XMLAttributes) throws(SpreadsheetError) {
    var column = cells.count + 1
    if let text = attributes["r"] {
      guard let given = CellAddress(text), given.row == row, given.column > cells.count else {
        throw SpreadsheetError(.damaged, "第 \(row) 行的单元格位置不对")
      }
      column = given.column
    }
    guard column <= limits.columns else { throw SpreadsheetError(.tooLarge, "第 \(row) 行超过 \(limits.columns) 列") }
    while cells.count < column - 1 { cells.append(.empty) }
    address = CellAddress(column: column, row: row)
    type = attributes["t"] ?? "n"
    style = attributes["s"].flatMap { Int($0) } ?? 0
    hasFormula = false
    hasValue = false
    bytes.removeAll(keepingCapacity: true)
  }

  private func endCell() throws(SpreadsheetError) {
    if hasFormula {
      cells.append(.formula)
      return
    }
    guard hasValue else {
      cells.append(.empty)
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    switch type {
    case "s":
      guard let index = Int(text), let shared = try strings.text(index) else {
        throw SpreadsheetError(.damaged, "单元格 \(address) 引用的共享文本不存在")
      }
      cells.append(Self.texted(shared))
    case "inlineStr", "str", "d": cells.append(Self.texted(text))
    case "b": cells.append(.boolean(text == "1"))
    case "e": cells.append(.error(text))
    case "n": cells.append(text.isEmpty ? .empty : .number(text, styles.isDate(style) ? .date : .plain))
    default: throw SpreadsheetError(.damaged, "单元格 \(address) 的类型未知")
    }
  }

  private static func texted(_ stored: String) -> SheetCell {
    let text = stored.contains("_x") ? EscapedText.decode(stored) : stored
    return text.isEmpty ? .empty : .text(text)
  }
}
