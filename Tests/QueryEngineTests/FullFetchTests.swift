import Catalogue
import OracleSQL
import Testing

@testable import QueryEngine

/// A catalogue of the size of a real one: nothing is lost on the way, the notice's statement does not scan.
@Suite struct FullFetchTests {
  @Test func everyRowOfALargeCatalogueComesOnce() throws {
    let count = 20_000
    let folder = try ReleaseFolder()
    try folder.write(.ypml, count: count) { index in
      var row: [String: String] = [:]
      for column in CatalogueTable.ypml.columns.prefix(20) { row[column.name] = "\(column.name)\(index)" }
      row["bgsj"] = index % 100 == 0 ? "2021-03-01 00:00:00" : "2020-01-0\(index % 9 + 1) 10:00:00"
      return row
    }
    let session = try Session(folder.set)
    let statement = try session.connection.prepare(session.compile("SELECT * FROM ypml"))
    var rows = 0
    var bytes = 0
    let columns = statement.query.columns.count
    while try statement.step() {
      rows += 1
      for index in 0..<columns { statement.withColumn(index) { bytes += $0?.count ?? 0 } }
    }
    #expect(rows == count)
    // Twenty filled columns; the shortest value is a name of two letters and a digit.
    #expect(bytes > count * 20 * 3)
    let notice = "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301'"
    #expect(try session.rows(notice) == [[String(count / 100)]])
    #expect(
      try session.value("SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') || '' = '20210301'")
        == String(count / 100))
  }
}
