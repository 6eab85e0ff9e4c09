import Catalogue
import Foundation
import TestDatabases
import Testing

/// The shipped binary with a `[[mirror]]`, killed at random, and the engine's own replicas behind it.
@Suite(.serialized) struct MirrorEndToEndTests {
  private func mirrored(_ server: DatabaseServer, secret: Bool = false) async throws -> Installation {
    try await Installation.make(
      extra: """
        [[mirror]]
        name = "hospital-pg"
        connection = "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(server.port);Database=postgres;UID=postgres"
        """, simulatorArguments: ["--rows", "20000", "--seed", "7"])
  }

  @discardableResult
  private func query(_ port: Int, _ sql: String, user: String = "his_interface") throws -> String {
    try DatabaseServer.postgresQuery(port, sql, user: user)
  }

  @Test(.timeLimit(.minutes(3))) func followsTheRunningAgentAndItsReplicas() async throws {
    let primary = try DatabaseServer.postgres(settings: ["wal_level=replica", "max_wal_senders=4"])
    defer { primary.remove() }
    let replica = try DatabaseServer.postgresReplica(of: primary)
    defer { replica.remove() }
    let installation = try await Installation.make(
      extra: """
        [[mirror]]
        name = "hospital-pg"
        connection = "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(primary.port);Database=postgres;UID=postgres"
        """)
    try await installation.startAgent()
    try await wait(seconds: 60, for: "mirror of the first release") {
      try await installation.qianzhi("mirror", "list").output.contains("已跟上")
    }
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let sample = CatalogueDirectory(path: BuiltBinaries.project + "/Sources/CentreSimulator/Sample", isSample: true)
    let announced = try sample.announced("release-20210301")
    let statement = "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';"
    for port in [primary.port, replica.port] {
      try await wait(seconds: 30, for: "the notice's count at port \(port)") {
        try query(port, statement) == "\(announced[.ypml]?.rows ?? -1)"
      }
    }
    let check = try await installation.qianzhi("mirror", "check", "hospital-pg")
    #expect(check.status == 0, "\(check.output)")
    #expect(check.output.contains("PostgreSQL"), "\(check.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.output.contains("镜像 hospital-pg：已跟上"), "\(status.output)")
    let rebuild = try await installation.qianzhi("mirror", "rebuild", "hospital-pg")
    #expect(rebuild.status == 0, "\(rebuild.output)")
    let unknown = try await installation.qianzhi("mirror", "check", "other")
    #expect(unknown.status == 2 && unknown.output.contains("QZ-M014"), "\(unknown.output)")
    #expect(try await installation.agent?.stop() == 0)
    try await installation.tearDown()
  }

  /// Rounds of `kill -9` during load and delta: `QIANZHI_MIRROR_KILLS`, 12 by default, moments by fixed seed.
  @Test(.timeLimit(.minutes(10))) func killedAtRandomTheContentIsWhole() async throws {
    let server = try DatabaseServer.postgres()
    defer { server.remove() }
    let installation = try await mirrored(server)
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0, "\(first.output)")
    let rounds = ProcessInfo.processInfo.environment["QIANZHI_MIRROR_KILLS"].flatMap { Int($0) } ?? 12
    var random = SystemIndependentRandom(state: 20_210_301)
    var killed = 0
    for round in 0..<rounds {
      // Half the rounds die in a load, half in a delta of every drug.
      if round % 2 == 0 {
        try query(server.port, "DROP SCHEMA IF EXISTS his_interface CASCADE", user: "postgres")
      } else {
        try await finish(installation)
        try query(
          server.port, "UPDATE his_interface.qz_mirror SET release_number = 0, sequence_number = 0", user: "postgres")
      }
      let process = try RunningProcess(
        BuiltBinaries.qianzhi, ["mirror", "sync", "--config", installation.configPath],
        outputPath: "\(installation.directory)/round-\(round).log")
      try await Task.sleep(for: .milliseconds(Int(random.next() % 800) + 50))
      if process.isRunning { killed += 1 }
      try await process.killHard()
    }
    #expect(killed > rounds / 3, "most rounds end before the kill: \(killed) of \(rounds)")
    try await finish(installation)
    let check = try await installation.qianzhi("mirror", "check")
    #expect(check.status == 0, "\(check.output)")
    let position = try query(server.port, "SELECT release_number FROM his_interface.qz_mirror", user: "postgres")
    #expect(position == "1")
    try await installation.tearDown()
  }

  private func finish(_ installation: Installation) async throws {
    let sync = try await installation.qianzhi("mirror", "sync")
    #expect(sync.status == 0, "\(sync.output)")
  }
}

/// splitmix64: the same moments on every machine.
struct SystemIndependentRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
