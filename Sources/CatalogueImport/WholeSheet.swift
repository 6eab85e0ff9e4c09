import Spreadsheet

/// What a workbook must not have, because it would be left out without a word: rows in another visible sheet, and values
/// that merged cells show in several rows and store in one.
enum WholeSheet {
  /// Filled cells a row of another sheet has at least to be taken for a list; what has fewer is a note to the reader.
  static func listWidth(asCodes: Bool) -> Int { asCodes ? 2 : 3 }

  /// - Throws: `ImportError` (`QZ-I106`) naming the first other visible sheet with such a row.
  static func expectNoOtherList(_ source: SheetSource, asCodes: Bool) throws(ImportError) {
    let width = listWidth(asCodes: asCodes)
    for (index, name) in source.names.enumerated().dropFirst() {
      var found: Int?
      do throws(ImportError) {
        try source.forEachRow(ofSheet: index) { (row) throws(ImportError) in
          guard row.cells.count(where: { !SourceRow.isBlank($0) }) >= width else { return }
          found = row.number
          throw ImportError(.sheets, "")
        }
      } catch {
        guard let row = found else { throw error }
        throw ImportError(
          .sheets,
          "工作簿里除“\(source.names[0])”外，工作表“\(name)”第 \(row) 行也有内容；一次只导入一张工作表，"
            + "请把它另存为单独的文件（不需要的请删除或隐藏）后再导入")
      }
    }
  }

  /// - Parameters:
  ///   - columns: those imported, counted from 0.
  ///   - rows: from the first row after the header to the last with something in it.
  /// - Throws: `ImportError` (`QZ-I107`) naming the first merged cells among them.
  static func expectUnmerged(
    _ merged: [MergedCells], columns: Set<Int>, rows: ClosedRange<Int>
  ) throws(ImportError) {
    for area in merged
    where area.first != area.last && area.first.row <= rows.upperBound && area.last.row >= rows.lowerBound
      && columns.contains(where: { (area.first.column - 1...area.last.column - 1).contains($0) })
    {
      throw ImportError(.merged, "\(area) 是合并单元格，只有第一格存有内容；请取消合并，在每一格填上内容后再导入")
    }
  }
}
