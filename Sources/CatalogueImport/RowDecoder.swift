import Catalogue
import CatalogueStore
import Spreadsheet

/// A row of a file becomes a record, or a reject with its place.
struct RowDecoder {
  let plan: ColumnPlan
  let from1904: Bool

  enum Outcome {
    case record(CatalogueRecord)
    /// Its text and place are kept.
    case rejected(NewReject)
  }

  /// - Parameter held: the row published now with a key, for files that do not bring every column.
  func decode(
    _ row: SourceRow, held: ([String]) throws(ImportError) -> CatalogueRecord?
  ) throws(ImportError) -> Outcome {
    let table = plan.kind.table
    if let count = surplus(row) {
      return reject(
        row,
        RecordReject(
          code: .wrongFieldCount,
          reason: "第 \(row.number) 行应有 \(plan.fields.count) 列，实有 \(count) 列"))
    }
    if plan.leastColumns > 0, row.filledCount < plan.leastColumns {
      return reject(
        row,
        RecordReject(
          code: .wrongFieldCount,
          reason: "第 \(row.number) 行到第 \(row.filledCount) 列为止，没有表头的文件每行至少要到第 \(plan.leastColumns) 列（变更时间）"))
    }
    for column in plan.unnamed.sorted() where column < row.cells.count && !SourceRow.isBlank(row.cells[column]) {
      throw ImportError(
        .columns, "\(row.place(of: column)) 有内容，而这一列没有列名（表头为空或是公式）；请补上列名或清空这一列")
    }
    var fields = [String](repeating: "", count: table.recordFieldCount)
    for (column, position) in plan.fields.enumerated() {
      guard let position, column < row.cells.count else { continue }
      do throws(CellProblem) {
        fields[position] = try FieldCell.text(
          row.cells[column], of: table.recordColumns[position], from1904: from1904)
      } catch {
        let name = table.recordColumns[position]
        return reject(
          row,
          RecordReject(
            code: .spreadsheetCell, reason: "\(row.place(of: column)) \(name.name)（\(name.meaning)）\(error.text)"))
      }
    }
    return try record(fields, row, held)
  }

  /// Cells beyond the columns known; a text row must have exactly as many as its first.
  private func surplus(_ row: SourceRow) -> Int? {
    if !row.isSheet { return row.cells.count == plan.fields.count ? nil : row.cells.count }
    return row.cells.dropFirst(plan.fields.count).contains { $0 != .empty } ? row.cells.count : nil
  }

  private func record(
    _ fields: [String], _ row: SourceRow, _ held: ([String]) throws(ImportError) -> CatalogueRecord?
  ) throws(ImportError) -> Outcome {
    let table = plan.kind.table
    let record: CatalogueRecord
    do throws(RecordReject) {
      record = try CatalogueRecord.decode(fields: fields, kind: plan.kind)
    } catch {
      return reject(row, RecordReject(code: error.code, reason: "第 \(row.number) 行：\(error.reason)"))
    }
    if plan.isWhole {
      // Without it neither a poll's window nor a check by date would ever see the row.
      guard !record.changeDate.isEmpty else {
        let column = table.changeDateColumn
        return reject(
          row,
          RecordReject(
            code: .incompleteRow, reason: "第 \(row.number) 行：\(column)（变更时间）为空；请补上，或只用要改的列（连同表头）导入"))
      }
      return .record(record)
    }
    guard let older = try held(record.key) else {
      return reject(
        row,
        RecordReject(
          code: .incompleteRow, reason: "第 \(row.number) 行：目录中没有这个主键，新增的行必须有全部 \(fields.count) 列"))
    }
    var merged = older.fields
    // An empty change date says nothing about the row's own.
    for case let position? in plan.fields
    where !(table.recordColumns[position].name == table.changeDateColumn && record.changeDate.isEmpty) {
      merged[position] = record.fields[position]
    }
    return .record(CatalogueRecord(kind: plan.kind, canonicalFields: merged))
  }

  private func reject(_ row: SourceRow, _ reason: RecordReject) -> Outcome {
    .rejected(NewReject(place: row.number, text: row.text, reject: reason))
  }
}
