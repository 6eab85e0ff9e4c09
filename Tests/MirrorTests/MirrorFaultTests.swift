import Catalogue
import CatalogueStore
import Foundation
import ODBCClient
import Testing
import TestDatabases

@testable import Mirror

/// What can be wrong with a target, and what must then not happen.
@Suite(.serialized) final class MirrorFaultTests {
  let server: DatabaseServer
  let fixture: MirrorFixture

  init() throws {
    server = try DatabaseServer.postgres()
    fixture = try MirrorFixture()
    try fixture.publishBaseline()
  }

  deinit { server.remove() }

  @discardableResult
  private func query(_ sql: String, database: String = "postgres") throws -> String {
    try DatabaseServer.postgresQuery(server.port, sql, database: database)
  }

  @Test func downAtStartThenThere() throws {
    let port = try DatabaseServer.unusedPort()
    var configuration = fixture.postgres(server)
    configuration.connection = "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(port);Database=postgres;UID=postgres"
    let error = #expect(throws: MirrorError.self) { try self.fixture.mirror(configuration).sync() }
    #expect(error?.code == .unreachable)
    #expect(error?.mayPass == true)
    let loaded = try fixture.mirror(fixture.postgres(server)).sync()
    #expect(loaded == .loaded(release: 1, rows: 1_270))
  }

  @Test func lostInMidLoadAndInMidRelease() throws {
    let mirror = fixture.mirror(fixture.postgres(server))
    let server = self.server
    let lost = #expect(throws: MirrorError.self) {
      try mirror.sync { progress in
        // The target dies at the second batch of the load.
        if progress.kind == .ypml, progress.rows == 1_000 { server.crash() }
      }
    }
    #expect(lost?.code == .unreachable, "\(String(describing: lost))")
    let second = try DatabaseServer.postgres(in: server.folder, port: server.port)
    defer { second.stop() }
    let loaded = try mirror.sync()
    #expect(loaded == .loaded(release: 1, rows: 1_270))
    try fixture.publish(try (1...1_200).map { try MirrorFixture.drug($0, price: "7.00") })
    let again = #expect(throws: MirrorError.self) {
      try mirror.sync { progress in if progress.rows == 1_000 { second.crash() } }
    }
    #expect(again?.code == .unreachable)
    let third = try DatabaseServer.postgres(in: server.folder, port: server.port)
    defer { third.stop() }
    let prices = try query("SELECT string_agg(DISTINCT pfj, ',') FROM his_interface.ypml")
    #expect(prices == "2.50")
    let applied = try mirror.sync()
    #expect(applied == .applied(release: 2, written: 1_200, removed: 0))
    let check = try mirror.check()
    #expect(check.agrees)
  }

  @Test func foreignTablesAreRefusedUntouched() throws {
    try query("CREATE SCHEMA his_interface; CREATE TABLE his_interface.ypml(yplsh varchar(30), own int)")
    try query("INSERT INTO his_interface.ypml VALUES ('THEIRS', 1)")
    let mirror = fixture.mirror(fixture.postgres(server))
    let error = #expect(throws: MirrorError.self) { try mirror.sync() }
    #expect(error?.code == .foreign)
    #expect(error?.problem.contains("ypml") == true)
    let rebuild = #expect(throws: MirrorError.self) { try mirror.rebuild() }
    #expect(rebuild?.code == .foreign)
    let left = try query(
      "SELECT (SELECT yplsh FROM his_interface.ypml) || (SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'his_interface')"
    )
    #expect(left == "THEIRS1")
  }

  @Test func otherColumnsAreRefusedUntouched() throws {
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    try query("ALTER TABLE his_interface.qz_bzml ADD COLUMN own int")
    try fixture.publishMarch()
    let error = #expect(throws: MirrorError.self) { try mirror.sync() }
    #expect(error?.code == .layout)
    #expect(error?.problem.contains("own") == true)
    let position = try query("SELECT release_number FROM his_interface.qz_mirror")
    #expect(position == "1")
    let rebuilt = try mirror.rebuild()
    #expect(rebuilt == .loaded(release: 2, rows: 1_275))
  }

  @Test func aSecondAgentIsRefusedAndMayTakeOver() throws {
    _ = try fixture.mirror(fixture.postgres(server)).sync()
    let other = try MirrorFixture()
    try other.publish([try MirrorFixture.drug(1)])
    try other.publish([try MirrorFixture.drug(2)])
    let second = other.mirror(other.postgres(server), institution: "H50010500002")
    let error = #expect(throws: MirrorError.self) { try second.sync() }
    #expect(error?.code == .otherAgent)
    let untouched = try query("SELECT COUNT(*) FROM his_interface.ypml")
    #expect(untouched == "1200")
    let taken = try second.rebuild()
    #expect(taken == .loaded(release: 2, rows: 2))
    let first = #expect(throws: MirrorError.self) { try self.fixture.mirror(self.fixture.postgres(self.server)).sync() }
    #expect(first?.code == .otherAgent)
  }

  @Test func aTargetThatIsAheadIsRefused() throws {
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    try query("UPDATE his_interface.qz_mirror SET release_number = 9, sequence_number = 99999")
    let error = #expect(throws: MirrorError.self) { try mirror.sync() }
    #expect(error?.code == .ahead)
  }

  @Test func aMissingRightIsNamed() throws {
    try query("CREATE ROLE weak LOGIN")
    var configuration = fixture.postgres(server, user: "weak")
    configuration.schema = "yb"
    let error = #expect(throws: MirrorError.self) { try self.fixture.mirror(configuration).sync() }
    #expect(error?.code == .permission)
    #expect(error?.problem.contains("42501") == true)
    let schemas = try query("SELECT COUNT(*) FROM pg_namespace WHERE nspname = 'yb'")
    #expect(schemas == "0")
  }

  /// A target whose character set lacks ₂: the row is named and the release held.
  @Test func anUnmappableCharacterIsNamed() throws {
    try query("CREATE DATABASE latin ENCODING 'EUC_CN' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    let plain = try MirrorFixture()
    try plain.publish([try MirrorFixture.drug(1, name: "阿莫西林"), try MirrorFixture.drug(2, name: "头孢")])
    let mirror = plain.mirror(plain.postgres(server, database: "latin"))
    _ = try mirror.sync()
    try plain.publish([try MirrorFixture.drug(3, name: "青霉素"), try MirrorFixture.drug(4, name: "维生素B₂")])
    let error = #expect(throws: MirrorError.self) { try mirror.sync() }
    #expect(error?.code == .row)
    #expect(error?.problem.contains("yplsh = Y4") == true)
    let count = try query("SELECT COUNT(*) FROM his_interface.ypml", database: "latin")
    #expect(count == "2")
  }

  /// A disk of 5 MB, filled by the load and then made larger.
  @Test func aFullDiskHoldsTheReleaseAndPasses() throws {
    try #require(getuid() == 0, "mounting a small disk needs root")
    let mount = try DatabaseServer.newFolder(owner: "postgres")
    try DatabaseServer.run("/bin/mount", ["-t", "tmpfs", "-o", "size=5m,mode=755", "tmpfs", mount])
    try DatabaseServer.run("/bin/mkdir", [mount + "/space"])
    try DatabaseServer.run("/bin/chown", ["postgres", mount + "/space"])
    defer {
      server.stop()
      do { try DatabaseServer.run("/bin/umount", [mount]) } catch { Issue.record(error) }
    }
    try query("CREATE TABLESPACE small LOCATION '\(mount)/space'")
    try query("CREATE DATABASE yb TABLESPACE small")
    try fixture.publish(try (2_000...21_999).map { try MirrorFixture.drug($0) })
    let mirror = fixture.mirror(fixture.postgres(server, database: "yb"))
    let error = #expect(throws: MirrorError.self) { try mirror.sync() }
    #expect(error?.code == .full)
    #expect(error?.mayPass == true)
    let seen = try query(
      "SELECT COUNT(*) FROM pg_views WHERE schemaname = 'his_interface'", database: "yb")
    #expect(seen == "0")
    try DatabaseServer.run("/bin/mount", ["-o", "remount,size=200m", mount])
    let loaded = try mirror.sync()
    #expect(loaded == .loaded(release: 2, rows: 21_270))
  }

  @Test func secretsAreKeptToOurselves() throws {
    try query("CREATE ROLE loader SUPERUSER LOGIN PASSWORD 'geheim}1'")
    var configuration = fixture.postgres(server, user: "loader")
    configuration.passwordFile = try fixture.secret("geheim}1\n", mode: 0o640)
    let open = #expect(throws: MirrorError.self) { try self.fixture.mirror(configuration).sync() }
    #expect(open?.code == .secret)
    configuration.passwordFile = try fixture.secret("geheim}1\n")
    let loaded = try fixture.mirror(configuration).sync()
    #expect(loaded == .loaded(release: 1, rows: 1_270))
    configuration.passwordFile = try fixture.secret("\n")
    let empty = #expect(throws: MirrorError.self) { try self.fixture.mirror(configuration).sync() }
    #expect(empty?.code == .secret)
  }

  @Test func stoppingUndoesAndResumes() throws {
    let mirror = fixture.mirror(fixture.postgres(server))
    let error = #expect(throws: MirrorError.self) { try mirror.sync { _ in mirror.stop() } }
    #expect(error?.code == .stopped)
    let loaded = try fixture.mirror(fixture.postgres(server)).sync()
    #expect(loaded == .loaded(release: 1, rows: 1_270))
  }
}
