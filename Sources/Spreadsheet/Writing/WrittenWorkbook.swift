import CExpat
import Glibc

/// A workbook that was just written, as far as its reader must rely on it: every part is there to its end and XML, and
/// every sheet has its rows.
enum WrittenWorkbook {
  /// - Parameter rows: of each worksheet, in their order; those without a cell are not written and do not count.
  static func isWhole(_ path: String, rows: [Int]) -> Bool {
    var limits = SpreadsheetLimits()
    limits.expandedBytes = .max
    do throws(SpreadsheetError) {
      let archive = try ZipArchive(path: path, limits: limits)
      var found: [String: Int] = [:]
      for name in archive.names {
        guard let count = try rowElements(of: name, in: archive) else { return false }
        found[name] = count
      }
      return rows.indices.allSatisfy { found["xl/worksheets/sheet\($0 + 1).xml"] == rows[$0] }
    } catch {
      return false
    }
  }

  /// How many elements named `row` a part has; `nil` when it is not XML to its end.
  private static func rowElements(of name: String, in archive: ZipArchive) throws(SpreadsheetError) -> Int? {
    guard let parser = XML_ParserCreate(nil) else { throw SpreadsheetError(.cannotRead, "内存不足") }
    defer { XML_ParserFree(parser) }
    let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    count.initialize(to: 0)
    defer { count.deallocate() }
    XML_SetUserData(parser, count)
    XML_SetStartElementHandler(parser) { count, name, _ in
      guard let count, let name, strcmp(name, "row") == 0 else { return }
      count.assumingMemoryBound(to: Int.self).pointee += 1
    }
    var isXML = true
    try archive.read(name) { (bytes) throws(SpreadsheetError) in
      isXML = XML_Parse(parser, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), 0) == XML_STATUS_OK
      return isXML
    }
    guard isXML, XML_Parse(parser, nil, 0, 1) == XML_STATUS_OK else { return nil }
    return count.pointee
  }
}
