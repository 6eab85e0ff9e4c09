import Testing

@testable import OracleSQL

/// Broken statements are refused with an error of ours and a place inside the text; nothing traps, nothing takes long.
@Suite struct FuzzTests {
  /// SplitMix64, so that a failure repeats.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let statements =
    DriverTemplates.all.map(\.sql) + [
      "select a.tym 名, count(*), q'[x]' from ypml a left join zlxm b on a.ylfydj = b.ylfydj where to_char(a.bgsj, 'YYYYMMDD') = '20210301' and rownum < 5 group by a.tym having sum(pfj) > 1 order by 2 desc nulls last",
      "select decode(ylfydj, 1, '甲', 2, '乙', '自费'), case when pfj between 1 and 2 then -1 else nvl(pfj, 0) end from ypml union all (select $1, (select max(bh) from ypml_lbdm) from dual)",
      "BEGIN;declare \"C1\" scroll cursor with hold for select trim(both 'x' from tym) from ypml;;fetch 100 in \"C1\";close all;SET x TO 'a', b;show time zone",
      "select tym::varchar(10), cast(pfj as number(10,2)) from (select * from ypml where tym like 'a\\_%' escape '\\' or yplsh = any(array['1','2'])) where not exists (select 1 from dual) fetch first 3 rows only",
    ]

  @Test(arguments: 1...20)
  func mutatedStatements(seed: UInt64) throws {
    let compiler = Compiler()
    var random = Seeded(state: seed)
    for _ in 0..<150 {
      let sql = mutated(try #require(Self.statements.randomElement(using: &random)), &random)
      guard let error = compiler.error(sql) else { continue }
      #expect(error.state.utf8.count == 5 && error.state != "XX000", "\(sql)")
      if let position = error.position { #expect((1...sql.unicodeScalars.count + 1).contains(position), "\(sql)") }
    }
  }

  private func mutated(_ sql: String, _ random: inout Seeded) -> String {
    var scalars = Array(sql.unicodeScalars)
    let words = [
      "(", ")", "'", "\"", "select ", " from ", ",", "--", "/*", " and ", "::", ".", "$1", "[", "case ", " union ", "　",
      "中",
    ]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...scalars.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: scalars.insert(contentsOf: (words.randomElement(using: &random) ?? "").unicodeScalars, at: place)
      case 1: scalars.removeSubrange(place..<min(place + Int.random(in: 1...8, using: &random), scalars.count))
      case 2:
        let end = min(place + Int.random(in: 1...30, using: &random), scalars.count)
        scalars.insert(contentsOf: Array(scalars[place..<end]), at: Int.random(in: 0...scalars.count, using: &random))
      default: scalars.removeSubrange(place...)
      }
      if scalars.isEmpty { scalars = ["a"] }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
