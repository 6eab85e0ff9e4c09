import Testing

@testable import OracleSQL

/// CONNECT BY. Expected orders are those of Oracle SQL Language Reference, "Hierarchical Queries": a row, then all below it.
@Suite struct HierarchyTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let tree = DialectFixture.tree
  static let cases = [
    GoldenCase("select level from dual connect by level <= 4", "1; 2; 3; 4"),
    GoldenCase("select to_char(date '2021-02-27' + level, 'MMDD') from dual connect by level < 3", "0228; 0301"),
    GoldenCase(
      "select level, bh from \(tree) start with fxbh = 0 connect by prior bh = fxbh",
      "1 1; 2 11; 3 111; 2 12; 1 2"),
    GoldenCase(
      "select bh from \(tree) start with fxbh = 0 connect by fxbh = prior bh order siblings by bh desc",
      "2; 1; 12; 11; 111"),
    // From a leaf up.
    GoldenCase("select lbmc from \(tree) start with bh = '111' connect by prior fxbh = bh", "青霉素; 抗生素; 西药"),
    // WHERE chooses among the rows found, it does not cut branches.
    GoldenCase(
      "select bh from \(tree) where bh <> '11' start with fxbh = 0 connect by prior bh = fxbh", "1; 111; 12; 2"),
    // A condition of CONNECT BY cuts the branch.
    GoldenCase(
      "select bh from \(tree) start with fxbh = 0 connect by prior bh = fxbh and bh <> '11'", "1; 12; 2"),
    GoldenCase(
      "select lpad(' ', 2 * (level - 1)) || bh x from \(tree) where level < 3 start with bh = '1' connect by prior bh = fxbh",
      "1;   11;   12"),
    GoldenCase(
      "select connect_by_root lbmc, sys_connect_by_path(bh, '/'), connect_by_isleaf from \(tree) start with fxbh = '0' connect by prior bh = fxbh",
      "西药 /1 0; 西药 /1/11 0; 西药 /1/11/111 1; 西药 /1/12 1; 中成药 /2 1"),
    GoldenCase(
      "select bh, prior lbmc from \(tree) start with fxbh = 0 connect by prior bh = fxbh",
      "1 -; 11 西药; 111 抗生素; 12 西药; 2 -"),
    GoldenCase("select max(level), count(*) from \(tree) start with fxbh = 0 connect by prior bh = fxbh", "3 5"),
    GoldenCase(
      "select level 级数, count(*) from \(tree) start with fxbh = 0 connect by prior bh = fxbh group by level order by 级数",
      "1 2; 2 2; 3 1"),
    // Without START WITH every row begins a branch.
    GoldenCase("select count(*) from \(tree) connect by prior bh = fxbh", "9"),
    GoldenCase(
      "select bh, rownum from \(tree) where rownum <= 2 start with fxbh = 0 connect by prior bh = fxbh", "1 1; 11 2"),
    GoldenCase(
      "select '分类' 类别, level 级数, bh 编码 from \(tree) start with fxbh = 0 connect by prior bh = fxbh union all select '药品', 9, yplsh from ypml where yplsh = '1' order by 类别 Desc, 级数, 编码",
      "药品 9 1; 分类 1 1; 分类 1 2; 分类 2 11; 分类 2 12; 分类 3 111"),
    // What joins tables holds before the tree is built.
    GoldenCase(
      "select t.bh, y.tym from \(tree) t, ypml y where t.bh = y.yplsh start with fxbh = 0 connect by prior bh = fxbh order by 1",
      "1 阿莫西林; 2 头孢拉定"),
    GoldenCase(
      "select b, connect_by_iscycle from (select 1 a, 2 b from dual union all select 2, 1 from dual) start with a = 1 connect by nocycle prior b = a",
      "2 0; 1 1"),
  ]

  @Test(arguments: cases) func answers(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  @Test(arguments: [
    ("select a from (select 1 a, 2 b from dual union all select 2, 1 from dual) connect by prior b = a", "ORA-01436"),
    ("select level from dual", "ORA-01788"), ("select prior bzbm from bzml", "ORA-01788"),
    ("select bzbm from bzml start with bzbm = '1'", "CONNECT BY"),
    ("select 1 from dual order siblings by 1", "ORA-30929"),
  ])
  func refusals(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(error?.message ?? "answered")")
  }
}
