import Catalogue
import Foundation
import Testing

@testable import ViewServer

@Suite struct LongStatementTests {
  /// Hours of work.
  static let endless = "select count(*) from ypml a, ypml b, ypml c, ypml d where a.tym < b.tym and c.tym < d.tym"
  static let wide = "select a.ypbm, a.tym, b.tym, b.bgsj from ypml a, ypml b"

  @Test func cancel() async throws {
    try await RunningServer.with(drugs: 2000) { server in
      let client = try server.local()
      let other = try server.local()
      try client.send(raw: RawClient.query(Self.endless))
      try await Task.sleep(for: .milliseconds(200))
      // A wrong secret cancels nothing.
      for (key, isRight) in [(Array(client.key.dropLast()) + [client.key[7] ^ 1], false), (client.key, true)] {
        let canceller = try server.remote()
        try canceller.send(raw: RawClient.message(nil, [0x04, 0xD2, 0x16, 0x2E] + key))
        #expect(throws: RawClient.Failure.self) { try canceller.receive(1) }
        if !isRight { #expect(server.audited.kinds.contains(.statementFailed("57014")) == false) }
      }
      #expect(try client.untilReady().map(\.description) == ["T count", "E 57014", "Z I"])
      #expect(try client.ask("select count(*) from ypml")[1] == "D 2000")
      #expect(try other.ask("select count(*) from ypml")[1] == "D 2000")
    }
  }

  @Test func cancelLeavesOpenCursorsAlone() async throws {
    try await RunningServer.with(drugs: 2000) { server in
      let client = try server.local()
      _ = try client.ask("begin;declare c cursor with hold for select ypbm from ypml;fetch 1 in c;commit")
      try client.send(raw: RawClient.query("set statement_timeout = 100;\(Self.endless)"))
      #expect(try client.untilReady().map(\.description) == ["C SET", "T count", "E 57014", "Z I"])
      #expect(try client.ask("fetch 1 in c")[1] == "D Y000002")
    }
  }

  @Test func statementTimeout() async throws {
    try await RunningServer.with(drugs: 2000, configure: { $0.statementTimeoutSeconds = 0.3 }) { server in
      let client = try server.local()
      #expect(try client.ask("show statement_timeout")[1] == "D 300")
      let start = ContinuousClock.now
      #expect(try client.ask("begin;\(Self.endless)") == ["C BEGIN", "T count", "E 57014", "Z E"])
      #expect(ContinuousClock.now - start < .seconds(5))
      // Longer than the configuration allows is not longer.
      #expect(
        try client.ask("rollback;set statement_timeout = 600000;\(Self.endless)").suffix(2) == ["E 57014", "Z I"])
    }
  }

  @Test func readerThatStopsHoldsFewChunks() async throws {
    try await RunningServer.with(drugs: 2000) { server in
      let client = try server.local()
      try client.send(raw: RawClient.query(Self.wide))
      try await Task.sleep(for: .seconds(1))
      let stopped = server.server.status().chunksFilled
      // 4,000,000 rows are some 200 MB: 800 chunks. What waits here are kernel buffers and two chunks.
      #expect(stopped >= 1 && stopped < 40)
      try await Task.sleep(for: .milliseconds(500))
      #expect(server.server.status().chunksFilled == stopped)
      var count = 0
      #expect(try client.next().type == "T")
      while count < 300_000 {
        #expect(try client.next().type == "D")
        count += 1
      }
      #expect(server.server.status().chunksFilled > stopped)
    }
  }

  @Test func everyRowArrivesOnce() async throws {
    try await RunningServer.with(drugs: 20_000) { server in
      let client = try server.remote()
      try client.logIn()
      try client.send(raw: RawClient.query("select ypbm, tym from ypml"))
      let messages = try client.untilReady()
      #expect(messages.count == 20_003)
      #expect(messages[20_001].description == "C SELECT 20000")
      let codes = Set(messages[1...20_000].compactMap { $0.columns[0] })
      #expect(codes.count == 20_000)
      #expect(server.server.status().chunksFilled >= 2)
    }
  }

  @Test func newReleaseIsSeenByTheNextStatement() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      let pinned = try server.local()
      let count = "select count(*) from ypml"
      _ = try pinned.ask("begin isolation level repeatable read;\(count)")
      _ = try client.ask("begin;declare c cursor with hold for select ypbm from ypml;fetch 29 in c")
      let next = try ReleaseFolder()
      try next.write(.ypml, count: 31) { RunningServer.drug($0 + 100) }
      server.published.publish(ReleaseSet(number: 2, files: next.files))
      #expect(try client.ask(count)[1] == "D 31")
      #expect(try client.ask("commit;fetch all in c").dropFirst() == ["T ypbm", "D Y000030", "C FETCH 1", "Z I"])
      #expect(try pinned.ask(count)[1] == "D 30")
      #expect(try pinned.ask("commit;\(count)")[2] == "D 31")
    }
  }

  @Test func preparedStatementMovesToTheNewRelease() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      typealias C = RawClient
      let run = C.bind("", "p") + C.execute("") + C.sync
      #expect(try client.exchange(C.parse("p", "select count(*) from ypml"), run)[2] == "D 30")
      let next = try ReleaseFolder()
      try next.write(.ypml, count: 31) { RunningServer.drug($0 + 100) }
      server.published.publish(ReleaseSet(number: 2, files: next.files))
      #expect(try client.exchange(run)[1] == "D 31")
    }
  }
}
