import Catalogue
import Glibc
import OracleSQL
import Testing

@testable import QueryEngine

/// Rows as DataRow messages against the same rows stepped by SQLite and read column by column.
@Suite struct RowFillTests {
  /// Reads DataRow messages by the protocol's description.
  static func rows(_ bytes: some Sequence<UInt8>) -> [[String?]] {
    let bytes = Array(bytes)
    func word(_ place: Int, _ count: Int) -> Int { bytes[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) } }
    var rows: [[String?]] = []
    var place = 0
    while place < bytes.count {
      #expect(bytes[place] == UInt8(ascii: "D"))
      let end = place + 1 + word(place + 1, 4)
      var row: [String?] = []
      let columns = word(place + 5, 2)
      place += 7
      for _ in 0..<columns {
        let length = word(place, 4)
        place += 4
        if length == 0xFFFF_FFFF {
          row.append(nil)
        } else {
          row.append(String(decoding: bytes[place..<(place + length)], as: UTF8.self))
          place += length
        }
      }
      #expect(place == end)
      rows.append(row)
    }
    return rows
  }

  /// All rows from here on in pieces of so many bytes, and how many pieces that took.
  ///
  /// - Parameter mayBeEmpty: a scan with a filter may bring a piece without rows.
  static func filled(
    _ statement: QueryStatement, bytes: Int, limit: Int = .max, mayBeEmpty: Bool = false
  ) throws -> (rows: [[String?]], pieces: Int) {
    var rows: [[String?]] = []
    var pieces = 0
    var size = bytes
    while rows.count < limit {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
      defer { memory.deallocate() }
      let fill = try statement.fill(memory, limit: limit - rows.count)
      pieces += 1
      #expect(fill.bytes <= size)
      let new = Self.rows(memory[..<fill.bytes])
      #expect(new.count == fill.rows)
      rows += new
      if fill.end == .finished { break }
      size = max(bytes, fill.bytesNeeded)
      if fill.rows == 0 { #expect(fill.bytesNeeded > 0 || mayBeEmpty) }
    }
    return (rows, pieces)
  }

  static func folder(rows: Int) throws -> ReleaseFolder {
    let folder = try ReleaseFolder()
    try folder.write(.ypml, count: rows) { index in
      var row = ["yplsh": String(index + 1), "ypbm": "Y\(index)", "tym": "药品\(index)", "bgsj": "2021-03-01 00:00:00"]
      if index % 7 == 0 { row["tym"] = nil }
      // Longer than a page, in one to many overflow pages, and just at the length where a page is left.
      if index % 50 == 3 { row["bz"] = String(repeating: "长", count: index * 11) }
      if index % 50 == 4 { row["bz"] = String(repeating: "x", count: 3950 + index) }
      return row
    }
    return folder
  }

  @Test(arguments: [
    ("SELECT * FROM ypml", true), ("SELECT ypbm, bgsj, ypbm, bz, yplsh FROM ypml", true),
    ("SELECT zzsj FROM ypml", true), ("SELECT x.a, x.b FROM (SELECT tym a, bz b FROM ypml) x", true),
    ("SELECT ypbm FROM ypml WHERE tym IS NULL", false), ("SELECT ypbm FROM ypml WHERE bz IS NULL", true),
    ("SELECT ypbm, bz FROM ypml ORDER BY ypbm DESC", false),
    ("SELECT ypbm, 'x', bz FROM ypml", false), ("SELECT count(*) FROM ypml", false),
    ("SELECT rownum, ypbm FROM ypml", false), ("SELECT DISTINCT bgsj FROM ypml", false),
    ("SELECT ypbm FROM ypml UNION ALL SELECT tym FROM ypml", false),
    ("SELECT ypbm FROM ypml WHERE rownum <= 10", false), ("SELECT a.tym FROM ypml a, zlxm b", false),
    ("SELECT ypbm, bz FROM ypml WHERE ypbm IN ('Y1', 'Y4', 'Y8') AND bz IS NOT NULL", true),
    ("SELECT ypbm FROM ypml WHERE ypbm IN ('Y1', 'Y4')", true), ("SELECT ypbm FROM ypml WHERE 'Y30' = ypbm", true),
    ("SELECT ypbm FROM ypml WHERE ylfydj = 1", false), ("SELECT ypbm FROM ypml WHERE yplsh = '5'", false),
    ("SELECT ypbm FROM ypml WHERE tym LIKE '%9'", false), ("SELECT count(*) FROM ypml WHERE tym IS NULL", false),
    ("SELECT ypbm FROM ypml WHERE ypbm IN ('x') AND EXISTS (SELECT 1 FROM zlxm)", false),
    ("SELECT xmmc FROM zlxm", true), ("SELECT sum(yplsh), tym FROM ypml GROUP BY tym", false),
  ])
  func sameRowsAsSteppedBySQLite(sql: String, isScan: Bool) throws {
    let folder = try Self.folder(rows: 400)
    let session = try Session(folder.set)
    let query = try session.compile(sql)
    let expected = try allRows(try session.connection.prepare(query))
    #expect((session.scanPlan(query) != nil) == isScan)
    for bytes in [1, 700, 5000, 1 << 20] {
      let statement = try session.connection.prepare(query)
      let (rows, pieces) = try Self.filled(statement, bytes: bytes)
      #expect(rows == expected)
      if bytes == 1 { #expect(pieces > expected.count / 20) }
      // A statement is used again.
      statement.rest()
      let again = try Self.filled(statement, bytes: 1 << 20).rows
      #expect(again == expected)
    }
  }

  @Test(arguments: ["SELECT ypbm, tym FROM ypml", "SELECT ypbm, tym FROM ypml WHERE ypbm LIKE 'Y%'"])
  func limitsAndSkippedRows(sql: String) throws {
    let folder = try Self.folder(rows: 300)
    let session = try Session(folder.set)
    let query = try session.compile(sql)
    let expected = try allRows(try session.connection.prepare(query))
    let statement = try session.connection.prepare(query)
    let first = try Self.filled(statement, bytes: 400, limit: 17).rows
    let skipped = try statement.skip(200)
    let second = try Self.filled(statement, bytes: 100, limit: 3).rows
    let rest = try Self.filled(statement, bytes: 100).rows
    #expect(first == Array(expected[..<17]))
    #expect(skipped == 200)
    #expect(second == Array(expected[217..<220]))
    #expect(rest == Array(expected[220...]))
    let beyond = try statement.skip(5)
    #expect(beyond == 0 || sql.contains("WHERE"))
  }

  @Test func valuesOfOtherTypesThanText() throws {
    let session = try Session(.empty)
    let large = "-9223372036854775808"
    let query = plain(
      "SELECT 1, 0, '2021-03-01 10:00:00', \(large), 9223372036854775807, '', NULL, -5", columns: 8,
      types: [.bool, .bool, .date, .int8, .int8, .text, .text, .int4])
    let rows = try Self.filled(try session.connection.prepare(query), bytes: 1000).rows
    #expect(rows == [["t", "f", "2021-03-01", large, "9223372036854775807", "", nil, "-5"]])
  }

  /// Whatever bytes a file has, reading ends with rows or an error.
  @Test(arguments: [
    "SELECT * FROM ypml", "SELECT ypbm, bz FROM ypml WHERE ypbm IN ('Y1', 'Y9', 'Y33') OR bz IS NOT NULL",
  ])
  func damagedFilesNeverTrap(sql: String) throws {
    let folder = try Self.folder(rows: 200)
    let session = try Session(folder.set)
    let query = try session.compile(sql)
    let plan = try #require(session.scanPlan(query))
    let filter = plan.filter.flatMap { BoundScanFilter($0, parameters: []) }
    let path = try #require(folder.files[.ypml])
    let original = try contents(path)
    let copy = "\(folder.path)/damaged.sqlite"
    defer { unlink(copy) }
    var random = SeededRandom(state: 7)
    var damaged = 0
    for round in 0..<400 {
      var bytes = original
      for _ in 0..<(1 + round % 40) {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      // Page headers and cell pointers are hit more often than chance would.
      let page = Int(random.next() % UInt64(bytes.count / 4096)) * 4096
      bytes[page + Int(random.next() % 40)] = UInt8(truncatingIfNeeded: random.next())
      if round % 10 == 9 { bytes.removeLast(Int(random.next() % UInt64(bytes.count - 600))) }
      unlink(copy)
      try write(bytes, to: copy)
      do throws(SQLError) {
        let scan = try TableScan(plan, filter: filter, path: copy)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
        defer { memory.deallocate() }
        for _ in 0..<100 {
          var block = RowBlock(memory)
          let fill = try scan.fill(&block, limit: 1000)
          if fill.end == .finished || fill.rows == 0 { break }
        }
      } catch {
        #expect(error.state == "XX001")
        damaged += 1
      }
    }
    #expect(damaged > 50)
  }

  private func contents(_ path: String) throws -> [UInt8] {
    let map = try ReleaseFileMap.map(path)
    return Array(map.bytes)
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
