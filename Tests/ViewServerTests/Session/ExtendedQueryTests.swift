import Testing

@testable import ViewServer

@Suite struct ExtendedQueryTests {
  typealias C = RawClient
  static let select = "SELECT ypbm, tym FROM ypml WHERE ypbm = $1"

  @Test func preparedStatementOfPsqlODBC() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(try client.exchange(C.parse("_PLAN0x5", Self.select, types: [0]), C.sync) == ["1", "Z I"])
      try client.send(raw: C.describe("S", "_PLAN0x5") + C.sync)
      let described = try client.untilReady()
      #expect(described.map(\.description) == ["t", "T ypbm tym", "Z I"])
      #expect(described[0].body == [0, 1] + C.int32(1043))
      // ypbm varchar(30): table 0, column 0, type 1043, size -1, modifier 34, text.
      #expect(
        Array(described[1].body[2..<25])
          == Array("ypbm".utf8) + [0] + C.int32(0) + [0, 0] + C.int32(1043) + [0xFF, 0xFF] + C.int32(34) + [0, 0])
      for _ in 0..<2 {
        #expect(
          try client.exchange(
            C.bind("", "_PLAN0x5", ["Y000005"], formats: [0], results: [0]), C.describe("P", ""), C.execute(""), C.sync)
            == ["2", "T ypbm tym", "D Y000005 药品5", "C SELECT 1", "Z I"])
      }
      #expect(try client.ask("DEALLOCATE \"_PLAN0x5\"") == ["C DEALLOCATE", "Z I"])
      #expect(try client.ask("DEALLOCATE \"_PLAN0x5\"") == ["E 26000", "Z I"])
    }
  }

  @Test func rowLimitSuspendsThePortal() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      let rows = "select ypbm from ypml where ypbm < 'Y000005'"
      #expect(
        try client.exchange(
          C.parse("", rows), C.bind("p", ""), C.execute("p", 3), C.execute("p", 1), C.execute("p", 3), C.execute("p"),
          C.sync) == [
            "1", "2", "D Y000001", "D Y000002", "D Y000003", "s", "D Y000004", "s", "C SELECT 0", "C SELECT 0", "Z I",
          ])
      #expect(try client.exchange(C.execute("p"), C.sync) == ["E 34000", "Z I"])
    }
  }

  /// A portal that was read in part over several chunks can be moved and fetched like a cursor.
  @Test func aLongPortalReadInPartIsMovedAndFetched() async throws {
    try await RunningServer.with(drugs: 20_000) { server in
      let client = try server.local()
      _ = try client.ask("begin")
      let rows = try client.exchange(
        C.parse("", "select ypbm from ypml"), C.bind("c", ""), C.execute("c", 15_000), C.sync)
      #expect(rows.count == 15_004 && rows.dropLast().last == "s")
      #expect(try client.ask("MOVE 10 IN c") == ["C MOVE 10", "Z T"])
      #expect(try client.ask("FETCH 1 FROM c") == ["T ypbm", "D Y015011", "C FETCH 1", "Z T"])
      let rest = try client.exchange(C.execute("c"), C.sync)
      #expect(rest.count == 4_991 && rest.first == "D Y015012")
    }
  }

  @Test func portalsInABlockOutliveSync() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      _ = try client.ask("begin")
      _ = try client.exchange(
        C.parse("", "select ypbm from ypml"), C.bind("a", ""), C.bind("b", ""), C.execute("a", 1), C.sync)
      #expect(
        try client.exchange(C.execute("b", 1), C.execute("a", 1), C.sync) == [
          "D Y000001", "s", "D Y000002", "s", "Z T",
        ])
      #expect(try client.exchange(C.close("P", "a"), C.execute("a"), C.sync) == ["3", "E 34000", "Z E"])
    }
  }

  @Test func messagesAfterAnErrorAreSkippedUntilSync() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(
        try client.exchange(
          C.parse("", "select nix from ypml"), C.bind("", ""), C.execute(""), C.query("select 1"), C.flush, C.sync)
          == ["E 42703", "Z I"])
      #expect(try client.ask("select 1 from dual").last == "Z I")
    }
  }

  @Test func pipelining() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      try client.send(
        raw: C.parse("", "select 1 from dual") + C.bind("", "") + C.execute("") + C.sync + C.parse("", "selec")
          + C.bind("", "") + C.sync + C.query("select 2 from dual") + C.query("show datestyle"))
      #expect(try client.untilReady().map(\.description) == ["1", "2", "D 1", "C SELECT 1", "Z I"])
      #expect(try client.untilReady().map(\.description) == ["E 42601", "Z I"])
      #expect(try client.untilReady().map(\.description) == ["T ?column?", "D 2", "C SELECT 1", "Z I"])
      #expect(try client.untilReady().map(\.description) == ["T DateStyle", "D ISO, MDY", "C SHOW", "Z I"])
    }
  }

  @Test func flushSendsWithoutSync() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      try client.send(raw: C.parse("", "select 1 from dual") + C.flush)
      #expect(try client.next().type == "1")
    }
  }

  @Test func statementsWithoutRows() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(
        try client.exchange(
          C.parse("", "BEGIN"), C.describe("S", ""), C.bind("", ""), C.describe("P", ""), C.execute(""), C.sync)
          == ["1", "t", "n", "2", "n", "C BEGIN", "Z T"])
      #expect(
        try client.exchange(
          C.parse("", "declare c cursor for select ypbm from ypml where ypbm > $1"), C.bind("", "", ["Y000027"]),
          C.execute(""), C.describe("P", "c"), C.execute("c", 1), C.sync)
          == ["1", "2", "C DECLARE CURSOR", "T ypbm", "D Y000028", "s", "Z T"])
      #expect(
        try client.exchange(
          C.parse("", "fetch forward all from c"), C.bind("", ""), C.describe("P", ""), C.execute(""), C.sync)
          == ["1", "2", "T ypbm", "D Y000029", "D Y000030", "C FETCH 2", "Z T"])
      #expect(
        try client.exchange(C.parse("", ""), C.bind("", ""), C.describe("P", ""), C.execute(""), C.sync)
          == ["1", "2", "n", "I", "Z T"])
      #expect(
        try client.exchange(C.parse("", "show timezone"), C.describe("S", ""), C.bind("", ""), C.execute(""), C.sync)
          == ["1", "t", "T TimeZone", "2", "D Asia/Shanghai", "C SHOW", "Z T"])
    }
  }

  @Test func refusals() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(try client.exchange(C.parse("", "select 1;select 2"), C.sync) == ["E 42601", "Z I"])
      #expect(
        try client.exchange(C.parse("p", Self.select), C.parse("p", Self.select), C.sync) == ["1", "E 42P05", "Z I"])
      #expect(try client.exchange(C.bind("", "nix"), C.sync) == ["E 26000", "Z I"])
      #expect(try client.exchange(C.bind("", "p", []), C.sync) == ["E 08P01", "Z I"])
      #expect(try client.exchange(C.bind("", "p", ["a"], formats: [2]), C.sync) == ["E 22023", "Z I"])
      #expect(try client.exchange(C.bind("", "p", ["a"], results: [2]), C.sync) == ["E 22023", "Z I"])
      #expect(try client.exchange(C.describe("S", "nix"), C.sync) == ["E 26000", "Z I"])
      #expect(
        try client.exchange(
          C.parse("", "select ypbm from ypml where bgsj > $1"), C.bind("", "", ["kein Datum"]), C.execute(""), C.sync)
          == ["1", "2", "E 22007", "Z I"])
    }
  }

  @Test func nullParameter() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(
        try client.exchange(C.parse("", Self.select), C.bind("", "", [nil]), C.execute(""), C.sync)
          == ["1", "2", "C SELECT 0", "Z I"])
    }
  }
}
