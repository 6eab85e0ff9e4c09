import Catalogue
import PGWire
import Testing

@testable import ViewServer

/// Clients that are slow, silent, greedy or gone: the others do not notice.
@Suite(.serialized) struct HostileClientTests {
  private func expectAlive(_ server: RunningServer) throws {
    #expect(try server.local().ask("select count(*) from ypml")[1] == "D \(60_000)")
  }

  @Test(.timeLimit(.minutes(1))) func theRestDoesNotNotice() async throws {
    try await RunningServer.with(drugs: 60_000, configure: { $0.loginSeconds = 3 }) { server in
      // Stops reading in the middle of a result.
      let deaf = try server.local()
      try deaf.send(raw: RawClient.query("select * from ypml a"))
      _ = try deaf.next()
      // Disconnects mid-row.
      for _ in 0..<20 {
        let gone = try server.local()
        try gone.send(raw: RawClient.query("select * from ypml a"))
        _ = try gone.receive(3000)
      }
      // Sends the first byte of a packet and no more.
      let slow = try server.remote()
      try slow.send(raw: [0])
      // Half-open connections, fewer than the login limit.
      let silent = try (0..<50).map { _ in try server.remote() }
      try expectAlive(server)
      // A client that sends a byte at a time is served.
      let patient = try server.local()
      for byte in RawClient.query("select 1 from dual") { try patient.send(raw: [byte]) }
      #expect(try patient.untilReady().map(\.description) == ["T ?column?", "D 1", "C SELECT 1", "Z I"])
      // All that did not log in are told so and closed at the deadline.
      #expect(try slow.next().field("C") == "57014")
      #expect(try silent[0].next().field("C") == "57014")
      #expect(server.server.status().sessions <= 3)
      try expectAlive(server)
    }
  }

  @Test func lengthWords() async throws {
    try await RunningServer.with { server in
      let before = try server.remote()
      // One byte past the limit before login, and a gigabyte.
      try before.send(raw: RawClient.int32(WireLimits.bytesBeforeLogin + 1))
      #expect(try before.next().description == "E 08P01")
      let huge = try server.remote()
      try huge.send(raw: [0x40, 0, 0, 0])
      #expect(try huge.next().description == "E 08P01")
      let after = try server.local()
      try after.send(raw: Array("Q".utf8) + [0x40, 0, 0, 0])
      #expect(try after.next().description == "E 08P01")
      let past = try server.local()
      try past.send(raw: Array("Q".utf8) + RawClient.int32(WireLimits.bytesAfterLogin + 1))
      #expect(try past.next().description == "E 08P01")
      // At the limit the message is read: the front end's own limit answers.
      let at = try server.local()
      let text = [UInt8](repeating: 0x20, count: WireLimits.bytesAfterLogin - 5) + [0]
      try at.send(raw: Array("Q".utf8) + RawClient.int32(WireLimits.bytesAfterLogin) + text)
      #expect(try at.untilReady().map(\.description) == ["E 54000", "Z I"])
    }
  }

  @Test func configuredMessageLimit() async throws {
    try await RunningServer.with(configure: { $0.largestMessage = 65_536 }) { server in
      let text = [UInt8](repeating: 0x20, count: 65_536 - 5) + [0]
      let at = try server.local()
      try at.send(raw: Array("Q".utf8) + RawClient.int32(65_536) + text)
      #expect(try at.untilReady().map(\.description) == ["I", "Z I"])
      try at.send(raw: Array("Q".utf8) + RawClient.int32(65_537))
      #expect(try at.next().field("C") == "08P01")
    }
  }

  @Test func configuredLoginLock() async throws {
    try await RunningServer.with(configure: {
      $0.allowedFailedLogins = 2
      $0.loginLockSeconds = 60
    }) { (server) async throws in
      for _ in 0..<2 { #expect(try server.loginAnswer(password: "wrong") == "E 28P01") }
      #expect(try server.loginAnswer() == "E 28000")
    }
  }

  @Test(.timeLimit(.minutes(1))) func idleTimeout() async throws {
    try await RunningServer.with(configure: { $0.idleTimeoutSeconds = 0.5 }) { server in
      let client = try server.local()
      #expect(try client.ask("select 1 from dual").last == "Z I")
      #expect(try client.next().field("C") == "57P05")
    }
  }

  @Test(
    "A snapshot of a replaced release ends after its limit; one of the current release stays",
    .timeLimit(.minutes(1)),
    arguments: [
      ["begin isolation level repeatable read", "select count(*) from ypml"],
      ["declare c cursor with hold for select * from ypml", "fetch 1 from c"],
    ])
  func snapshotLimit(statements: [String]) async throws {
    try await RunningServer.with(drugs: 3000, configure: { $0.snapshotLimitSeconds = 0.4 }) { server in
      let client = try server.local()
      for statement in statements { #expect(try client.ask(statement).last?.hasPrefix("Z") == true) }
      try await Task.sleep(for: .seconds(1.5))
      #expect(try client.ask("select 1 from dual").last?.hasPrefix("Z") == true)
      let other = try server.local()
      server.published.publish(ReleaseSet(number: 2, files: server.folder.files))
      #expect(try client.next().field("C") == "72000")
      // Statements alone hold nothing.
      #expect(try other.ask("select count(*) from ypml").last == "Z I")
      try await Task.sleep(for: .seconds(1))
      #expect(try other.ask("select count(*) from ypml").last == "Z I")
    }
  }

  @Test func connectionsOfOneAddress() async throws {
    try await RunningServer.with(configure: { $0.maxConnectionsPerAddress = 2 }) { server in
      let first = try server.remote()
      let second = try server.remote()
      #expect(try first.logIn().last?.description == "Z I")
      #expect(try second.logIn().last?.description == "Z I")
      #expect(try server.loginAnswer() == "E 53300")
      // The Unix socket has no address.
      _ = try server.local()
      first.leave()
      // The slot is given back as the connection ends.
      var answer = ""
      for _ in 0..<50 where answer != "Z I" {
        answer = try server.loginAnswer()
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(answer == "Z I")
    }
  }
}
