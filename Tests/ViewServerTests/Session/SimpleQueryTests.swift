import Testing

@testable import ViewServer

/// Messages in, messages out. The expected order and tags are those of PostgreSQL 15 in the drivers' captures.
@Suite struct SimpleQueryTests {
  static let notice = "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';"

  @Test func startOfPsqlODBC() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(
        try client.ask("SET DateStyle = 'ISO';SET extra_float_digits = 2;show transaction_isolation") == [
          "C SET", "C SET", "T transaction_isolation", "D read committed", "C SHOW", "Z I",
        ])
      #expect(try client.ask("SHOW DateStyle;") == ["T DateStyle", "D ISO, MDY", "C SHOW", "Z I"])
      #expect(
        try client.ask("select oid, typbasetype from pg_type where typname = 'lo'") == [
          "T oid typbasetype", "C SELECT 0", "Z I",
        ])
    }
  }

  /// One statement, one answer, a warning for each name that means nothing here.
  @Test func severalSettingsByOneStatement() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      let answer = try client.ask(
        "alter session set nls_date_format = 'YYYY-MM-DD' nls_timestamp_format='YYYY' statement_timeout = 7")
      #expect(answer.filter { !$0.hasPrefix("N ") } == ["C SET", "Z I"])
      #expect(answer.count { $0.hasPrefix("N ") } == 2)
      let timeout = try client.ask("show statement_timeout")
      #expect(timeout.contains { $0.hasPrefix("D 7") })
    }
  }

  @Test func theNoticesStatement() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(try client.ask(Self.notice) == ["T count", "D 10", "C SELECT 1", "Z I"])
    }
  }

  @Test func manualCommitOfPsqlODBC() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      let count = ["T count", "D 10", "C SELECT 1"]
      #expect(try client.ask("BEGIN;\(Self.notice)") == ["C BEGIN"] + count + ["Z T"])
      #expect(try client.ask("SAVEPOINT _EXEC_SVP_0x5;\(Self.notice)") == ["C SAVEPOINT"] + count + ["Z T"])
      #expect(
        try client.ask("RELEASE _EXEC_SVP_0x5;SAVEPOINT _EXEC_SVP_0x5;\(Self.notice)")
          == ["C RELEASE", "C SAVEPOINT"] + count + ["Z T"])
      // The whole text is read first: the syntax error at its end runs nothing.
      #expect(
        try client.ask("RELEASE _EXEC_SVP_0x5;SAVEPOINT _EXEC_SVP_0x5;SELEC 1") == ["E 42601", "Z E"])
      #expect(try client.ask("select 1") == ["E 25P02", "Z E"])
      #expect(try client.ask("select nix from nix") == ["E 25P02", "Z E"])
      #expect(try client.ask("ROLLBACK TO _EXEC_SVP_0x5") == ["C ROLLBACK", "Z T"])
      #expect(try client.ask("RELEASE _EXEC_SVP_0x5;\(Self.notice)") == ["C RELEASE"] + count + ["Z T"])
      #expect(try client.ask("COMMIT") == ["C COMMIT", "Z I"])
      #expect(try client.ask("COMMIT") == ["N 25P01", "C COMMIT", "Z I"])
    }
  }

  @Test func declareAndFetchOfPsqlODBC() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(
        try client.ask(
          "BEGIN;declare \"SQL_CUR0x1\" cursor with hold for \(Self.notice);fetch 100 in \"SQL_CUR0x1\"") == [
            "C BEGIN", "C DECLARE CURSOR", "T count", "D 10", "C FETCH 1", "Z T",
          ])
      #expect(try client.ask("close \"SQL_CUR0x1\";commit") == ["C CLOSE CURSOR", "C COMMIT", "Z I"])
      #expect(
        try client.ask("BEGIN;declare c cursor with hold for select ypbm from ypml;fetch 2 in c;move 3 in c") == [
          "C BEGIN", "C DECLARE CURSOR", "T ypbm", "D Y000001", "D Y000002", "C FETCH 2", "C MOVE 3", "Z T",
        ])
      #expect(try client.ask("commit;fetch c") == ["C COMMIT", "T ypbm", "D Y000006", "C FETCH 1", "Z I"])
      #expect(try client.ask("fetch forward 1 from c") == ["T ypbm", "D Y000007", "C FETCH 1", "Z I"])
      #expect(try client.ask("move all in c") == ["C MOVE 23", "Z I"])
      #expect(try client.ask("fetch all in c") == ["T ypbm", "C FETCH 0", "Z I"])
      #expect(try client.ask("close all") == ["C CLOSE CURSOR ALL", "Z I"])
      #expect(try client.ask("fetch 1 in c") == ["E 34000", "Z I"])
      #expect(try client.ask("declare c cursor for select 1") == ["E 25P01", "Z I"])
      #expect(
        try client.ask("begin;declare c cursor for select 1;fetch prior from c") == [
          "C BEGIN", "C DECLARE CURSOR", "E 55000", "Z E",
        ])
    }
  }

  @Test func severalResultsInOneQuery() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(
        try client.ask("select 1 from dual;;select ypbm from ypml where rownum<3; ") == [
          "T ?column?", "D 1", "C SELECT 1", "T ypbm", "D Y000001", "D Y000002", "C SELECT 2", "Z I",
        ])
      #expect(
        try client.ask("select 1 from dual;select nix from ypml;select 2 from dual").suffix(2) == ["E 42703", "Z I"])
      #expect(try client.ask("") == ["I", "Z I"])
      #expect(try client.ask(" ; ;") == ["I", "Z I"])
      #expect(try client.ask("-- nothing") == ["I", "Z I"])
    }
  }

  @Test func refusals() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(try client.ask("delete from ypml") == ["E 42501", "Z I"])
      #expect(try client.ask("select * from nix") == ["E 42P01", "Z I"])
      try client.send(raw: RawClient.query("select 药名 from ypml"))
      let error = try client.untilReady()[0]
      #expect(error.field("S") == "ERROR" && error.field("V") == "ERROR" && error.field("C") == "42703")
      #expect(error.field("M")?.hasPrefix("ORA-00904") == true)
      #expect(error.field("P") == "8")
      try client.send(raw: RawClient.message("Q", [0x27, 0xFF, 0x27, 0]))
      #expect(try client.untilReady().map(\.description) == ["E 22021", "Z I"])
      try client.send(raw: RawClient.message("F", [0]))
      #expect(try client.untilReady().map(\.description) == ["E 0A000", "Z I"])
      #expect(server.audited.kinds.contains(.statementFailed("42501")))
    }
  }

  @Test func settings() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(try client.ask("set nls_date_format = 'YYYY'") == ["N 42704", "C SET", "Z I"])
      #expect(try client.ask("show nls_date_format") == ["N 42704", "T nls_date_format", "D ", "C SHOW", "Z I"])
      #expect(try client.ask("reset nls_date_format") == ["N 42704", "C RESET", "Z I"])
      #expect(try client.ask("show max_identifier_length") == ["T max_identifier_length", "D 63", "C SHOW", "Z I"])
      #expect(try client.ask("set client_encoding to 'BIG5'") == ["E 22023", "Z I"])
      #expect(
        try client.ask("begin;set timezone to 'UTC'") == ["C BEGIN", "S TimeZone=UTC", "C SET", "Z T"])
      #expect(try client.ask("rollback") == ["S TimeZone=Asia/Shanghai", "C ROLLBACK", "Z I"])
      #expect(
        try client.ask("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE") == ["C SET", "Z I"])
      #expect(try client.ask("show transaction_isolation")[1] == "D serializable")
      #expect(try client.ask("DISCARD ALL") == ["C DISCARD ALL", "Z I"])
      #expect(try client.ask("show transaction_isolation")[1] == "D read committed")
    }
  }

  @Test func gb18030() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(
        try client.ask("set client_encoding to 'GB18030'") == ["S client_encoding=GB18030", "C SET", "Z I"])
      // 药品1 is D2 A9 C6 B7 31; 昞 is 95 5C, its second byte a backslash.
      let name: [UInt8] = [0xD2, 0xA9, 0xC6, 0xB7, 0x31]
      try client.send(
        raw: RawClient.message(
          "Q", Array("select tym \"".utf8) + [0x95, 0x5C] + Array("\" from ypml where tym='".utf8) + name + [0x27, 0]))
      let messages = try client.untilReady()
      #expect(messages.map(\.type) == ["T", "D", "C", "Z"])
      #expect(Array(messages[0].body[2..<5]) == [0x95, 0x5C, 0])
      #expect(messages[1].columnBytes == [name])
      try client.send(raw: RawClient.message("Q", Array("select ".utf8) + name + [0]))
      let report = try client.untilReady()[0]
      #expect(report.body.contains(0xD2))
    }
  }
}
