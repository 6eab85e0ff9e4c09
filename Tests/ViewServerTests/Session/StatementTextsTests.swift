import OracleSQL
import QueryEngine
import Testing

@testable import ViewServer

@Suite struct StatementTextsTests {
  static let frontEnd = SQLFrontEnd(
    schema: ViewSchema.schema(options: ViewOptions()),
    environment: .init(user: "u", database: "d", currentSchema: ViewSchema.name, version: "PostgreSQL 15.0"))

  static func skeleton(_ text: String) -> StatementSkeleton? { StatementSkeleton(Array(text.utf8)) }

  @Test func skeleton() throws {
    let found = try #require(Self.skeleton("select 'a''b', x from t where y='中' and z = ''"))
    #expect(String(decoding: found.bytes, as: UTF8.self) == "select '', x from t where y='' and z = ''")
    #expect(found.literals.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a'b", "中", ""])
    #expect(found.literals.map(\.offset) == [7, 32, 46])
  }

  @Test(arguments: [
    "select 1", "select 'a", "select n'a'", "select q'[a]'", "select E'a'", "select 'a' -- b", "select 'a' /* b */",
    "select \"a\", 'b'", "select 'a', $1", "select 名'a'",
  ])
  func skeletonLeavesAlone(text: String) { #expect(Self.skeleton(text) == nil) }

  @Test func literalLimit() {
    let list = { (count: Int) in "select " + Array(repeating: "'a'", count: count).joined(separator: ",") }
    #expect(Self.skeleton(list(32)) != nil)
    #expect(Self.skeleton(list(33)) == nil)
  }

  /// SQLite's text and parameter values for two texts of one skeleton.
  static func both(_ first: String, _ second: String) throws -> [(sql: String, literals: [String?])] {
    let texts = StatementTexts(frontEnd)
    return try [first, second, first].map { text in
      let statement = try #require(try texts.statements(of: text).first)
      guard case .query(let query) = try statement.compiled(frontEnd) else { throw SQLError("XX000", "no query") }
      return (query.sqliteText, statement.literals)
    }
  }

  @Test(arguments: [
    "select tym from ypml where yplsh = '?'", "select tym from ypml where '?' <= ypbm or tym = '?'",
    "select tym from ypml where ypbm between '1' and '2' and (tym = '?' and spm <> '?')",
    "select tym from ypml where bgsj >= '?'",
  ])
  func comparedLiteralsAreParameters(pattern: String) throws {
    let results = try Self.both(
      pattern.replacing("?", with: "2021-01-02"), pattern.replacing("?", with: "2022-0'-3".replacing("'", with: "1")))
    let parameters = pattern.count { $0 == "?" }
    #expect(results[1].sql == results[2].sql)
    #expect(results[1].literals == Array(repeating: "2022-01-3", count: parameters))
    #expect(results[2].literals == Array(repeating: "2021-01-02", count: parameters))
    #expect(results[1].sql.contains("?1"))
  }

  @Test(arguments: [
    "select to_char(bgsj, '?') from ypml where yplsh = 'x'", "select '?' from ypml where yplsh = 'x'",
    "select tym from ypml where tym like '?'", "select tym from ypml where tym in ('?', 'b')",
    "select decode(ylfydj, '?', 'a') from ypml order by tym", "select tym from ypml where rownum < 5 and tym like '?'",
    "select count(*) from ypml where to_char(bgsj, '?') = '20210301'", "select tym from ypml where upper(tym) = '?'",
    "select relname from pg_class where oid = '?'",
  ])
  func otherLiteralsStayInTheKey(pattern: String) throws {
    let results = try Self.both(pattern.replacing("?", with: "1"), pattern.replacing("?", with: "2"))
    #expect(results[0].sql != results[1].sql)
    #expect(results[0].literals.isEmpty || results[0].literals == ["x"])
    let fresh = try #require(try Self.frontEnd.parse(pattern.replacing("?", with: "2")).first)
    guard case .query(let query) = try Self.frontEnd.compile(fresh) else { throw SQLError("XX000", "no query") }
    #expect(results[1].sql.replacing("?1", with: "'x'") == query.sqliteText)
  }

  @Test func errorsAreNotKept() throws {
    let texts = StatementTexts(Self.frontEnd)
    for _ in 0..<2 {
      let statement = try #require(try texts.statements(of: "select nothing from ypml where tym = 'a'").first)
      #expect { _ = try statement.compiled(Self.frontEnd) } throws: { ($0 as? SQLError)?.state == "42703" }
      #expect(throws: SQLError.self) { _ = try texts.statements(of: "select from where 'a'") }
    }
  }

  @Test func sameLiteralsSameAnswer() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      for number in 1...30 {
        let key = RunningServer.drug(number)["ypbm"] ?? ""
        #expect(try client.ask("select tym from ypml where ypbm = '\(key)'")[1] == "D 药品\(number)")
      }
      #expect(try client.ask("select tym from ypml where ypbm = ''") == ["T tym", "C SELECT 0", "Z I"])
      #expect(try client.ask("select tym from ypml where ypbm = 'O''Neill'") == ["T tym", "C SELECT 0", "Z I"])
      #expect(try client.ask("select count(*) from ypml where ypbm <> 'x'")[1] == "D 30")
      #expect(try client.ask("select count(*) from ypml where bgsj = '2021-03-01'")[1] == "D 10")
      #expect(try client.ask("select count(*) from ypml where bgsj = 'gestern'") == ["T count", "E 22007", "Z I"])
    }
  }

  @Test func recentlyUsedForgetsTheOldest() {
    var kept = RecentlyUsed<Int, String>(limit: 2)
    kept.put(1, "a")
    kept.put(2, "b")
    #expect(kept[1] == "a")
    kept.put(3, "c")
    #expect(kept.count == 2 && kept[2] == nil && kept[1] == "a" && kept[3] == "c")
    #expect(kept.take(1) == "a" && kept[1] == nil)
  }

  @Test func chunksShareOneBudget() {
    #expect(ChunkBudget.chunkBytes(scans: 0) == 512 * 1024)
    #expect(ChunkBudget.chunkBytes(scans: 24) == 512 * 1024)
    #expect(ChunkBudget.chunkBytes(scans: 48) == 256 * 1024)
    #expect(ChunkBudget.chunkBytes(scans: 192) == 64 * 1024)
    #expect(ChunkBudget.chunkBytes(scans: 1000) == 64 * 1024)
    let budget = ChunkBudget()
    do {
      let shares = (0..<96).map { _ in ChunkBudget.Share(of: budget) }
      withExtendedLifetime(shares) { #expect(budget.chunkBytes(number: 6) == 128 * 1024) }
    }
    #expect(budget.chunkBytes(number: .max) == 512 * 1024)
    // The first pieces are small.
    #expect((1...6).map(budget.chunkBytes(number:)) == [32, 64, 128, 256, 512, 512].map { $0 * 1024 })
    // 24 MiB are 192 scans with two pieces of 64 KiB each.
    var shares = (0..<191).map { _ in ChunkBudget.Share(of: budget) }
    #expect(budget.hasRoom)
    shares.append(ChunkBudget.Share(of: budget))
    #expect(!budget.hasRoom)
    shares.removeLast()
    #expect(budget.hasRoom)
  }

  /// Many statements at once neither pile up on the stack nor lose their order.
  @Test func longBatchesRunInOrder() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      let answers = try client.ask((1...5000).map { "select \($0)" }.joined(separator: ";"))
      #expect(answers.filter { $0.hasPrefix("D") } == (1...5000).map { "D \($0)" })
    }
  }

  /// A statement over the time it may take where its session is runs again on the pool, from its beginning.
  @Test func slowStatementsRunOnce() async throws {
    try await RunningServer.with(drugs: 3000) { server in
      let client = try server.local()
      _ = try client.ask("select 1")
      let answer = try client.ask(
        "select a.ypbm from ypml a where (select count(*) from ypml b where b.tym >= a.tym) = 2990")
      #expect(answer.filter { $0.hasPrefix("D") }.count == 1)
      #expect(answer.last == "Z I")
      #expect(try client.ask("select count(*) from ypml a, ypml b where a.tym < b.tym")[1] == "D 4498500")
    }
  }
}
