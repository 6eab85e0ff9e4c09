import Catalogue
import OracleSQL
import Testing

@testable import QueryEngine

/// Statements as programs write them, through the front end and SQLite, against rows worked out by hand.
struct Session {
  let connection: QueryConnection
  let frontEnd: SQLFrontEnd

  init(_ set: ReleaseSet, _ options: ViewOptions = ViewOptions()) throws {
    connection = try connect(set, options)
    frontEnd = options.frontEnd(version: "PostgreSQL 15.0")
  }

  func compile(_ sql: String) throws -> CompiledQuery {
    let statements = try frontEnd.parse(sql)
    let statement = try #require(statements.first)
    guard case .query(let query) = try frontEnd.compile(statement) else {
      throw SQLError("XX000", "not a query")
    }
    return query
  }

  func scanPlan(_ query: CompiledQuery) -> ScanPlan? {
    ScanPlan.of(query, text: connection.text(of: query), on: connection.handle)
  }

  func rows(_ sql: String, _ parameters: [String?] = []) throws -> [[String?]] {
    let statement = try connection.prepare(compile(sql))
    try statement.bind(parameters)
    return try allRows(statement)
  }

  func value(_ sql: String) throws -> String? { try rows(sql).first?.first ?? nil }

  func types(_ sql: String) throws -> [UInt32] { try compile(sql).columns.map(\.type.oid) }

  func plan(_ sql: String) throws -> String {
    let query = plain("EXPLAIN QUERY PLAN \(try compile(sql).sqliteText)", columns: 4)
    return try allRows(connection.prepare(query)).map { $0[3] ?? "" }.joined(separator: "; ")
  }
}

@Suite struct StatementTests {
  let folder: ReleaseFolder
  let session: Session

  init() throws {
    folder = try ReleaseFolder()
    try folder.write(
      .ypml,
      [
        [
          "yplsh": "1001", "ypbm": "X01", "tym": "阿莫西林", "ylfydj": "1", "pfj": "0.1", "bgsj": "2021-03-01 00:00:00",
          "tymzjm": "AMXL",
        ],
        [
          "yplsh": "1002", "ypbm": "X02", "tym": "头孢'拉定", "ylfydj": "2", "pfj": "0.2", "bgsj": "2021-03-01 23:59:59",
          "tymzjm": "TBLD",
        ],
        [
          "yplsh": "1003", "ypbm": "SY.01", "tym": "阿司匹林", "ylfydj": "3", "pfj": "10", "bgsj": "2021-03-02 00:00:00",
          "tymzjm": "ASPL",
        ],
        ["yplsh": "1004", "ypbm": "X_4", "tym": "维生素C", "ylfydj": "1", "bgsj": "2021-02-28 12:00:00"],
      ])
    try folder.write(
      .zlxm,
      [
        ["xmlsh": "2001", "xmmc": "挂号费", "bgsj": "2021-03-01 00:00:00", "ylfydj": "1"],
        ["xmlsh": "2002", "xmmc": "诊查费", "bgsj": "2021-04-01 00:00:00", "ylfydj": "9"],
      ])
    try folder.write(
      .bzml,
      [
        ["bzbm": "A01", "bzmc": "伤寒", "bzfl": "1", "kssj": "2021-03-01 00:00:00", "bgsj": "2021-01-01 00:00:00"],
        ["bzbm": "A01", "bzmc": "伤寒", "bzfl": "5", "kssj": "2021-03-01 08:00:00", "bgsj": "2021-01-01 00:00:00"],
        ["bzbm": "A02", "bzmc": "沙门菌", "bzfl": "2", "kssj": "2021-01-01 00:00:00", "bgsj": "2021-01-01 00:00:00"],
      ])
    session = try Session(folder.set)
  }

  @Test(arguments: [
    ("SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';", "2", "bgsj"),
    ("SELECT COUNT(*) FROM zlxm WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';", "1", "bgsj"),
    ("SELECT COUNT(*) FROM bzml WHERE TO_CHAR(kssj, 'YYYYMMDD') = '20210301';", "2", "kssj"),
  ])
  func noticeStatementsSearchAnIndex(sql: String, count: String, column: String) throws {
    #expect(try session.rows(sql) == [[count]])
    let plan = try session.plan(sql)
    #expect(plan.contains("SEARCH"), "\(plan)")
    #expect(plan.contains("\(column)>? AND \(column)<?"), "\(plan)")
    #expect(try session.compile(sql).columns == [ResultColumn(name: "count", type: .int8)])
  }

  @Test(arguments: [
    ("select 0.1 + 0.2 from dual", "0.3"), ("select 1/2 from dual", "0.5"),
    ("select 1/3 from dual", "0." + String(repeating: "3", count: 38)),
    ("select sum(pfj) from ypml", "10.3"), ("select avg(ylfydj) from ypml", "1.75"),
    ("select count(pfj) from ypml", "3"),
    ("select nvl(pfj, '无') from ypml where yplsh = '1004'", "无"), ("select nvl('', 'x') from dual", "x"),
    ("select decode(ylfydj, 1, '甲类', 2, '乙类', '自费') from ypml where yplsh = '1003'", "自费"),
    ("select case when pfj > 1 then '贵' else '廉' end from ypml where yplsh = '1001'", "廉"),
    ("select 'a' || null || 'b' from dual", "ab"), ("select count(*) from ypml where pfj is null", "1"),
    ("select count(*) from ypml where pfj = ''", "0"), ("select count(*) from ypml where ypbm = 1", "0"),
    ("select count(*) from ypml where ylfydj = 1", "2"), ("select count(*) from ypml where ylfydj = '1'", "2"),
    ("select count(*) from ypml where ylfydj in (1, 2)", "3"),
    ("select count(*) from ypml where bgsj >= '2021-03-01'", "3"),
    ("select count(*) from ypml where bgsj < to_date('20210302','yyyymmdd')", "3"),
    ("select count(*) from ypml where bgsj between date '2021-03-01' and date '2021-03-01' + 1", "3"),
    ("select count(*) from ypml where bgsj > sysdate - 16", "2"), ("select count(*) from ypml where rownum <= 2", "2"),
    ("select count(*) from ypml where tym like '阿%'", "2"),
    ("select count(*) from ypml where ypbm like 'X\\_4' escape '\\'", "1"),
    ("select count(*) from ypml where tymzjm like 'amxl'", "0"),
    ("select tym from ypml where tym like '%''%'", "头孢'拉定"),
    ("select to_char(bgsj, 'yyyy-mm-dd hh24:mi:ss') from ypml where yplsh = '1002'", "2021-03-01 23:59:59"),
    ("select upper('abc') || substr('阿莫西林', 2, 2) from dual", "ABC莫西"),
    ("select max(bgsj) from ypml", "2021-03-02 00:00:00"),
    ("select to_char(sysdate, 'yyyymmdd') from dual", "20210317"), ("select dummy from dual", "X"),
    ("select count(*) from his_interface.\"YPML\"", "4"), ("select '5'::int4 + 1 from dual", "6"),
  ])
  func oneValue(sql: String, expected: String) throws { #expect(try session.value(sql) == expected) }

  /// Sessions share kept statements; fifteen megabytes of a parameter must not stay with each.
  @Test func aRestingStatementHoldsNoValues() throws {
    let statement = try session.connection.prepare(session.compile("select tym from ypml where ypbm = $1"))
    try statement.bind(["X01"])
    #expect(try allRows(statement) == [["阿莫西林"]])
    statement.rest()
    #expect(statement.boundTexts.isEmpty)
    try statement.bind(["X02"])
    #expect(try allRows(statement) == [["头孢'拉定"]])
  }

  @Test func groupsJoinsAndUnions() throws {
    #expect(
      try session.rows("select ylfydj, count(*) zs from ypml group by ylfydj order by ylfydj") == [
        ["1", "2"], ["2", "1"], ["3", "1"],
      ])
    #expect(
      try session.rows("select ylfydj from ypml group by ylfydj having count(*) > 1") == [["1"]])
    #expect(
      try session.rows(
        "select a.yplsh, b.xmlsh from ypml a left join zlxm b on a.ylfydj = b.ylfydj where a.ylfydj <> '2' order by a.yplsh"
      )
        == [["1001", "2001"], ["1003", nil], ["1004", "2001"]])
    #expect(
      try session.rows("select a.yplsh from ypml a, zlxm b where a.ylfydj = b.ylfydj order by 1") == [
        ["1001"], ["1004"],
      ])
    #expect(
      try session.rows("select bzbm, bzfl from bzml union all select xmlsh, '' from zlxm order by 1, 2") == [
        ["2001", nil], ["2002", nil], ["A01", "1"], ["A01", "5"], ["A02", "2"],
      ])
    #expect(
      try session.rows("select * from (select yplsh from ypml order by yplsh desc) where rownum < 3") == [
        ["1004"], ["1003"],
      ])
    #expect(try session.rows("select * from ypml where rownum < 1").isEmpty)
  }

  @Test func parametersAreComparedByTheirColumn() throws {
    let sql = "select yplsh from ypml where bgsj >= $1 and tym like $2 order by yplsh"
    #expect(try session.rows(sql, ["2021-03-01", "阿%"]) == [["1001"], ["1003"]])
    #expect(try session.rows("select yplsh from ypml where yplsh = $1", [""]).isEmpty)
  }

  @Test func errorsHaveTheOracleNumber() throws {
    func error(_ sql: String) -> SQLError? {
      do {
        _ = try session.rows(sql)
        return nil
      } catch { return error as? SQLError }
    }
    #expect(error("select 1/0 from dual")?.state == "22012")
    #expect(error("select 1/0 from dual")?.message.hasPrefix("ORA-01476") == true)
    #expect(error("select to_number(ypbm) from ypml")?.message.hasPrefix("ORA-01722") == true)
    #expect(error("select to_char(bgsj, 'QQX') from ypml")?.message.hasPrefix("ORA-01821") == true)
    #expect(error("select * from nosuch")?.state == "42P01")
    #expect(error("delete from ypml") != nil)
    #expect(error("select count(*) from ypml") == nil)
  }

  @Test func everyColumnOfAViewComesInOrder() throws {
    let query = try session.compile("select * from ypml")
    #expect(query.columns.map(\.name) == CatalogueTable.ypml.columns.map(\.name))
    #expect(try session.types("select yplsh, bgsj from ypml") == [1043, 1114])
    let row = try #require(try session.rows("select * from ypml order by yplsh").first)
    #expect(row.first == "1001")
    #expect(row[29] == "2021-03-01 00:00:00")
  }
}

@Suite struct DriverStatementTests {
  let session: Session

  init() throws { session = try Session(.empty) }

  @Test func probeOfTheLargeObjectType() throws {
    let sql = "select oid, typbasetype from pg_type where typname = 'lo'"
    #expect(try session.rows(sql).isEmpty)
    #expect(try session.types(sql) == [26, 26])
  }

  @Test func tables() throws {
    let sql = """
      select relname, nspname, relkind from pg_catalog.pg_class c, pg_catalog.pg_namespace n where relkind in \
      ('r', 'v', 'm', 'f', 'p') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'pg_temp_1') and \
      n.oid = relnamespace order by nspname, relname
      """
    #expect(try session.types(sql) == [19, 19, 18])
    #expect(try session.rows(sql).map { $0[0] } == ["bzml", "dual", "ypml", "ypml_lbdm", "zlxm", "zlxm_lbdm2"])
  }

  @Test(arguments: [
    "c.relname = 'bzml' and n.nspname = 'his_interface'",
    "c.relname like 'bzml' and n.nspname like 'his\\\\_interface'", "c.oid = 16402",
  ])
  func columns(condition: String) throws {
    let sql = """
      select n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, a.attnotnull, \
      c.relhasrules, c.relkind, c.oid, pg_get_expr(d.adbin, d.adrelid), case t.typtype when 'd' then t.typbasetype \
      else 0 end, t.typtypmod, 0, attidentity, c.relhassubclass from (((pg_catalog.pg_class c inner join \
      pg_catalog.pg_namespace n on n.oid = c.relnamespace and \(condition.split(separator: "\\\\").joined(separator: "\\"))) \
      inner join pg_catalog.pg_attribute a on (not a.attisdropped) and a.attnum > 0 and a.attrelid = c.oid) inner join \
      pg_catalog.pg_type t on t.oid = a.atttypid) left outer join pg_attrdef d on a.atthasdef and d.adrelid = \
      a.attrelid and d.adnum = a.attnum order by n.nspname, c.relname, attnum
      """
    let types = try session.types(sql)
    #expect(types == [19, 19, 19, 26, 19, 21, 21, 23, 16, 16, 18, 26, 25, 26, 23, 23, 18, 16])
    let rows = try session.rows(sql)
    #expect(rows.count == 11)
    #expect(
      rows[6] == [
        "his_interface", "bzml", "bgsj", "1114", "timestamp", "7", "8", "0", "f", "f", "r", "16402", nil, "0", "-1",
        "0", "", "f",
      ])
  }

  @Test func relationByName() throws {
    let sql = #"select nspname from pg_namespace n, pg_class c where c.relnamespace=n.oid and c.oid='"ypml"'::regclass"#
    #expect(try session.rows(sql) == [["his_interface"]])
  }
}
