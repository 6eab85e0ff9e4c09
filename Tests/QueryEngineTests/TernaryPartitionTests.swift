import Catalogue
import Testing

/// Every row makes a predicate true, false or unknown, exactly one of the three: the parts add up to the whole
/// (ternary-logic partitioning, Rigger and Su, OOPSLA 2020). No other database and no expected rows are needed.
@Suite struct TernaryPartitionTests {
  @Test(arguments: 1...8) func parts(seed: UInt64) throws {
    var random = SeededRandom(state: seed)
    let rows = Self.rows(&random)
    let folder = try ReleaseFolder()
    try folder.write(.ypml, rows)
    let session = try Session(folder.set)
    let whole = rows.compactMap { $0["yplsh"] }.sorted()
    for _ in 0..<25 {
      let predicate = Self.predicate(depth: 2, &random)
      var found: [String] = []
      for part in [
        predicate, "not (\(predicate))",
        "case when \(predicate) then 1 when not (\(predicate)) then 0 end is null",
      ] {
        let keys = try session.rows("select yplsh from ypml where \(part)").compactMap { $0.first ?? nil }
        let count = try session.value("select count(*) from ypml where \(part)")
        #expect(count == String(keys.count), "seed \(seed): \(part)")
        found += keys
      }
      #expect(found.sorted() == whole, "seed \(seed): \(predicate)")
    }
  }

  private static func rows(_ random: inout SeededRandom) -> [[String: String]] {
    (0..<60).map { index in
      var row = ["yplsh": String(1000 + index), "ypbm": "X\(index)"]
      let values = [
        "tym": ["a'b", "A_b", " a", "abc", "10", "x%"], "pfj": ["0", "0.1", "-3", "10", "9"],
        "ylfydj": ["1", "2", "3"], "tymzjm": ["AB", "ab", "B"],
        "bgsj": ["2021-03-01 00:00:00", "2021-03-01 23:59:59", "2020-12-31 23:59:59"],
      ]
      for (column, choices) in values.sorted(by: { $0.key < $1.key }) where Int.random(in: 0..<4, using: &random) > 0 {
        row[column] = choices[Int.random(in: 0..<choices.count, using: &random)]
      }
      return row
    }
  }

  private static let atoms = [
    "pfj > 1", "pfj = 10", "pfj <> 0.1", "pfj between 0 and 9", "pfj + 1 <= 10", "tym like 'a%'", "tym not like '%b'",
    "tym in ('abc', '10')", "tym not in ('abc', null)", "ylfydj = 1", "ylfydj <> '2'", "tym is null",
    "tymzjm is not null", "upper(tymzjm) = 'AB'", "length(tym) > 2", "nvl(pfj, 0) = 0", "tym = ''",
    "bgsj > to_date('20210301', 'YYYYMMDD')", "to_char(bgsj, 'YYYYMMDD') = '20210301'",
    "to_char(bgsj, 'YYYY') < '2021'", "trunc(bgsj) <= date '2021-03-01'", "trunc(bgsj) <> date '2021-03-01'",
    "case when pfj > 1 then tym end = 'abc'", "coalesce(tymzjm, tym) = 'AB'",
    "pfj in (select pfj from ypml where ylfydj = '1')",
  ]

  private static func predicate(depth: Int, _ random: inout SeededRandom) -> String {
    guard depth > 0 else { return atoms[Int.random(in: 0..<atoms.count, using: &random)] }
    let left = predicate(depth: depth - 1, &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return "not (\(left))"
    case 1: return "(\(left) and \(predicate(depth: depth - 1, &random)))"
    case 2: return "(\(left) or \(predicate(depth: depth - 1, &random)))"
    default: return left
    }
  }
}
