import Catalogue
import Spreadsheet

/// A cell's text as a field of the record, or why it cannot be one. Nothing is guessed: what Excel may have changed is
/// refused with the cell's address.
enum FieldCell {
  static func text(
    _ cell: SheetCell, of column: CatalogueColumn, from1904: Bool
  ) throws(CellProblem) -> String {
    switch cell {
    case .empty: return ""
    case .text(let text):
      if CodeColumns.contains(column.name), isScientific(text) {
        throw CellProblem("是科学计数法，编码已被 Excel 改坏")
      }
      if CodeColumns.contains(column.name) || CodeColumns.isPartOfKey(column.name), let mark = SheetMark.around(text) {
        throw CellProblem(mark)
      }
      return text
    case .boolean: throw CellProblem("是逻辑值（TRUE/FALSE），不是文本")
    case .formula: throw CellProblem("是公式，请粘贴为数值后再导入")
    case .error(let text): throw CellProblem("是错误值 \(text.prefix(10))")
    case .number(let stored, let style):
      if column.type == .timestamp { return try date(stored, style, from1904: from1904) }
      if style == .date { throw CellProblem("被 Excel 改成了日期") }
      return try number(stored, of: column)
    }
  }

  private static func date(
    _ stored: String, _ style: SheetCell.NumberStyle, from1904: Bool
  ) throws(CellProblem) -> String {
    guard style == .date else { throw CellProblem("是数字而不是日期") }
    guard let (day, second) = SheetNumber.date(stored, from1904: from1904) else {
      throw CellProblem("不是有效的日期")
    }
    return CivilDateTime(date: CivilDate(dayNumber: day), secondOfDay: second).canonicalText
  }

  private static func number(_ stored: String, of column: CatalogueColumn) throws(CellProblem) -> String {
    let decimal = SheetNumber.decimal(stored)
    guard CodeColumns.contains(column.name) else {
      guard let decimal else { throw CellProblem("是超过 15 位有效数字的数，Excel 已丢失末位") }
      return decimal
    }
    if decimal == nil { throw CellProblem("是编码却存为数字，超过 15 位，Excel 已丢失末位；请改为文本格式重新填写") }
    if stored.contains(where: { $0 == "E" || $0 == "e" }) {
      throw CellProblem("是编码却存为数字（科学计数法）；请改为文本格式重新填写")
    }
    throw CellProblem("是编码却存为数字，前导零可能已丢失；请改为文本格式重新填写")
  }

  /// `1.23457E+11`
  static func isScientific(_ text: String) -> Bool {
    guard let mark = text.firstIndex(where: { $0 == "E" || $0 == "e" }) else { return false }
    let mantissa = text[..<mark]
    let exponent = text[text.index(after: mark)...]
    let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    return exponent.hasPrefix("+") && exponent.count >= 2 && exponent.dropFirst().allSatisfy(\.isNumber)
      && (1...2).contains(parts.count) && parts[0].count == 1
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
  }
}

/// Why a cell is not taken over, in Chinese, without its address.
struct CellProblem: Error {
  let text: String
  init(_ text: String) { self.text = text }
}
