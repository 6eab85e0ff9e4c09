import Catalogue
import Glibc
import OracleSQL
import Testing

@testable import QueryEngine

/// 2021-03-17 10:20:30 in Shanghai.
let testNow: @Sendable () -> Int64 = { 1_615_947_630_000 }

func connect(_ set: ReleaseSet, _ options: ViewOptions = ViewOptions()) throws -> QueryConnection {
  try QueryConnection(set: set, options: options, now: testNow)
}

/// SQLite's text as it stands, with text columns.
func plain(_ sql: String, columns: Int = 1, types: [SQLType] = [], parameters: [SQLType] = []) -> CompiledQuery {
  CompiledQuery(
    sqliteText: sql,
    columns: (0..<columns).map { ResultColumn(name: "c\($0)", type: $0 < types.count ? types[$0] : .text) },
    parameters: parameters)
}

func allRows(_ statement: QueryStatement) throws -> [[String?]] {
  var rows: [[String?]] = []
  while try statement.step() {
    rows.append(
      statement.query.columns.indices.map { index in
        statement.withColumn(index) { bytes in bytes.map { String(decoding: $0, as: UTF8.self) } }
      })
  }
  return rows
}

@Suite struct QueryConnectionTests {
  @Test func catalogueWithoutFileIsAnEmptyTable() throws {
    let connection = try connect(.empty)
    for kind in CatalogueKind.allCases {
      let name = kind.rawValue
      let columns = kind.table.columns.map(\.name).joined(separator: ", ")
      #expect(try allRows(connection.prepare(plain("SELECT count(*) FROM \(name).\(name)"))) == [["0"]])
      #expect(try allRows(connection.prepare(plain("SELECT \(columns) FROM \(name).\(name)"))).isEmpty)
    }
    #expect(try allRows(connection.prepare(plain("SELECT dummy FROM main.dual"))) == [["X"]])
  }

  @Test func readsFilesWhoseFolderNeedsEscaping() throws {
    let folder = try ReleaseFolder(name: "a b?c#d%25'目录")
    try folder.write(.bzml, [["bzbm": "A01", "bzmc": "伤寒"]])
    let connection = try connect(folder.set)
    #expect(try allRows(connection.prepare(plain("SELECT bzmc FROM bzml.bzml"))) == [["伤寒"]])
  }

  @Test func nothingCanBeWritten() throws {
    let folder = try ReleaseFolder()
    try folder.write(.bzml, [["bzbm": "A01"]])
    let connection = try connect(folder.set)
    for table in ["bzml.bzml", "ypml.ypml", "main.dual", "pg_catalog.pg_class"] {
      #expect(throws: SQLError.self) { try allRows(connection.prepare(plain("DELETE FROM \(table)"))) }
    }
    #expect(try allRows(connection.prepare(plain("SELECT count(*) FROM bzml.bzml"))) == [["1"]])
  }

  @Test func missingOrDamagedFileNamesTheCatalogue() throws {
    let missing = ReleaseSet(number: 1, files: [.zlxm: "/tmp/qz-no-such-folder/000001.sqlite"])
    #expect {
      _ = try connect(missing)
    } throws: { error in
      let error = error as? SQLError
      return error?.state == "58030" && error?.message.hasPrefix("诊疗目录：") == true
    }
    let path = "/tmp/qz-damaged-\(getpid()).sqlite"
    let file = try #require(fopen(path, "w"))
    fputs(String(repeating: "not a database ", count: 100), file)
    fclose(file)
    defer { unlink(path) }
    #expect {
      let connection = try connect(ReleaseSet(number: 1, files: [.ypml: path]))
      _ = try allRows(connection.prepare(plain("SELECT count(*) FROM ypml.ypml")))
    } throws: { error in
      (error as? SQLError)?.state == "XX001"
    }
  }

  /// A view whose files are all damaged is no empty view; the others are read.
  @Test func aLostViewIsRefused() throws {
    let folder = try ReleaseFolder()
    try folder.write(.bzml, [["bzbm": "A01"]])
    let connection = try connect(ReleaseSet(number: 2, files: folder.set.files, unavailable: [.ypml]))
    #expect(try allRows(connection.prepare(plain("SELECT count(*) FROM bzml.bzml"))) == [["1"]])
    #expect(try allRows(connection.prepare(plain("SELECT dummy FROM main.dual"))) == [["X"]])
    #expect {
      _ = try connection.prepare(plain("SELECT count(*) FROM ypml.ypml"))
    } throws: { error in
      let error = error as? SQLError
      return error?.state == "58030" && error?.message.hasPrefix("QZ-S110 药品目录") == true
    }
  }

  @Test func columnsHavePostgresTextForm() throws {
    let connection = try connect(.empty)
    let query = plain(
      "SELECT 1, 0, NULL, '2021-03-01 00:00:00', '2021-03-01 00:00:00', 7, '0.5', ''", columns: 8,
      types: [.bool, .bool, .bool, .date, .timestamp, .int8, .numeric(precision: nil, scale: nil), .text])
    #expect(
      try allRows(connection.prepare(query)) == [
        ["t", "f", nil, "2021-03-01", "2021-03-01 00:00:00", "7", "0.5", ""]
      ])
  }

  @Test func parametersAreBoundByTheirType() throws {
    let connection = try connect(.empty)
    let query = plain(
      "SELECT typeof(?1), ?1, typeof(?2), ?2, typeof(?3), ?4, ?5, typeof(?6)", columns: 8,
      parameters: [.int4, .numeric(precision: nil, scale: nil), .text, .timestamp, .bool, .varchar(3)])
    let statement = try connection.prepare(query)
    try statement.bind(["42", "1.50", "007", "2021-03-01", "true", ""])
    #expect(
      try allRows(statement) == [["integer", "42", "text", "1.5", "text", "2021-03-01 00:00:00", "1", "null"]])
    try statement.bind([nil, nil, nil, "2021-03-01 12:00:00.123", "f", "x"])
    #expect(try allRows(statement) == [["null", nil, "null", nil, "null", "2021-03-01 12:00:00", "0", "text"]])
    #expect(throws: SQLError("08P01", "语句需要 6 个参数，实际提供 1 个")) { try statement.bind(["1"]) }
    for bad in [["x", nil, nil, nil, nil, nil], ["1.5", nil, nil, nil, nil, nil], [nil, "1x", nil, nil, nil, nil]] {
      #expect { try statement.bind(bad) } throws: { ($0 as? SQLError)?.state == "22P02" }
    }
    #expect {
      try statement.bind([nil, nil, nil, "2021-02-30", nil, nil])
    } throws: { ($0 as? SQLError)?.state == "22007" }
  }

  @Test func interruptFromAnotherThreadEndsTheStatement() throws {
    let connection = try connect(.empty)
    let statement = try connection.prepare(
      plain("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"))
    let handle = connection.interruptHandle
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(handle).toOpaque()
    pthread_create(
      &thread, nil,
      { argument in
        usleep(50_000)
        Unmanaged<InterruptHandle>.fromOpaque(argument!).takeRetainedValue().interrupt()
        return nil
      }, argument)
    #expect(throws: SQLError("57014", "语句已取消")) { try statement.step() }
    pthread_join(thread, nil)
    #expect(try allRows(connection.prepare(plain("SELECT 1"))) == [["1"]])
  }

  @Test func tooDeepIs54001AndOtherFailuresHideSQLitesText() throws {
    let connection = try connect(.empty)
    let deep = "SELECT " + String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200)
    #expect { try connection.prepare(plain(deep)) } throws: { ($0 as? SQLError)?.state == "54001" }
    #expect {
      try connection.prepare(plain("SELECT 'secret' FROM nosuch"))
    } throws: { error in
      let error = error as? SQLError
      return error?.state == "XX000" && error?.message.contains("nosuch") == false
    }
  }

  @Test func statementsKeepTheirConnectionAndSetAlive() throws {
    let folder = try ReleaseFolder()
    try folder.write(.bzml, [["bzbm": "A01"], ["bzbm": "A02"]])
    var connection: QueryConnection? = try connect(folder.set)
    let statement = try #require(try connection?.prepare(plain("SELECT bzbm FROM bzml.bzml ORDER BY bzbm")))
    let handle = try #require(connection?.interruptHandle)
    #expect(try statement.step())
    connection = nil
    #expect(try statement.step())
    #expect(statement.withColumn(0) { $0.map { String(decoding: $0, as: UTF8.self) } } == "A02")
    handle.interrupt()
  }
}
