import Catalogue
import CatalogueStore
import Glibc
import Spreadsheet

extension AgentRuntime {
  /// `release diff A B --to FILE.xlsx`: a sheet for each catalogue, a row for each field that differs, codes and prices
  /// as text. All or nothing: the file appears when it is whole.
  func exportDifference(_ first: Int64, _ second: Int64, to path: String, _ output: Output) throws -> ExitStatus {
    try ExportTarget.check(path)
    let difference = try difference(first, second)
    let part = path + ".part"
    do {
      try Self.write(difference, to: part)
      guard rename(part, path) == 0 else {
        throw AgentError(.usage, "无法写入 \(path)：\(String(cString: strerror(errno)))", "请换一个能写的位置")
      }
    } catch {
      unlink(part)
      guard let error = error as? SpreadsheetError else { throw error }
      throw AgentError(.usage, "\(error.code.rawValue) \(error.text)", "请换一个能写的位置")
    }
    let counts = CatalogueKind.allCases.map { kind in
      "\(kind.title) \(difference.rows.count { $0.kind == kind }) 行"
    }
    output(.line("第 \(first) 次发布 → 第 \(second) 次发布，已导出到 \(path)：\(counts.joined(separator: "，"))"))
    for kind in CatalogueKind.allCases {
      guard let rows = difference.onlyInOne[kind] else { continue }
      output(.line("\(kind.title)：两次发布中只有一次有（\(rows) 行），不逐行导出"))
    }
    for line in Self.incompleteLines(difference) { output(.line(line)) }
    return .done
  }

  private static func write(_ difference: ReleaseDifference, to path: String) throws(SpreadsheetError) {
    let writer = try XlsxWriter(path: path)
    for kind in CatalogueKind.allCases {
      let keys = kind.table.keyColumns
      let sheet = try writer.addSheet(
        kind.title, columns: keys + ["情况", "字段", "含义", "第 \(difference.from) 次发布", "第 \(difference.to) 次发布"])
      for row in difference.rows where row.kind == kind {
        let state = row.before == nil ? "增加" : row.after == nil ? "减少" : "不同"
        for field in fields(row) {
          let meaning = kind.table.columns.first { $0.name == field.column }?.meaning ?? ""
          try writer.write(row.key + [state, field.column, meaning, field.old, field.new], to: sheet)
        }
      }
    }
    try writer.close()
  }

  /// The fields that differ; of a row that one of the releases lacks, all that are not empty.
  private static func fields(_ row: RowDifference) -> [FieldDifference] {
    guard let only = row.before ?? row.after, row.before == nil || row.after == nil else { return row.fields }
    let isOld = row.after == nil
    return zip(row.kind.table.recordColumns, only).filter { !$0.1.isEmpty }.map { column, value in
      FieldDifference(column: column.name, old: isOld ? value : "", new: isOld ? "" : value)
    }
  }
}
