import Catalogue
import CatalogueStore
import Glibc
import Spreadsheet

/// Why an export was not written.
public struct LogExportError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: String
  /// Chinese.
  public let text: String
  public var description: String { "\(code) \(text)" }

  init(_ error: SpreadsheetError) {
    code = error.code.rawValue
    text = error.text
  }

  init(_ error: StoreError) {
    code = error.code.rawValue
    text = error.text
  }

  init(_ text: String) {
    code = "QZ-L102"
    self.text = text
  }
}

extension DownloadLogReader {
  /// Writes log lines to an .xlsx file in constant memory: a sheet for each catalogue, a named column for each field,
  /// filters on, every value as text. All or nothing: the file appears when it is whole.
  ///
  /// - Parameter path: absolute, ending in `.xlsx`; a file of this name is replaced.
  /// - Returns: lines written of each catalogue.
  public func export(_ files: [LogFile], to path: String) throws(LogExportError) -> [CatalogueKind: Int] {
    guard path.lowercased().hasSuffix(".xlsx") else { throw LogExportError("导出的文件名要以 .xlsx 结尾") }
    let part = path + ".part"
    do {
      let counts = try write(files, to: part)
      guard rename(part, path) == 0 else {
        throw LogExportError("无法写入 \(path)：\(String(cString: strerror(errno)))")
      }
      return counts
    } catch {
      unlink(part)
      switch error {
      case let error as StoreError: throw LogExportError(error)
      case let error as SpreadsheetError: throw LogExportError(error)
      case let error as LogExportError: throw error
      default: throw LogExportError("\(error)")
      }
    }
  }

  private func write(_ files: [LogFile], to path: String) throws -> [CatalogueKind: Int] {
    let writer = try XlsxWriter(path: path)
    var sheets: [CatalogueKind: Int] = [:]
    for kind in CatalogueKind.allCases {
      sheets[kind] = try writer.addSheet(kind.title, columns: Self.columns(of: kind))
    }
    var counts: [CatalogueKind: Int] = [:]
    for file in files {
      try forEachLine(of: file) { line in
        guard let sheet = sheets[line.kind] else { return }
        try writer.write([file.day, line.verb.rawValue] + line.fields, to: sheet)
        counts[line.kind, default: 0] += 1
      }
    }
    try writer.close()
    return counts
  }

  /// The columns of a sheet: day of the log, verb, and what each field means.
  static func columns(of kind: CatalogueKind) -> [String] {
    let start = kind.table.columns.first { $0.source == .changeDate }.map { [$0.meaning] } ?? []
    return ["日志日期", "操作"] + kind.table.recordColumns.map(\.meaning) + start
  }
}
