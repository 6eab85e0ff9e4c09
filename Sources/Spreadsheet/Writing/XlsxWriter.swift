import CXlsxWriter
import Glibc

/// Writes an .xlsx file in constant memory: rows go to disk as they come and cannot be changed afterwards.
///
/// Every cell is text, so that Excel changes no code, price or date. The first row is frozen and filtered.
public final class XlsxWriter {
  /// Rows of one sheet, the header included; Excel's own limit.
  public static let rowsPerSheet = 1_048_576

  private let book: UnsafeMutablePointer<lxw_workbook>
  private let header: UnsafeMutablePointer<lxw_format>
  private var sheets: [Sheet] = []
  private var isClosed = false
  private let path: String
  private let rowLimit: Int
  /// Rows with a cell in them of each worksheet, in the order they were begun.
  private var rowsWithCells: [Int] = []

  private struct Sheet {
    let name: String
    let columns: [String]
    var worksheet: UnsafeMutablePointer<lxw_worksheet>
    /// Among all worksheets.
    var index: Int
    var part = 1
    var rows = 0
  }

  public convenience init(path: String) throws(SpreadsheetError) {
    try self.init(path: path, rowLimit: Self.rowsPerSheet)
  }

  init(path: String, rowLimit: Int) throws(SpreadsheetError) {
    // Made now: the library opens it only at the end, and tells the terminal in English when it cannot.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw SpreadsheetError(.cannotWrite, "无法写入 \(path)：\(String(cString: strerror(errno)))")
    }
    Glibc.close(descriptor)
    var options = lxw_workbook_options()
    options.constant_memory = 1
    // Rows wait in files beside the target, where there is room for them.
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let made = folder.withCString { name in
      options.tmpdir = UnsafeMutablePointer(mutating: name)
      return workbook_new_opt(path, &options)
    }
    guard let book = made, let header = workbook_add_format(book) else {
      throw SpreadsheetError(.cannotWrite, "无法写入 \(path)")
    }
    format_set_bold(header)
    self.book = book
    self.header = header
    self.path = path
    self.rowLimit = rowLimit
  }

  deinit { if !isClosed { lxw_workbook_free(book) } }

  /// Adds a sheet with named columns; its number is what `write` takes.
  public func addSheet(_ name: String, columns: [String]) throws(SpreadsheetError) -> Int {
    let worksheet = try begin(name, columns)
    sheets.append(
      Sheet(name: name, columns: columns, worksheet: worksheet, index: rowsWithCells.count - 1, rows: 1))
    return sheets.count - 1
  }

  private func begin(
    _ name: String, _ columns: [String]
  ) throws(SpreadsheetError) -> UnsafeMutablePointer<lxw_worksheet> {
    guard let worksheet = workbook_add_worksheet(book, name) else {
      throw SpreadsheetError(.cannotWrite, "不能建立工作表 \(name)")
    }
    worksheet_set_column(worksheet, 0, lxw_col_t(columns.count - 1), 16, nil)
    worksheet_freeze_panes(worksheet, 1, 0)
    for (index, column) in columns.enumerated() {
      try check(worksheet_write_string(worksheet, 0, lxw_col_t(index), column, header), name, 1)
    }
    rowsWithCells.append(1)
    return worksheet
  }

  /// Appends a row. A full sheet goes on in another of the same name with a number.
  public func write(_ cells: [String], to number: Int) throws(SpreadsheetError) {
    if sheets[number].rows == rowLimit {
      finish(sheets[number])
      sheets[number].part += 1
      sheets[number].worksheet = try begin(
        "\(sheets[number].name) (\(sheets[number].part))", sheets[number].columns)
      sheets[number].index = rowsWithCells.count - 1
      sheets[number].rows = 1
    }
    let sheet = sheets[number]
    for (index, cell) in cells.enumerated() where !cell.isEmpty {
      let isSpecial = cell.contains("_x") || cell.utf8.contains { $0 < 32 || $0 == 0xEF }
      let cell = isSpecial ? EscapedText.encode(cell) : cell
      try check(
        worksheet_write_string(sheet.worksheet, lxw_row_t(sheet.rows), lxw_col_t(index), cell, nil), sheet.name,
        sheet.rows + 1)
    }
    sheets[number].rows += 1
    if cells.contains(where: { !$0.isEmpty }) { rowsWithCells[sheet.index] += 1 }
  }

  private func check(_ status: lxw_error, _ sheet: String, _ row: Int) throws(SpreadsheetError) {
    guard status != LXW_NO_ERROR else { return }
    throw SpreadsheetError(.cannotWrite, "工作表 \(sheet) 第 \(row) 行写不了：\(String(cString: lxw_strerror(status)))")
  }

  /// Filters over all rows; numbers kept as text are no mistake.
  private func finish(_ sheet: Sheet) {
    let lastRow = lxw_row_t(sheet.rows - 1)
    let lastColumn = lxw_col_t(sheet.columns.count - 1)
    worksheet_autofilter(sheet.worksheet, 0, 0, lastRow, lastColumn)
    let area = "A1:\(CellAddress.letters(of: sheet.columns.count))\(sheet.rows)"
    worksheet_ignore_errors(sheet.worksheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), area)
  }

  /// Writes the file; nothing is there before. Then reads it: the library does not notice when its own temporary files
  /// cannot be written, and closes a workbook that lacks rows as if it were whole.
  public func close() throws(SpreadsheetError) {
    for sheet in sheets { finish(sheet) }
    isClosed = true
    errno = 0
    let status = workbook_close(book)
    guard status == LXW_NO_ERROR else {
      let reason = errno == ENOSPC || errno == EDQUOT ? "磁盘已满，请腾出空间" : String(cString: lxw_strerror(status))
      throw SpreadsheetError(.cannotWrite, "无法写入 \(path)：\(reason)")
    }
    guard WrittenWorkbook.isWhole(path, rows: rowsWithCells) else {
      throw SpreadsheetError(.cannotWrite, "\(path) 没有写完整，磁盘可能已满；请腾出空间后再导出")
    }
  }
}
