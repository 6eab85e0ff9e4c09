import Catalogue
import OracleSQL
import Testing

@testable import QueryEngine

/// Three small catalogues for the golden cases of the dialect. Rows expected are worked out by hand from Oracle's rules.
struct DialectFixture {
  let folder: ReleaseFolder
  let session: Session

  init() throws {
    folder = try ReleaseFolder()
    try folder.write(
      .ypml,
      [
        ["yplsh": "1", "tym": "阿莫西林", "lbdm": "A", "ylfydj": "1", "pfj": "10", "bgsj": "2021-03-01 00:00:00"],
        ["yplsh": "2", "tym": "头孢拉定", "lbdm": "A", "ylfydj": "2", "pfj": "2.5", "bgsj": "2021-03-02 10:20:30"],
        ["yplsh": "3", "tym": "阿司匹林", "lbdm": "B", "ylfydj": "2", "pfj": "9", "bgsj": "2021-03-02 00:00:00"],
        ["yplsh": "4", "tym": "维生素C", "lbdm": "B", "ylfydj": "3", "bgsj": "2021-01-31 00:00:00"],
        ["yplsh": "5", "tym": "布洛芬", "ylfydj": "1", "pfj": "10", "bgsj": "2020-02-29 00:00:00"],
      ])
    try folder.write(
      .zlxm,
      [
        ["xmlsh": "1", "xmmc": "挂号费", "ylfydj": "1"], ["xmlsh": "2", "xmmc": "诊查费", "ylfydj": "2"],
        ["xmlsh": "7", "xmmc": "床位费", "ylfydj": "9"],
      ])
    try folder.write(.bzml, [["bzbm": "A01", "bzmc": "伤寒", "bzfl": "1"], ["bzbm": "B02", "bzmc": "疱疹", "bzfl": "5"]])
    session = try Session(folder.set)
  }

  /// Rows as one text: columns separated by a blank, rows by `; `, NULL as `-`.
  func answer(_ sql: String) throws -> String {
    try session.rows(sql).map { $0.map { $0 ?? "-" }.joined(separator: " ") }.joined(separator: "; ")
  }

  /// Expects a case's answer; an error is told with its statement.
  func check(_ golden: GoldenCase) {
    do {
      let answer = try answer(golden.sql)
      #expect(answer == golden.answer)
    } catch {
      Issue.record("\(golden.sql): \(error)")
    }
  }

  /// SQLSTATE and message of a statement that is refused, at its resolution or when it runs.
  func refusal(_ sql: String) -> SQLError? {
    do {
      _ = try session.rows(sql)
      return nil
    } catch {
      return error as? SQLError
    }
  }

  /// A tree of categories, as HIS programs keep one: 1 西药 (11 抗生素 (111 青霉素), 12 维生素), 2 中成药.
  static let tree = """
    (select '1' bh, '0' fxbh, '西药' lbmc from dual union all select '11', '1', '抗生素' from dual
     union all select '12', '1', '维生素' from dual union all select '111', '11', '青霉素' from dual
     union all select '2', '0', '中成药' from dual)
    """
}

/// One statement and the answer worked out by hand.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  let sql: String
  let answer: String

  init(_ sql: String, _ answer: String) {
    self.sql = sql
    self.answer = answer
  }

  var testDescription: String { sql }
}
