import Testing

@testable import OracleSQL
@testable import QueryEngine

/// Lookups by the beginning of a mnemonic or a name search an index and find what a scan finds.
@Suite struct PrefixRangeTests {
  private let folder: ReleaseFolder
  private let session: Session

  init() throws {
    folder = try ReleaseFolder()
    let rows: [(String, String)] = [
      ("AMXL", "阿莫西林"), ("amxl2", "阿莫西林2"), ("aMX", "阿莫"), ("AMY", "阿司匹林"), ("AN", "氨"), ("1A", "1%葡萄糖"), ("", "维生素c"),
      ("B_X", "B族维生素"),
    ]
    try folder.write(.ypml, count: 600, plain: ["yplsh", "tymzjm"]) { index in
      let row = rows[index % rows.count]
      return ["yplsh": "\(index)", "tymzjm": row.0, "tym": row.1, "spm": index == 3 ? "ſABC" : "x"]
    }
    session = try Session(folder.set)
  }

  private func plan(_ sql: String) throws -> String {
    try session.connection.plan(of: session.compile(sql)).joined(separator: "; ")
  }

  /// `|| ''` hides the column from the planner: the same condition without a range.
  @Test(arguments: [
    ("tymzjm", "like 'AMX%'", 75), ("upper(tymzjm)", "like 'AMX%'", 225), ("upper(tymzjm)", "like 'AMXL%'", 150),
    ("lower(tymzjm)", "like 'amx%'", 225), ("upper(tymzjm)", "like 'AMX_%'", 150), ("upper(tymzjm)", "= 'AMXL'", 75),
    ("tymzjm", "like '1%'", 75), ("tym", "like '阿莫%'", 225), ("upper(tym)", "like '阿莫%'", 225),
    ("upper(tym)", "like '维生素C%'", 75), ("upper(tym)", "like '维生素c%'", 0), ("tymzjm", "like 'AM%L%'", 75),
  ])
  func searchesAndAgrees(subject: String, condition: String, count: Int) throws {
    let sql = "select count(*) from ypml where \(subject) \(condition)"
    let found = try session.value(sql)
    #expect(found == "\(count)")
    let column = subject.contains("zjm") ? "tymzjm" : "tym"
    let hidden = try session.value(sql.replacing(column, with: "\(column) || ''"))
    #expect(found == hidden)
    let plan = try plan(sql)
    #expect(plan.contains("SEARCH"), "\(plan)")
  }

  /// A letter of which more than ASCII has the upper form is not narrowed where the column may hold such.
  @Test func otherLettersAreFound() throws {
    let found = try session.value("select count(*) from ypml where upper(spm) like 'SAB%'")
    #expect(found == "1")
    let none = try session.value("select count(*) from ypml where upper(tymzjm) like 'ZZZZ%'")
    #expect(none == "0")
  }

  @Test(arguments: [("a", "b"), ("AMX", "AMY"), ("AM~", "AM\u{7F}"), ("一", "丁"), ("\u{D7FF}", "\u{E000}")])
  func successors(text: String, expected: String) {
    let found = Binder.successor(of: text)
    #expect(found == expected)
  }

  @Test func theLastCharacterHasNoSuccessor() {
    let found = Binder.successor(of: "\u{10FFFF}")
    #expect(found == nil)
  }
}
