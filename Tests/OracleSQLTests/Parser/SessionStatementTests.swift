import Testing

@testable import OracleSQL

/// What drivers send around their queries, as `CompiledStatement` cases; texts from recorded conversations.
@Suite struct SessionStatementTests {
  private let compiler = Compiler()

  private func shown(_ sql: String) throws -> [String] { try compiler.statements(sql).map(describe) }

  private func describe(_ statement: CompiledStatement) -> String {
    switch statement {
    case .query: "query"
    case .begin(let isolation): "begin \(isolation ?? "-")"
    case .commit: "commit"
    case .rollback: "rollback"
    case .savepoint(let name): "savepoint \(name)"
    case .release(let name): "release \(name)"
    case .rollbackTo(let name): "rollback to \(name)"
    case .set(let name, let value, let isLocal): "set \(isLocal ? "local " : "")\(name)=\(value ?? "default")"
    case .setSeveral(let settings):
      "set " + settings.map { "\($0.name)=\($0.value ?? "default")" }.joined(separator: " ")
    case .show(let name, let columnName): "show \(name) as \(columnName)"
    case .reset(let name): "reset \(name ?? "all")"
    case .deallocate(let name): "deallocate \(name ?? "all")"
    case .prepare(let name, _): "prepare \(name)"
    case .executePrepared(let name, let values): "execute \(name) \(values.count)"
    case .discard(let what): "discard \(what)"
    case .declareCursor(let name, let isHeld, let isScrollable, _):
      "declare \(name)\(isHeld ? " held" : "")\(isScrollable ? " scroll" : "")"
    case .fetch(let count, let cursor): "fetch \(count.map(String.init) ?? "all") \(cursor)"
    case .move(let count, let cursor): "move \(count.map(String.init) ?? "all") \(cursor)"
    case .scroll(let motion, let cursor, let isMove): "\(isMove ? "move" : "fetch") \(motion) \(cursor)"
    case .copy(let query, let options):
      "copy \(query.columns.count) \(options.isCSV ? "csv" : "text")\(options.hasHeader ? " header" : "")"
        + (options.delimiter.map { " \($0)" } ?? "") + (options.null.map { " null '\($0)'" } ?? "")
    case .closeCursor(let name): "close \(name ?? "all")"
    }
  }

  @Test(arguments: [
    ("BEGIN", ["begin -"]), ("begin work", ["begin -"]), ("START TRANSACTION READ ONLY", ["begin -"]),
    ("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY", ["begin serializable"]),
    ("start transaction isolation level repeatable read, read only", ["begin repeatable read"]),
    ("COMMIT", ["commit"]), ("END TRANSACTION", ["commit"]), ("ROLLBACK", ["rollback"]), ("abort", ["rollback"]),
    (
      "alter session set nls_date_format='YYYY-MM-DD HH24:MI:SS' nls_timestamp_format = 'X' NLS_NUMERIC_CHARACTERS='.,'",
      ["set nls_date_format=YYYY-MM-DD HH24:MI:SS nls_timestamp_format=X nls_numeric_characters=.,"]
    ),
    ("SAVEPOINT _EXEC_SVP_0x1", ["savepoint _exec_svp_0x1"]), ("RELEASE _per_query_svp_", ["release _per_query_svp_"]),
    ("release savepoint \"_pg3_1\"", ["release _pg3_1"]), ("ROLLBACK TO a", ["rollback to a"]),
    ("rollback transaction to savepoint a", ["rollback to a"]),
    ("DEALLOCATE \"_PLAN0x1\"", ["deallocate _PLAN0x1"]), ("deallocate prepare all", ["deallocate all"]),
    ("DISCARD ALL", ["discard all"]),
    (
      "SET DateStyle = 'ISO';SET extra_float_digits = 2;show transaction_isolation",
      ["set datestyle=ISO", "set extra_float_digits=2", "show transaction_isolation as transaction_isolation"]
    ),
    (
      "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS'", ["set nls_date_format=YYYY-MM-DD HH24:MI:SS"]
    ), ("alter session set current_schema=his_interface;", ["set current_schema=his_interface"]),
    ("ALTER SESSION ENABLE PARALLEL DML", ["set "]), ("alter session force parallel query parallel 4;", ["set "]),
    ("SHOW DateStyle;", ["show datestyle as DateStyle"]),
    ("show transaction isolation level", ["show transaction_isolation as transaction_isolation"]),
    ("set client_encoding to 'GBK'", ["set client_encoding=GBK"]), ("SET NAMES 'utf8'", ["set client_encoding=utf8"]),
    ("SET SESSION statement_timeout = 3000", ["set statement_timeout=3000"]),
    ("set local x.y to default", ["set local x.y=default"]), ("set search_path to a, \"B\"", ["set search_path=a, B"]),
    (
      "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED",
      ["set default_transaction_isolation=read committed"]
    ),
    ("set transaction isolation level serializable", ["set local transaction_isolation=serializable"]),
    ("set time zone 'Asia/Shanghai'", ["set timezone=Asia/Shanghai"]), ("set geqo = -1", ["set geqo=-1"]),
    ("RESET ALL", ["reset all"]), ("reset statement_timeout", ["reset statement_timeout"]),
    (
      "BEGIN;declare \"SQL_CUR0x1\" cursor with hold for SELECT 1;;fetch 100 in \"SQL_CUR0x1\"",
      ["begin -", "declare SQL_CUR0x1 held", "fetch 100 SQL_CUR0x1"]
    ),
    ("declare c scroll cursor with hold for select 1", ["declare c held scroll"]),
    ("DECLARE _psql_cursor NO SCROLL CURSOR FOR\nselect 1", ["declare _psql_cursor"]),
    ("declare c insensitive cursor without hold for select 1", ["declare c"]),
    ("FETCH FORWARD 100 FROM _psql_cursor", ["fetch 100 _psql_cursor"]), ("fetch all in c", ["fetch all c"]),
    ("fetch c", ["fetch 1 c"]), ("fetch next from c", ["fetch 1 c"]), ("fetch forward all from c", ["fetch all c"]),
    ("move all in \"SQL_CUR0x1\"", ["move all SQL_CUR0x1"]), ("move 5 c", ["move 5 c"]),
    ("close \"SQL_CUR0x1\";commit", ["close SQL_CUR0x1", "commit"]), ("close all", ["close all"]),
    ("fetch prior from c", ["fetch backward(Optional(1)) c"]), ("fetch last c", ["fetch absolute(-1) c"]),
    ("move backward all in c", ["move backward(nil) c"]), ("fetch -3 from c", ["fetch forward(Optional(-3)) c"]),
    ("fetch forward 0 c", ["fetch forward(Optional(0)) c"]), ("move absolute -2 in c", ["move absolute(-2) c"]),
    ("fetch relative +2 c", ["fetch relative(2) c"]), ("fetch first in \"C\"", ["fetch absolute(1) C"]),
    ("show all", ["show all as all"]), ("copy (select 1) to stdout", ["copy 1 text"]),
    ("COPY (select 1,2) TO STDOUT WITH (FORMAT csv, HEADER, DELIMITER ';', NULL '')", ["copy 2 csv header ; null ''"]),
    ("copy (select 1) to stdout csv header null as 'x'", ["copy 1 csv header null 'x'"]),
  ])
  func vocabulary(sql: String, expected: [String]) throws { #expect(try shown(sql) == expected) }

  @Test func aFailedTransactionAcceptsOnlyItsEnd() throws {
    let statements = try compiler.frontEnd.parse("commit;rollback;rollback to a;release a;select 1;savepoint a")
    #expect(statements.map(\.endsFailure) == [true, true, true, false, false, false])
  }

  @Test func prepareAndExecute() throws {
    let prepared = try #require(
      compiler.statements("prepare \"_KEYSET_1\" (tid, text) as select tym from ypml where ctid in ($1) and tym = $2")
        .first)
    guard case .prepare("_KEYSET_1", let query) = prepared else { throw SQLError("XX000", "\(prepared)") }
    #expect(query.parameters == [.tid, .text])
    let run = try #require(compiler.statements("execute x ('(0,1)'::tid, 'a''b', -1.5, null, true)").first)
    guard case .executePrepared("x", let values) = run else { throw SQLError("XX000", "\(run)") }
    #expect(values == ["(0,1)", "a'b", "-1.5", nil, "true"])
    let plain = try #require(compiler.statements("execute y").first)
    guard case .executePrepared("y", []) = plain else { throw SQLError("XX000", "\(plain)") }
  }

  @Test(arguments: [
    ("prepare x as insert into ypml values (1)", "PREPARE"), ("prepare x (int[]) as select 1", "参数"),
    ("execute x (1 + 1)", "附近"), ("execute x (tym)", "字面量"), ("prepare x (nosuch) as select 1", "nosuch"),
  ])
  func refusedPreparations(sql: String, message: String) {
    let error = compiler.error(sql)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "compiled")")
  }
}
