import Catalogue
import OracleSQL
import Testing

@testable import QueryEngine

/// Scans with WHERE against the same statements stepped by SQLite itself, by seed.
@Suite struct FilteredScanTests {
  private static let columns = ["spm", "jx", "ycmc", "bz", "ylfydj", "ypbm", "yplsh"]
  /// NULL, texts that begin alike, a text that looks like a number, texts beyond ASCII and 32 bytes.
  private static let values: [String?] = [
    nil, "a", "ab", "abc", "A", "1", "01", "1.0", "阿", "阿莫", "阿莫西林", "é", "~", " ", "2021-03-01 00:00:00",
    "9999-12-31 00:00:00", "一二三四五六七八九十一二三四五六七八九十",
  ]

  private static func rows(_ random: inout SeededRandom, count: Int) -> [[String: String]] {
    (0..<count).map { index in
      var row: [String: String] = ["yplsh": String(index + 1)]
      for column in columns where column != "yplsh" {
        if let value = random.pick(values) { row[column] = value }
      }
      if random.next() % 40 == 0 { row["bz"] = String(repeating: "长", count: 3000) }
      return row
    }
  }

  private static func constant(_ random: inout SeededRandom, _ parameters: inout [String?]) -> String {
    let value = random.pick(values)
    if random.next() % 3 == 0 {
      parameters.append(value)
      return "$\(parameters.count)"
    }
    return value.map { "'\($0)'" } ?? "NULL"
  }

  private static func predicate(
    depth: Int, _ random: inout SeededRandom, _ parameters: inout [String?]
  ) -> String {
    if depth > 0, random.next() % 5 < 3 {
      let left = predicate(depth: depth - 1, &random, &parameters)
      guard random.next() % 4 > 0 else { return "not (\(left))" }
      let right = predicate(depth: depth - 1, &random, &parameters)
      return random.pick(["(\(left) and \(right))", "(\(left) or \(right))"])
    }
    let column = random.pick(columns)
    switch random.next() % 9 {
    case 0: return "\(column) is null"
    case 1: return "\(column) is not null"
    case 2, 3:
      let list = (0..<(1 + Int(random.next() % 5))).map { _ in constant(&random, &parameters) }
      return "\(column)\(random.next() % 4 == 0 ? " not" : "") in (\(list.joined(separator: ", ")))"
    case 4:
      let low = constant(&random, &parameters)
      return "\(column) between \(low) and \(constant(&random, &parameters))"
    case 5: return "\(constant(&random, &parameters)) \(random.pick(["=", "<>", "<", ">="])) \(column)"
    default:
      let sign = random.pick(["=", "<>", "<", "<=", ">", ">="])
      return "\(column) \(sign) \(constant(&random, &parameters))"
    }
  }

  @Test(arguments: 1...12) func sameRows(seed: UInt64) throws {
    var random = SeededRandom(state: seed)
    let folder = try ReleaseFolder()
    // The order of code columns known to be ASCII is that of bytes; the others have a collation.
    try folder.write(.ypml, Self.rows(&random, count: 300), plain: seed % 2 == 0 ? Self.columns : [])
    let session = try Session(folder.set)
    var scans = 0
    for _ in 0..<120 {
      var parameters: [String?] = []
      let predicate = Self.predicate(depth: 2, &random, &parameters)
      let sql = "SELECT yplsh, bz, spm FROM ypml WHERE \(predicate)"
      let query = try session.compile(sql)
      let stepped = try session.connection.prepare(query)
      try stepped.bind(parameters)
      let expected = try allRows(stepped)
      if session.scanPlan(query) != nil { scans += 1 }
      let statement = try session.connection.prepare(query)
      for bytes in [700, 1 << 20] {
        try statement.bind(parameters)
        let (rows, _) = try RowFillTests.filled(statement, bytes: bytes, mayBeEmpty: true)
        #expect(rows == expected, "seed \(seed): \(sql) \(parameters)")
      }
    }
    #expect(scans >= 40, "of 120 statements only \(scans) were scans")
  }

  /// A value bound anew is what the next execution asks for.
  @Test func parametersChange() throws {
    let folder = try ReleaseFolder()
    try folder.write(.ypml, [["yplsh": "1", "jx": "a"], ["yplsh": "2", "jx": "b"], ["yplsh": "3"]])
    let session = try Session(folder.set)
    let query = try session.compile("SELECT yplsh FROM ypml WHERE jx = $1")
    #expect(session.scanPlan(query) != nil)
    let statement = try session.connection.prepare(query)
    for (value, keys) in [("a", ["1"]), ("b", ["2"]), ("", []), ("c", [])] {
      try statement.bind([value])
      let rows = try RowFillTests.filled(statement, bytes: 1000, mayBeEmpty: true).rows
      #expect(rows == keys.map { [$0] })
    }
  }

  /// A scan that finds nothing comes back now and then, so that it can be stopped, and goes on where it was.
  @Test func comesBackWithoutRows() throws {
    let folder = try ReleaseFolder()
    let count = 20_000
    try folder.write(.ypml, count: count) { ["yplsh": String($0 + 1), "jx": $0 == count - 1 ? "z" : "a"] }
    let session = try Session(folder.set)
    let statement = try session.connection.prepare(try session.compile("SELECT yplsh FROM ypml WHERE jx = 'z'"))
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
    defer { memory.deallocate() }
    var pieces: [RowFill] = []
    while pieces.last?.end != .finished, pieces.count < 10 { pieces.append(try statement.fill(memory, limit: .max)) }
    #expect(pieces.map(\.rows) == [0, 0, 0, 1])
    #expect(pieces.map(\.bytesNeeded) == [0, 0, 0, 0])
  }
}
