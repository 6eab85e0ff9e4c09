import Foundation
import RawWorkbook
import Testing

@testable import Spreadsheet

/// Memory does not grow with the file: 100 MB and more are read with a few MB.
@Suite(.serialized) struct LargeFileTests {
  private static let megabyte = 1 << 20

  private final class Meter {
    var rows = 0
    var cells = 0
    var peak = 0
    var last: SheetRow?
  }

  @Test(.timeLimit(.minutes(3))) func aHundredMegabytesInBoundedMemory() throws {
    let folder = "\(NSTemporaryDirectory())qianzhi-large-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sharedCount = 200_000
    let rowCount = 20_000
    var book = RawWorkbook(rows: "")
    // 200,000 shared texts of 250 bytes; 20,000 rows of 12 shared and 12 inline texts.
    book.files["xl/sharedStrings.xml"] = try Self.write(
      folder + "/s.xml", before: "<sst>", after: "</sst>", sharedCount
    ) {
      "<si><t>\($0) \(String(repeating: "药", count: 80))</t></si>"
    }
    let filler = String(repeating: "x", count: 200)
    book.files["xl/worksheets/sheet1.xml"] = try Self.write(
      folder + "/r.xml", before: "<worksheet><sheetData>", after: "</sheetData></worksheet>", rowCount
    ) { row in
      "<row r=\"\(row + 1)\">"
        + (0..<12).map { "<c t=\"s\"><v>\((row * 12 + $0) * 7919 % sharedCount)</v></c>" }.joined()
        + String(repeating: "<c t=\"inlineStr\"><is><t>\(filler)</t></is></c>", count: 12) + "</row>"
    }
    book.isStored = true
    let path = folder + "/large.xlsx"
    try book.write(to: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    let size = try #require(attributes[.size] as? Int)
    #expect(size > 100 * Self.megabyte)
    try ResidentMemory.trim()
    let before = try ResidentMemory.bytes()
    let reader = try XlsxReader(path: path)
    #expect(reader.isSpilled)
    let meter = Meter()
    try reader.forEachRow { row in
      meter.rows += 1
      meter.cells += row.cells.count
      meter.last = row
      if meter.rows % 500 == 0 {
        do { meter.peak = max(meter.peak, try ResidentMemory.bytes()) } catch { Issue.record(error) }
      }
    }
    #expect(meter.rows == rowCount)
    #expect(meter.cells == rowCount * 24)
    let index = ((rowCount - 1) * 12 + 11) * 7919 % sharedCount
    #expect(meter.last?.cells[11] == .text("\(index) \(String(repeating: "药", count: 80))"))
    let grown = meter.peak - before
    print("100 MB: \(size / Self.megabyte) MB read, resident memory grew by \(grown / Self.megabyte) MB at most")
    #expect(meter.peak > 0)
    #expect(grown < 64 * Self.megabyte)
  }

  private static func write(
    _ path: String, before: String, after: String, _ count: Int, _ item: (Int) -> String
  ) throws -> String {
    try #require(FileManager.default.createFile(atPath: path, contents: nil))
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.write(contentsOf: Data(before.utf8))
    for start in stride(from: 0, to: count, by: 1000) {
      let text = (start..<min(start + 1000, count)).map(item).joined()
      try file.write(contentsOf: Data(text.utf8))
    }
    try file.write(contentsOf: Data(after.utf8))
    try file.close()
    return path
  }
}
