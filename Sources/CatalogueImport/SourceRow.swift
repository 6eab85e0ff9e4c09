import Spreadsheet

/// One row of a file, wherever it came from.
struct SourceRow {
  /// Row of the sheet or line of the text, counted from 1.
  let number: Int
  let cells: [SheetCell]
  let isSheet: Bool

  /// Where a column's value is: `B12`, or `第 12 行第 2 列`.
  func place(of column: Int) -> String {
    isSheet
      ? "单元格 \(CellAddress(column: column + 1, row: number))" : "第 \(number) 行第 \(column + 1) 列"
  }

  /// Columns up to the last with something in it.
  var filledCount: Int { (cells.lastIndex { !Self.isBlank($0) } ?? -1) + 1 }

  static func isBlank(_ cell: SheetCell) -> Bool {
    switch cell {
    case .empty: true
    case .text(let text): text.utf8.allSatisfy { $0 == 32 }
    default: false
    }
  }

  /// The row as one text, as it is kept when it is rejected.
  var text: String {
    cells.map { cell in
      switch cell {
      case .empty: ""
      case .text(let text), .number(let text, _), .error(let text): text
      case .boolean(let value): value ? "TRUE" : "FALSE"
      case .formula: "=…"
      }
    }.joined(separator: "|")
  }
}

/// Reads a file's rows, without those that have nothing in them. The same rows come each time.
protocol RowSource {
  /// Whether dates count from 1904 in this file.
  var from1904: Bool { get }
  /// Of the rows read last.
  var mergedCells: [MergedCells] { get }
  func forEachRow(_ body: @escaping (SourceRow) throws(ImportError) -> Void) throws(ImportError)
}

extension RowSource {
  var mergedCells: [MergedCells] { [] }
}

struct SheetSource: RowSource {
  private let reader: XlsxReader
  private let limits: ImportLimits
  var from1904: Bool { reader.from1904 }
  var mergedCells: [MergedCells] { reader.mergedCells }
  /// Names of the visible sheets; the first is the one that is imported.
  var names: [String] { reader.sheetNames }

  init(path: String, limits: ImportLimits) throws(ImportError) {
    self.limits = limits
    do {
      reader = try XlsxReader(path: path, limits: limits.spreadsheet)
    } catch {
      throw ImportError(error)
    }
  }

  func forEachRow(_ body: @escaping (SourceRow) throws(ImportError) -> Void) throws(ImportError) {
    try forEachRow(ofSheet: 0, body)
  }

  func forEachRow(
    ofSheet sheet: Int, _ body: @escaping (SourceRow) throws(ImportError) -> Void
  ) throws(ImportError) {
    // A stop is told through the reader in its own words.
    var failure: ImportError?
    var count = 0
    let limit = limits.rows
    do {
      try reader.forEachRow(ofSheet: sheet) { (row) throws(SpreadsheetError) in
        count += 1
        do throws(ImportError) {
          guard count <= limit else { throw ImportError(.tooLarge, "超过 \(limit) 行") }
          let row = SourceRow(number: row.number, cells: row.cells, isSheet: true)
          if row.filledCount > 0 { try body(row) }
        } catch {
          failure = error
          throw SpreadsheetError(.cannotRead, error.text)
        }
      }
    } catch {
      throw failure ?? ImportError(error)
    }
  }
}
