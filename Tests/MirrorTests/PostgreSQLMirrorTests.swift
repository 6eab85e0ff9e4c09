import Catalogue
import Foundation
import ODBCClient
import Testing
import TestDatabases

@testable import Mirror

/// The views in a real PostgreSQL 15, through psqlODBC.
@Suite(.serialized) final class PostgreSQLMirrorTests {
  let server: DatabaseServer
  let fixture: MirrorFixture

  init() throws {
    server = try DatabaseServer.postgres()
    fixture = try MirrorFixture()
  }

  deinit { server.remove() }

  @discardableResult
  private func query(_ sql: String, user: String = "his_interface") throws -> String {
    try DatabaseServer.postgresQuery(server.port, sql, user: user)
  }

  @Test func loadsFollowsAndAgrees() throws {
    let mirror = fixture.mirror(fixture.postgres(server))
    let nothing = try mirror.sync()
    #expect(nothing == .nothingPublished)
    try fixture.publishBaseline()
    let loaded = try mirror.sync()
    #expect(loaded == .loaded(release: 1, rows: 1_270))
    let first = try query("SELECT yplsh, tym, pfj, bgsj, ywm IS NULL FROM ypml WHERE yplsh = 'Y5'")
    #expect(first == "Y5|阿莫西林'\"\\胶囊{}₂|2.50|2021-02-20 00:00:00|t")
    try fixture.publishMarch()
    let lag = try mirror.status()
    #expect(lag.releasesBehind == 1)
    let applied = try mirror.sync()
    #expect(applied == .applied(release: 2, written: 12, removed: 0))
    let again = try mirror.sync()
    #expect(again == .upToDate(release: 2))
    let check = try mirror.check()
    #expect(check.agrees)
    #expect(check.catalogues.map(\.here.rows) == [1_203, 31, 41])
  }

  @Test func theNoticesStatementsAsHIS() throws {
    try fixture.publishBaseline()
    try fixture.publishMarch()
    _ = try fixture.mirror(fixture.postgres(server)).sync()
    let connection = try ODBCConnection(
      connectionString: "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(server.port);Database=postgres;"
        + "UID=his_interface;PWD=his_interface")
    let counts = try [
      "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';",
      "SELECT COUNT(*) FROM zlxm WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';",
      "SELECT COUNT(*) FROM bzml WHERE TO_CHAR(kssj, 'YYYYMMDD') = '20210301';",
    ].map { try connection.execute($0).rows[0][0] }
    #expect(counts == ["10", "1", "1"])
    let dual = try connection.execute("SELECT dummy FROM dual").rows
    #expect(dual == [["X"]])
    let small = try connection.execute("SELECT COUNT(*) FROM ypml_lbdm").rows
    #expect(small == [["0"]])
  }

  @Test func theReaderMayReadAndNothingElse() throws {
    try fixture.publishBaseline()
    _ = try fixture.mirror(fixture.postgres(server)).sync()
    let rows = try query("SELECT COUNT(*) FROM ypml")
    #expect(rows == "1200")
    for statement in [
      "DELETE FROM ypml", "UPDATE ypml SET tym = ''", "INSERT INTO ypml(yplsh) VALUES ('x')",
      "SELECT COUNT(*) FROM qz_ypml", "SELECT * FROM qz_mirror", "DROP VIEW ypml",
      "CREATE TABLE his_interface.t(a int)",
    ] {
      #expect(throws: DatabaseServer.Failure.self, "\(statement)") { try self.query(statement) }
    }
  }

  @Test func rowsThatAreGoneLeaveTheTarget() throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    // What a rollback leaves: the journal names the keys, the set's file no longer has the rows.
    try query("INSERT INTO his_interface.qz_ypml(qz_row, yplsh) SELECT 9999, 'GHOST'", user: "postgres")
    try query("UPDATE his_interface.qz_ypml SET pfj = '0' WHERE yplsh = 'Y8'", user: "postgres")
    try query("DELETE FROM his_interface.qz_zlxm WHERE xmlsh = 'X3'", user: "postgres")
    let check = try mirror.check()
    #expect(!check.agrees)
    #expect(check.catalogues[0].extra == ["GHOST"])
    #expect(check.catalogues[0].different == ["Y8"])
    #expect(check.catalogues[1].missing == ["X3"])
    #expect(check.catalogues[2].agrees)
  }

  /// A release rolled back here is rolled back there: changed rows as before, new ones gone.
  @Test func aRollbackFollows() throws {
    try fixture.publishBaseline()
    try fixture.publishMarch()
    _ = try fixture.mirror(fixture.postgres(server)).sync()
    try fixture.rollBack()
    let mirror = fixture.mirror(fixture.postgres(server))
    let result = try mirror.sync()
    #expect(result == .applied(release: 3, written: 7, removed: 5))
    let counts = try query(
      "SELECT (SELECT COUNT(*) FROM ypml), (SELECT COUNT(*) FROM ypml WHERE pfj = '9.90'), (SELECT COUNT(*) FROM bzml)")
    #expect(counts == "1200|0|40")
    let check = try mirror.check()
    #expect(check.agrees)
  }

  /// Rows the centre no longer has go there, too, and come back with a rollback; missed releases are caught up at once.
  @Test func rowsTheCentreTookAwayFollowThereAndBack() throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    try fixture.publish([try MirrorFixture.drug(700, price: "7")], withoutDrugs: 1...600)
    let gone = try mirror.sync()
    #expect(gone == .applied(release: 2, written: 1, removed: 600))
    let counts = try query("SELECT COUNT(*), MAX(CAST(pfj AS numeric)) FROM ypml")
    #expect(counts == "600|7")
    try fixture.rollBack()
    let back = try mirror.sync()
    #expect(back == .applied(release: 3, written: 601, removed: 0))
    let again = try query("SELECT COUNT(*), MAX(CAST(pfj AS numeric)) FROM ypml")
    #expect(again == "1200|2.50")
    let check = try mirror.check()
    #expect(check.agrees)
  }

  /// What stands in for a damaged release file is not passed on; once a person has rolled back, the target follows.
  @Test func aDamagedFileStopsTheMirrorUntilARollback() throws {
    try fixture.publishBaseline()
    try fixture.publishMarch()
    try fixture.publish([try MirrorFixture.drug(9, price: "7")])
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    for release in [2, 3] {
      let path = "\(fixture.directory)/releases/ypml/00000\(release).sqlite"
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seek(toOffset: 20_000)
      try handle.write(contentsOf: Data("rotten".utf8))
      try handle.close()
    }
    let found = try fixture.store.inspectFiles()
    #expect(found.damaged.map(\.servedRelease) == [1])
    #expect { try mirror.sync() } throws: { ($0 as? MirrorError)?.code == .source }
    let unchanged = try query("SELECT COUNT(*), COUNT(*) FILTER (WHERE pfj = '7') FROM ypml")
    #expect(unchanged == "1203|1")
    _ = try fixture.store.rollBack(to: 1, catalogues: [.ypml], reason: "文件损坏", now: fixture.time + 1)
    let result = try mirror.sync()
    // 7 and 1 changed rows as before, 3 new ones gone.
    #expect(result == .applied(release: 4, written: 8, removed: 3))
    let check = try mirror.check()
    #expect(check.agrees)
  }

  /// Imported codes are no line of the change journal, but they reach the target.
  @Test func importedCodesFollow() throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    _ = try fixture.store.importCodes([.ypml: ["Y5": "XA01"]], now: fixture.time + 1, publishes: true)
    let status = try mirror.status()
    #expect(status.releasesBehind == 1)
    let result = try mirror.sync()
    #expect(result == .applied(release: 2, written: 1_200, removed: 0))
    let code = try query("SELECT gjmldm FROM ypml WHERE yplsh = 'Y5'")
    #expect(code == "XA01")
    let check = try mirror.check()
    #expect(check.agrees)
  }

  @Test func aRestoredTargetResumes() throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    let dump = server.folder + "/dump.sql"
    try DatabaseServer.run(
      DatabaseServer.postgresBinaries + "/pg_dump",
      ["-h", "127.0.0.1", "-p", String(server.port), "-U", "postgres", "-n", "his_interface", "-f", dump, "postgres"])
    try fixture.publishMarch()
    _ = try mirror.sync()
    try query("DROP SCHEMA his_interface CASCADE", user: "postgres")
    try DatabaseServer.run(
      "/usr/bin/psql", ["-h", "127.0.0.1", "-p", String(server.port), "-U", "postgres", "-q", "-f", dump, "postgres"])
    let resumed = try mirror.sync()
    #expect(resumed == .applied(release: 2, written: 12, removed: 0))
    let check = try mirror.check()
    #expect(check.agrees)
  }

  @Test func rebuildSwapsWhileReadersRead() async throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    try query("CREATE VIEW public.mine AS SELECT yplsh FROM his_interface.ypml", user: "postgres")
    try query("DELETE FROM his_interface.qz_ypml WHERE qz_row < 100", user: "postgres")
    let port = server.port
    let reader = Task.detached { () throws -> Set<String> in
      var seen: Set<String> = []
      while !Task.isCancelled {
        seen.insert(try DatabaseServer.postgresQuery(port, "SELECT COUNT(*) FROM ypml", user: "his_interface"))
      }
      return seen
    }
    for load in 2...3 {
      let rebuilt = try mirror.rebuild()
      #expect(rebuilt == .loaded(release: 1, rows: 1_270), "load \(load)")
    }
    reader.cancel()
    let seen = try await reader.value
    #expect(seen.isSubset(of: ["1101", "1200"]))
    let mine = try query("SELECT COUNT(*) FROM public.mine", user: "postgres")
    #expect(mine == "1200")
    let leftovers = try query(
      "SELECT COUNT(*) FROM pg_tables WHERE tablename LIKE '%\\_new' OR tablename LIKE '%\\_old'", user: "postgres")
    #expect(leftovers == "0")
    let check = try mirror.check()
    #expect(check.agrees)
  }

  /// Readers whose transactions read the views in both orders: the swap gives way, none of them is ended by a deadlock,
  /// and none sees two loads.
  @Test func aSwapNeverEndsAReader() async throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(fixture.postgres(server))
    _ = try mirror.sync()
    let port = server.port
    let orders = [("ypml", "zlxm"), ("zlxm", "ypml")]
    let readers = orders.map { first, second in
      Task.detached { () throws -> Int in
        var rounds = 0
        while !Task.isCancelled {
          try DatabaseServer.postgresQuery(
            port,
            "BEGIN; SELECT COUNT(*) FROM \(first); SELECT pg_sleep(0.4); SELECT COUNT(*) FROM \(second); COMMIT",
            user: "his_interface")
          rounds += 1
          try await Task.sleep(for: .milliseconds(200))
        }
        return rounds
      }
    }
    try await Task.sleep(for: .milliseconds(300))
    for _ in 1...3 { _ = try mirror.rebuild() }
    for reader in readers {
      reader.cancel()
      do { _ = try await reader.value } catch is CancellationError {}
    }
    let deadlocks = try query("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'", user: "postgres")
    #expect(deadlocks == "0")
    let check = try mirror.check()
    #expect(check.agrees)
  }
}
