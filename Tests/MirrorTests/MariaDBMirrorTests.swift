import Catalogue
import Foundation
import ODBCClient
import Testing
import TestDatabases

@testable import Mirror

/// The views in a real MariaDB, through MariaDB Connector/ODBC.
@Suite(.serialized) final class MariaDBMirrorTests {
  let server: DatabaseServer
  let fixture: MirrorFixture

  init() throws {
    server = try DatabaseServer.mariadb()
    fixture = try MirrorFixture()
  }

  deinit { server.remove() }

  @Test func loadsFollowsAndAgrees() throws {
    let mirror = fixture.mirror(try fixture.mariadb(server))
    try fixture.publishBaseline()
    let loaded = try mirror.sync()
    #expect(loaded == .loaded(release: 1, rows: 1_270))
    try fixture.publishMarch()
    let applied = try mirror.sync()
    #expect(applied == .applied(release: 2, written: 12, removed: 0))
    let check = try mirror.check()
    #expect(check.agrees)
    #expect(check.catalogues.map(\.there.rows) == [1_203, 31, 41])
    let row = try DatabaseServer.mariadbQuery(
      server, "SELECT yplsh, hex(tym), pfj, bgsj, ywm FROM his_interface.ypml WHERE yplsh = 'Y8'")
    let name = "阿莫西林'\"\\胶囊{}₂".utf8.map { String(format: "%02X", $0) }.joined()
    #expect(row == "Y8\t\(name)\t2.50\t2021-02-20 00:00:00\tNULL")
  }

  @Test func theNoticesStatementsAsHIS() throws {
    try fixture.publishBaseline()
    try fixture.publishMarch()
    _ = try fixture.mirror(try fixture.mariadb(server)).sync()
    let connection = try ODBCConnection(
      connectionString: "Driver=MariaDB Unicode;Server=127.0.0.1;Port=\(server.port);Database=his_interface;"
        + "UID=his_interface;PWD=his_interface;charset=utf8mb4")
    let counts = try [
      "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';",
      "SELECT COUNT(*) FROM zlxm WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';",
      "SELECT COUNT(*) FROM bzml WHERE TO_CHAR(kssj, 'YYYYMMDD') = '20210301';",
    ].map { try connection.execute($0).rows[0][0] }
    #expect(counts == ["10", "1", "1"])
    for statement in [
      "DELETE FROM ypml", "UPDATE ypml SET tym = ''", "SELECT COUNT(*) FROM qz_ypml", "DROP VIEW ypml",
      "CREATE TABLE t(a int)",
    ] {
      #expect(throws: ODBCError.self, "\(statement)") { _ = try connection.execute(statement) }
    }
  }

  @Test func rebuildSwapsWhileReadersRead() async throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(try fixture.mariadb(server))
    _ = try mirror.sync()
    try DatabaseServer.mariadbQuery(server, "DELETE FROM his_interface.qz_ypml WHERE qz_row < 100")
    let server = self.server
    let reader = Task.detached { () throws -> Set<String> in
      var seen: Set<String> = []
      while !Task.isCancelled {
        seen.insert(try DatabaseServer.mariadbQuery(server, "SELECT COUNT(*) FROM his_interface.ypml"))
      }
      return seen
    }
    let rebuilt = try mirror.rebuild()
    #expect(rebuilt == .loaded(release: 1, rows: 1_270))
    reader.cancel()
    let seen = try await reader.value
    #expect(seen.isSubset(of: ["1101", "1200"]))
    let leftovers = try DatabaseServer.mariadbQuery(
      server,
      "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'his_interface' AND (table_name LIKE '%\\_new' OR table_name LIKE '%\\_old')"
    )
    #expect(leftovers == "0")
    let check = try mirror.check()
    #expect(check.agrees)
  }

  /// A load that died between its swap and its views is finished by the next sync.
  @Test func viewsAreMadeAgain() throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(try fixture.mariadb(server))
    _ = try mirror.sync()
    try DatabaseServer.mariadbQuery(
      server, "DROP VIEW his_interface.ypml; CREATE TABLE his_interface.qz_zlxm_old(a int)")
    let result = try mirror.sync()
    #expect(result == .upToDate(release: 1))
    let count = try DatabaseServer.mariadbQuery(server, "SELECT COUNT(*) FROM his_interface.ypml")
    #expect(count == "1200")
    let left = try DatabaseServer.mariadbQuery(
      server, "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'qz_zlxm_old'")
    #expect(left == "0")
  }

  /// A column narrower than the view's: the row is named, the release is held, nothing of it is written.
  @Test func aRowThatDoesNotFitIsNamed() throws {
    try fixture.publishBaseline()
    let mirror = fixture.mirror(try fixture.mariadb(server))
    _ = try mirror.sync()
    try DatabaseServer.mariadbQuery(server, "ALTER TABLE his_interface.qz_ypml MODIFY pfj VARCHAR(4)")
    try fixture.publish(
      try (1...3).map { try MirrorFixture.drug($0, price: "3.00") } + [MirrorFixture.drug(4, price: "10000.00")])
    let error = #expect(throws: MirrorError.self) { try mirror.sync() }
    #expect(error?.code == .row)
    #expect(error?.problem.contains("yplsh = Y4") == true)
    let prices = try DatabaseServer.mariadbQuery(
      server, "SELECT GROUP_CONCAT(DISTINCT pfj) FROM his_interface.ypml")
    #expect(prices == "2.50")
    let status = try mirror.status()
    #expect(status.needsPerson)
    #expect(status.releasesBehind == 1)
    try DatabaseServer.mariadbQuery(server, "ALTER TABLE his_interface.qz_ypml MODIFY pfj VARCHAR(30)")
    let applied = try mirror.sync()
    #expect(applied == .applied(release: 2, written: 4, removed: 0))
  }
}
