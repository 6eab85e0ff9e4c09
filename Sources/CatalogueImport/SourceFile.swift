import Catalogue
import Foundation
import Spreadsheet

/// A file whose format, encoding, separator and columns were found out.
struct SourceFile {
  /// What the rows are.
  enum Content {
    case catalogue(ColumnPlan)
    case codes(CodePlan)
  }

  let source: any RowSource
  let content: Content

  /// - Parameters:
  ///   - requested: the catalogue asked for, or nothing.
  ///   - asCodes: the file was said to hold national codes.
  init(
    path: String, requested: CatalogueKind?, asCodes: Bool, limits: ImportLimits
  ) throws(ImportError) {
    let name = URL(fileURLWithPath: path).lastPathComponent
    func content(of row: SourceRow) throws(ImportError) -> Content {
      if asCodes { return .codes(try CodePlan(firstRow: row, requested: requested)) }
      if requested == nil, CodePlan.isHeader(row) { return .codes(try CodePlan(firstRow: row, requested: nil)) }
      return .catalogue(try ColumnPlan(firstRow: row, requested: requested, fileName: name))
    }
    if try Self.isArchive(path) {
      let sheet = try SheetSource(path: path, limits: limits)
      source = sheet
      let found = try content(of: try Self.firstRow(sheet))
      if case .codes = found {
        try WholeSheet.expectNoOtherList(sheet, asCodes: true)
      } else {
        try WholeSheet.expectNoOtherList(sheet, asCodes: false)
      }
      self.content = found
      return
    }
    let lines = try TextLines(path: path, limits: limits)
    var best: (source: TextSource, row: SourceRow)?
    var found: (source: TextSource, content: Content, columns: Int)?
    var unsplit: ImportError?
    for separator in Separator.allCases {
      let text = TextSource(lines: lines, splitter: RowSplitter(separator: separator), limits: limits)
      let row: SourceRow
      do throws(ImportError) {
        guard let first = try Self.firstRowIfAny(text) else { throw Self.noRows }
        row = first
      } catch  where error.code != Self.noRows.code {
        // Quotes that do not pair with this separator: they may mean nothing with the next.
        unsplit = unsplit ?? error
        continue
      }
      if row.cells.count > (best?.row.cells.count ?? 0) { best = (text, row) }
      guard row.cells.count > 1, row.cells.count > (found?.columns ?? 0) else { continue }
      // A separator that makes no columns of a catalogue is not the file's; what is wrong is told of the best one.
      do throws(ImportError) {
        found = (text, try content(of: row), row.cells.count)
      } catch  where error.code == ImportError.Code.columns.rawValue {
        continue
      }
    }
    if let found {
      source = found.source
      self.content = found.content
    } else {
      if let unsplit, (best?.row.cells.count ?? 0) <= 1 { throw unsplit }
      guard let best else { throw Self.noRows }
      source = best.source
      self.content = try content(of: best.row)
    }
  }

  private static let noRows = ImportError(.noRows, "文件里没有任何行")

  /// .xlsx and what pretends to be: a zip archive, or the container of protected workbooks.
  private static func isArchive(_ path: String) throws(ImportError) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { throw ImportError(.cannotRead, "无法读取文件 \(path)") }
    do {
      let beginning = try file.read(upToCount: 4) ?? Data()
      try file.close()
      if beginning.isEmpty { throw noRows }
      return beginning.elementsEqual([0x50, 0x4B, 3, 4]) || beginning.elementsEqual([0xD0, 0xCF, 0x11, 0xE0])
        || path.lowercased().hasSuffix(".xlsx")
    } catch let error as ImportError {
      throw error
    } catch {
      throw ImportError(.cannotRead, "无法读取文件 \(path)")
    }
  }

  private static func firstRow(_ source: any RowSource) throws(ImportError) -> SourceRow {
    guard let row = try firstRowIfAny(source) else { throw noRows }
    return row
  }

  private static func firstRowIfAny(_ source: any RowSource) throws(ImportError) -> SourceRow? {
    var first: SourceRow?
    do throws(ImportError) {
      try source.forEachRow { (row) throws(ImportError) in
        first = row
        throw ImportError(.noRows, "")
      }
    } catch {
      if first == nil { throw error }
    }
    return first
  }
}
