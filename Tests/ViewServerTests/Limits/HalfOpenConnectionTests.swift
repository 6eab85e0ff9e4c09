import Foundation
import Glibc
import Testing

@testable import ViewServer

/// Ten thousand connections that never log in, from eight addresses, while others read and log in.
@Suite(.serialized) struct HalfOpenConnectionTests {
  private static let limit = 64

  /// What a half-open connection sends: nothing, part of a packet, all of it and no password.
  private static let beginnings: [[UInt8]] = [
    [], [0], [0, 0, 0, 60, 0, 3], RawClient.message(nil, [4, 210, 22, 47]),
    RawClient.message(nil, [0, 3, 0, 0] + RawClient.text("user") + RawClient.text("his_interface") + [0]),
  ]

  /// Resident memory of this process in KiB.
  private static func residentKiB() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }

  @Test func softLimitIsRaisedToTheHardOne() throws {
    let raised = try OpenFiles.raiseLimit()
    var limit = rlimit()
    let status = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    #expect(status == 0)
    #expect(limit.rlim_cur == limit.rlim_max)
    #expect(raised == Int(clamping: limit.rlim_max))
  }

  @Test(.timeLimit(.minutes(3))) func theRestDoesNotNotice() async throws {
    try await RunningServer.with(configure: {
      $0.maxOpenLogins = Self.limit
      $0.loginSeconds = 120
    }) { server in
      let files = try OpenFiles.raiseLimit()
      // Both ends are in this process; the server's are bounded.
      try #require(files > 4000, "the limit on open files is \(files)")
      let count = min(10_000, files - 2000)
      let port = try #require(server.server.boundPort)
      let reader = try server.local()
      let remote = try server.remote()
      #expect(try remote.logIn().last?.description == "Z I")
      let memory = try Self.residentKiB()
      var open: [RawClient] = []
      var slowest = Duration.zero
      for index in 0..<count {
        let client = try RawClient(port: port, from: "127.0.0.\(2 + index % 8)")
        // The server may have closed it already.
        if let bytes = Self.beginnings[safe: index % 7] { do { try client.send(raw: bytes) } catch {} }
        open.append(client)
        guard index % 100 == 99 else { continue }
        let clock = ContinuousClock()
        let took = try clock.measure {
          for session in [reader, remote] {
            let answer = try session.ask("select count(*) from ypml")
            #expect(answer == ["T count", "D 30", "C SELECT 1", "Z I"])
          }
          // Another address logs in among them.
          if index % 1000 == 999 {
            let login = try server.loginAnswer()
            #expect(login == "Z I")
          }
        }
        slowest = max(slowest, took)
      }
      #expect(slowest < .seconds(5))
      let status = server.server.status()
      #expect(status.accepted >= count)
      // The two that read, and whoever has just left.
      #expect(status.sessions <= 4)
      try await waitUntil { server.server.status().crowdedOut >= count - Self.limit - 8 }
      #expect(server.server.status().crowdedOut >= count - Self.limit - 8)
      let grown = try Self.residentKiB() - memory
      #expect(grown < 192 * 1024, "\(grown) KiB")
      print("half-open: \(count) connections with \(files) files, slowest \(slowest), \(grown) KiB more")
      // The oldest was told why before it was closed.
      #expect(try open[0].next().field("C") == "53300")
    }
  }

  private func waitUntil(_ condition: () -> Bool) async throws {
    for _ in 0..<100 where !condition() { try await Task.sleep(for: .milliseconds(100)) }
  }

  /// The newest from one address stay, the oldest go; a login from the same address goes on.
  @Test func atTheLimitAndOnePast() async throws {
    try await RunningServer.with(configure: { $0.maxOpenLogins = 8 }) { server in
      var open = try (0..<8).map { _ in try server.remote() }
      try await waitUntil { server.server.status().accepted >= 8 }
      #expect(server.server.status().crowdedOut == 0)
      open.append(try server.remote())
      #expect(try open[0].next().field("C") == "53300")
      #expect(throws: RawClient.Failure.self) { try open[0].receive(1) }
      #expect(server.server.status().crowdedOut == 1)
      // The second is still there and logs in.
      #expect(try open[1].logIn().last?.description == "Z I")
      // A session does not count any more: one place is free.
      let another = try server.remote()
      #expect(try another.logIn().last?.description == "Z I")
      #expect(server.server.status().crowdedOut == 1)
    }
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
