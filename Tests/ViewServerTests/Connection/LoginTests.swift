import Foundation
import PGWire
import Synchronization
import Testing

@testable import ViewServer

@Suite struct LoginTests {
  @Test func thirteenSettingsKeyAndReady() async throws {
    try await RunningServer.with { (server) async throws in
      let client = try server.remote()
      let messages = try client.logIn()
      #expect(messages.map(\.type) == ["R"] + [Character](repeating: "S", count: 13) + ["K", "Z"])
      #expect(client.parameters["server_version"]?.hasPrefix("15.") == true)
      #expect(client.parameters["session_authorization"] == "his_interface")
      #expect(client.key.count == 8)
      #expect(server.server.status().sessions == 1)
    }
  }

  @Test func wrongPasswordThenLock() async throws {
    final class Clock: Sendable {
      let time = Mutex<Int64>(1_614_560_400_000)
    }
    let time = Clock()
    try await RunningServer.with(now: { time.time.withLock { $0 } }) { (server) async throws in
      for _ in 0..<5 {
        let refusal = try server.remote().logIn(password: "wrong").last
        #expect(refusal?.field("C") == "28P01")
        #expect(refusal?.field("S") == "FATAL")
      }
      #expect(try server.loginAnswer() == "E 28000")
      #expect(server.audited.kinds == [AuditEvent.Kind](repeating: .loginFailed, count: 5) + [.loginLocked])
      // Another address is not locked.
      _ = try server.local()
      time.time.withLock { $0 += 300_000 }
      #expect(try server.loginAnswer() == "Z I")
    }
  }

  @Test func unknownUserAndDatabase() async throws {
    try await RunningServer.with { (server) async throws in
      #expect(try server.loginAnswer(user: "sys") == "E 28P01")
      #expect(try server.loginAnswer(database: "ybml") == "E 3D000")
      #expect(try server.loginAnswer(user: "") == "E 28000")
      #expect(try server.loginAnswer(more: ["replication", "true"]) == "E 0A000")
      #expect(try server.loginAnswer(more: ["client_encoding", "BIG5"]) == "E 22023")
    }
  }

  @Test func ownPasswordBesideThePublishedOne() async throws {
    try await RunningServer.with(configure: {
      $0.passwordVerifier = SCRAMVerifier(password: "自己的密码", salt: [1, 2, 3, 4], iterations: 5000)
    }) { (server) async throws in
      #expect(try server.loginAnswer(password: "自己的密码") == "Z I")
      #expect(try server.loginAnswer() == "Z I")
    }
    try await RunningServer.with(configure: { $0.publishedPassword = .never }) { (server) async throws in
      #expect(try server.loginAnswer() == "E 28P01")
      // The agent's own user needs none on the Unix socket.
      _ = try server.local()
    }
  }

  @Test func startupSettings() async throws {
    try await RunningServer.with { (server) async throws in
      let client = try server.remote()
      try client.logIn(more: [
        "application_name", "HIS", "options", "-c timezone=UTC --extra_float_digits=3", "nix", "1",
      ])
      #expect(client.parameters["application_name"] == "HIS")
      #expect(client.parameters["TimeZone"] == "UTC")
      #expect(try client.ask("set timezone to 'PRC';reset timezone;show timezone").suffix(3).first == "D UTC")
    }
  }

  @Test func encryptionIsDeclinedAndVersionNegotiated() async throws {
    try await RunningServer.with { (server) async throws in
      let client = try server.remote()
      try client.send(raw: [0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x30])
      #expect(try client.receive(1) == [0x4E])
      try client.send(raw: [0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F])
      #expect(try client.receive(1) == [0x4E])
      let answer = try client.start(user: "his_interface", minor: 2, more: ["_pq_.x", "1"])
      #expect(answer.type == "v")
      #expect(answer.body == [0, 3, 0, 0, 0, 0, 0, 1] + RawClient.text("_pq_.x"))
      #expect(try client.next().type == "R")
    }
  }

  @Test func garbageIsAnsweredAndCutOff() async throws {
    try await RunningServer.with { (server) async throws in
      for bytes: [UInt8] in [
        [0x40, 0, 0, 0, 0, 3, 0, 0], Array("GET / HTTP/1.1\r\n\r\n".utf8), [0, 0, 0, 8, 0, 2, 0, 0],
      ] {
        let client = try server.remote()
        try client.send(raw: bytes)
        #expect(try client.next().field("S") == "FATAL")
        #expect(throws: RawClient.Failure.self) { try client.receive(1) }
      }
      let client = try server.local()
      try client.send(raw: [0x51, 0x40, 0, 0, 0])
      #expect(try client.next().field("C") == "08P01")
      #expect(throws: RawClient.Failure.self) { try client.receive(1) }
      _ = try server.local()
    }
  }

  @Test func limits() async throws {
    try await RunningServer.with(configure: {
      $0.maxConnections = 3
      $0.maxConnectionsPerAddress = 2
    }) { (server) async throws in
      var clients = [try server.remote(), try server.remote()]
      for client in clients { try client.logIn() }
      #expect(try server.loginAnswer() == "E 53300")
      clients.append(try server.local())
      let over = try RawClient(socketPath: "\(server.folder.path)/.s.PGSQL.5433")
      let refusal = try over.logIn().last
      #expect(refusal?.description == "E 53300")
      #expect(refusal?.field("S") == "FATAL")
      clients[2].leave()
      try await Task.sleep(for: .milliseconds(200))
      _ = try server.local()
      #expect(server.audited.kinds.filter { $0 == .connectionRefused }.count == 2)
    }
  }

  @Test func idleSessionEnds() async throws {
    try await RunningServer.with(configure: { $0.idleTimeoutSeconds = 0.2 }) { (server) async throws in
      let client = try server.local()
      #expect(try client.next().field("C") == "57P05")
    }
  }

  @Test func socketIsPrivate() async throws {
    let server = try await RunningServer()
    let path = try #require(server.server.socketPath)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    await server.stop()
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
