import Catalogue
import Foundation
import Testing

@testable import ViewServer

/// A cursor's next rows are made while the client works on the last ones.
@Suite struct ReadAheadTests {
  /// A block of 1,000 such rows is more than is made where the session is.
  static let declare = "declare c cursor with hold for select yplsh, ypbm, tym from ypml"

  /// Rows that come at once, and then one after hours of work.
  static let slowEnd =
    "declare c cursor with hold for select yplsh, ypbm, tym from ypml union all "
    + "select to_char(count(*)), 'x', 'y' from ypml a, ypml b, ypml c, ypml d where a.tym < b.tym and c.tym < d.tym"

  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  /// FETCH and MOVE of all sizes in both encodings and formats, now at once and now later: every row once, in order.
  @Test(arguments: [1, 2, 3, 4]) func anyReadingAfterAnyOther(seed: UInt64) async throws {
    let rows = 20_000
    try await RunningServer.with(drugs: rows) { server in
      var dice = Dice(state: seed)
      let client = try server.local()
      #expect(try client.ask(Self.declare) == ["C DECLARE CURSOR", "Z I"])
      var position = 0
      while position <= rows {
        let count = [1, 7, 100, 1_000, 1_000, 1_000, 3_000].randomElement(using: &dice) ?? 1
        let there = min(count, rows - position)
        if Int.random(in: 0..<3, using: &dice) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        let way = Int.random(in: 0..<8, using: &dice)
        if way == 0 {
          #expect(try client.ask("move \(count) in c") == ["C MOVE \(there)", "Z I"])
        } else {
          let isGBK = way == 1
          if isGBK { _ = try client.ask("set client_encoding to 'GBK'") }
          let fetch = "fetch \(count) in c"
          if way == 2 {
            try client.send(
              raw: RawClient.parse("", fetch) + RawClient.bind("", "", results: [1]) + RawClient.execute("")
                + RawClient.sync)
          } else {
            try client.send(raw: RawClient.query(fetch))
          }
          let messages = try client.untilReady().filter { $0.type == "D" }
          let wanted = position..<(position + there)
          #expect(messages.map { $0.columns[0] } == wanted.map { String($0 + 1) })
          if !isGBK { #expect(messages.last?.columns[2] == wanted.last.map { "药品\($0 + 1)" }) }
          if isGBK { _ = try client.ask("set client_encoding to 'UTF8'") }
        }
        position += there
        if there < count { break }
      }
      #expect(position == rows)
      #expect(try client.ask("fetch 5 in c").suffix(2) == ["C FETCH 0", "Z I"])
    }
  }

  /// The rows wait in the server before they are asked for.
  @Test func theNextBlockIsMadeBeforeItIsAskedFor() async throws {
    try await RunningServer.with(drugs: 5_000) { server in
      let client = try server.local()
      _ = try client.ask("\(Self.declare);fetch 1000 in c")
      for _ in 0..<500 where server.server.status().rowsMadeAhead < 1_000 {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(server.server.status().rowsMadeAhead == 1_000)
      // One small enough to be made at once is not worth it.
      _ = try client.ask("fetch 10 in c;fetch 10 in c")
      try await Task.sleep(for: .milliseconds(50))
      #expect(server.server.status().rowsMadeAhead == 1_000)
    }
  }

  /// A program that opens cursors and forgets them fills no more than the memory for pieces.
  @Test func cursorsInGreatNumber() async throws {
    try await RunningServer.with(drugs: 3_000) { server in
      let clients = try (0..<5).map { _ in try server.local() }
      for client in clients {
        for number in 1...60 {
          let declare = Self.declare.replacingOccurrences(of: "declare c ", with: "declare c\(number) ")
          _ = try client.ask("\(declare);fetch 1000 in c\(number)")
        }
      }
      // Pieces of 64 KiB are 192 times twice in 24 MiB; one is that of the FETCH itself.
      for _ in 0..<500 where server.server.status().rowsMadeAhead < 191_000 {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(server.server.status().rowsMadeAhead == 191_000)
      #expect(try clients[4].ask("fetch 1 in c60")[1] == "D 1001 Y001001 药品1001")
      #expect(try clients[0].ask("close all;\(Self.declare);fetch 1000 in c").suffix(2) == ["C FETCH 1000", "Z I"])
      for _ in 0..<500 where server.server.status().rowsMadeAhead < 192_000 {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(server.server.status().rowsMadeAhead == 192_000)
    }
  }

  @Test func portalWithARowLimit() async throws {
    try await RunningServer.with(drugs: 2_500) { server in
      typealias C = RawClient
      let client = try server.local()
      _ = try client.ask("begin")
      let open = C.parse("", "select yplsh, ypbm, tym from ypml") + C.bind("p", "")
      let first = try client.exchange(open + C.execute("p", 1_250) + C.sync)
      #expect(first.suffix(2) == ["s", "Z T"])
      let second = try client.exchange(C.execute("p", 1_250) + C.sync)
      // As PostgreSQL: that there are no more rows is found out by asking for more.
      #expect(second.first == "D 1251 Y001251 药品1251" && second.suffix(2) == ["s", "Z T"])
      #expect(try client.exchange(C.execute("p", 1_250) + C.sync) == ["C SELECT 0", "Z T"])
    }
  }

  @Test func errorComesWithItsRow() async throws {
    try await RunningServer.with(drugs: 3_000) { server in
      let client = try server.local()
      let sql = "declare c cursor with hold for select ypbm, tym, 1 / (1500 - to_number(yplsh)) from ypml"
      #expect(try client.ask("\(sql);fetch 1000 in c").suffix(2) == ["C FETCH 1000", "Z I"])
      try await Task.sleep(for: .milliseconds(100))
      #expect(try client.ask("select 1 from dual").contains("D 1"))
      #expect(try client.ask("fetch 1000 in c").suffix(2) == ["E 22012", "Z I"])
    }
  }

  /// Blocks of another size after the rows ahead ended in an error: the good rows come, and the error with its row.
  @Test func smallerBlocksBeforeAnError() async throws {
    try await RunningServer.with(drugs: 5_000) { server in
      let client = try server.local()
      let sql = "declare c cursor with hold for select yplsh, tym, 1 / (3500 - to_number(yplsh)) from ypml"
      #expect(try client.ask("\(sql);fetch 2000 in c").suffix(2) == ["C FETCH 2000", "Z I"])
      try await Task.sleep(for: .milliseconds(300))
      let ten = try client.ask("fetch 10 in c")
      #expect(ten.count == 13 && ten[1].hasPrefix("D 2001 ") && ten[10].hasPrefix("D 2010 "))
      #expect(try client.ask("move 1000 in c").suffix(2) == ["C MOVE 1000", "Z I"])
      let rest = try client.ask("fetch 489 in c")
      #expect(rest[489].hasPrefix("D 3499 ") && rest.suffix(2) == ["C FETCH 489", "Z I"])
      #expect(try client.ask("fetch 1 in c").suffix(2) == ["E 22012", "Z I"])
      #expect(try client.ask("fetch 1 in c").suffix(2) == ["E 55000", "Z I"])
    }
  }

  @Test func cancelWhileTheRowsAreMade() async throws {
    try await RunningServer.with(drugs: 2_000) { server in
      let client = try server.local()
      #expect(try client.ask("\(Self.slowEnd);fetch 2000 in c").suffix(2) == ["C FETCH 2000", "Z I"])
      try client.send(raw: RawClient.query("fetch 2000 in c"))
      try await Task.sleep(for: .milliseconds(200))
      let canceller = try server.remote()
      try canceller.send(raw: RawClient.message(nil, [0x04, 0xD2, 0x16, 0x2E] + client.key))
      #expect(try client.untilReady().suffix(2).map(\.description) == ["E 57014", "Z I"])
      #expect(try client.ask("select count(*) from ypml")[1] == "D 2000")
    }
  }

  @Test func statementTimeoutHoldsForRowsNobodyAskedFor() async throws {
    try await RunningServer.with(drugs: 2_000, configure: { $0.statementTimeoutSeconds = 0.3 }) { server in
      let client = try server.local()
      #expect(try client.ask("\(Self.slowEnd);fetch 2000 in c").suffix(2) == ["C FETCH 2000", "Z I"])
      try await Task.sleep(for: .milliseconds(800))
      try client.send(raw: RawClient.query("fetch 2000 in c"))
      let answer = try client.untilReady()
      #expect(answer.suffix(2).map(\.description) == ["E 57014", "Z I"])
      let text = answer.first { $0.type == "E" }?.field("M")
      #expect(text?.contains("statement_timeout") == true)
    }
  }

  /// Nothing goes on working for a cursor that was closed, or a client that has gone: stopping waits for what works.
  @Test(arguments: ["close c", "rollback", ""]) func closedMeanwhile(how: String) async throws {
    let server = try await RunningServer(drugs: 2_000)
    do {
      let client = try server.local()
      let inTransaction = "begin;" + Self.slowEnd.replacingOccurrences(of: " with hold", with: "")
      let sql = how == "rollback" ? inTransaction : Self.slowEnd
      #expect(try client.ask("\(sql);fetch 2000 in c").contains("C FETCH 2000"))
      if how.isEmpty {
        client.leave()
      } else {
        #expect(try client.ask("\(how);select count(*) from ypml").contains("D 2000"))
        // The other statements of the session have a connection of their own.
        #expect(try client.ask("select count(*) from ypml").contains("D 2000"))
      }
    } catch {
      await server.stop()
      throw error
    }
    try await Task.sleep(for: .milliseconds(200))
    let began = ContinuousClock.now
    await server.stop()
    #expect(ContinuousClock.now - began < .seconds(5))
  }
}
