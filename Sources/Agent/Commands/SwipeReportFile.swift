import Foundation
import Spreadsheet
import SwipeTest

/// The report's tables as they go from the agent to the command, which writes the file as the person who asked.
public enum SwipeReportFile {
  /// Writes an .xlsx file; it appears when it is whole, and a file of this name is replaced.
  ///
  /// - Parameters:
  ///   - line: what `AgentCommand.swipeReportSheets` said.
  ///   - path: absolute.
  /// - Throws: `SpreadsheetError`, and what the file system says.
  public static func write(_ line: String, to path: String) throws {
    let report = try JSONDecoder().decode(SwipeReportSheets.self, from: Data(line.utf8))
    let part = path + ".part"
    do {
      let writer = try XlsxWriter(path: part)
      for sheet in report.sheets {
        let number = try writer.addSheet(sheet.name, columns: sheet.columns)
        for row in sheet.rows { try writer.write(row, to: number) }
      }
      try writer.close()
      guard rename(part, path) == 0 else {
        throw SpreadsheetError(.cannotWrite, "无法写入 \(path)：\(String(cString: strerror(errno)))")
      }
    } catch {
      unlink(part)
      throw error
    }
  }
}
