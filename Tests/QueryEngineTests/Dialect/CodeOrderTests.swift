import Testing

@testable import OracleSQL
@testable import QueryEngine

/// Code columns are ordered by their index where the file says that they are ASCII, and by GB18030 where it does not.
@Suite struct CodeOrderTests {
  private func session(_ folder: ReleaseFolder, keys: [String], plain: [String]) throws -> Session {
    try folder.write(.ypml, keys.map { ["yplsh": $0, "tym": "药"] }, plain: plain)
    return try Session(folder.set)
  }

  @Test func plainColumnsUseTheirIndex() throws {
    let folder = try ReleaseFolder()
    let session = try session(folder, keys: ["X2", "X1", "X3"], plain: ["yplsh", "tymzjm"])
    let rows = try session.rows("select yplsh from ypml where yplsh > $1 order by yplsh", ["X1"])
    #expect(rows == [["X2"], ["X3"]])
    let query = try session.compile("select * from ypml where yplsh > $1 order by yplsh")
    let plan = try session.connection.plan(of: query).joined(separator: "; ")
    #expect(plan.contains("SEARCH") && !plan.contains("TEMP B-TREE"), "\(plan)")
  }

  /// 布 is B2BC and 头 CDB7 in GB18030, but U+5E03 and U+5934: the other way round by code point.
  @Test(arguments: [[], ["tymzjm"]]) func otherColumnsAreOrderedAsTheyMust(plain: [String]) throws {
    let folder = try ReleaseFolder()
    let session = try session(folder, keys: ["头", "布", "A"], plain: plain)
    let rows = try session.rows("select yplsh from ypml order by yplsh")
    #expect(rows == [["A"], ["布"], ["头"]])
    let above = try session.rows("select yplsh from ypml where yplsh > $1", ["布"])
    #expect(above == [["头"]])
    let ends = try session.rows("select min(yplsh), max(yplsh) from ypml")
    #expect(ends == [["A", "头"]])
  }
}
