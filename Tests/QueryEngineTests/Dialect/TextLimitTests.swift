import OracleSQL
import Testing

@testable import QueryEngine

/// One value cannot fill the agent's memory: 8 MiB a text (`TextLimit`), where Oracle has 4000 bytes.
@Suite struct TextLimitTests {
  private func value(_ sql: String) throws -> String? {
    let folder = try ReleaseFolder()
    try folder.write(.ypml, count: 2_200) { ["yplsh": String($0), "tym": "药品\($0)"] }
    return try Session(folder.set).value(sql)
  }

  // 4000 × 2097 = 8,388,000 bytes, just below 8,388,608; 4000 × 2098 is beyond.
  @Test(arguments: [
    ("select length(replace(rpad('a', 2097, 'a'), 'a', rpad('b', 4000, 'b'))) from dual", 8_388_000),
    ("select length(regexp_replace(rpad('a', 2097, 'a'), 'a', rpad('b', 4000, 'b'))) from dual", 8_388_000),
    (
      "select length(listagg(rpad('b', 4000, 'b')) within group (order by 1)) from ypml where rownum <= 2000", 8_000_000
    ),
    ("select length(wm_concat(rpad('b', 3999, 'b'))) from ypml where rownum <= 2097", 8_387_999),
    // A million matches in a megabyte are counted in time linear in it.
    ("select regexp_count(replace(rpad('a', 262, 'a'), 'a', rpad('b', 4000, 'b')), 'b') from dual", 1_048_000),
    (
      "select regexp_instr(replace(rpad('a', 262, 'a'), 'a', rpad('b', 4000, 'b')), 'b', 1, 1048000) from dual",
      1_048_000
    ),
  ]) func below(sql: String, length: Int) throws {
    #expect(try value(sql) == String(length))
  }

  @Test(arguments: [
    "select length(replace(rpad('a', 2098, 'a'), 'a', rpad('b', 4000, 'b'))) from dual",
    "select length(replace(replace(rpad('a',4000,'a'),'a',rpad('b',4000,'b')),'b',rpad('c',4000,'c'))) from dual",
    "select length(regexp_replace(rpad('a', 2098, 'a'), 'a', rpad('b', 4000, 'b'))) from dual",
    "select length(regexp_replace(rpad('a', 4000, 'a'), '(a+)', rpad('\\1', 4000, '\\1')||rpad('\\1', 4000, '\\1'))) from dual",
    "select length(listagg(rpad('b', 4000, 'b')) within group (order by 1)) from ypml",
    "select length(wm_concat(rpad('b', 3999, 'b'))) from ypml where rownum <= 2098",
    "select length(listagg(tym) within group (order by rpad(tym, 4000))) from ypml a, (select 1 from ypml where rownum <= 9)",
    "with a as (select rpad('a', 4000, 'a') t from dual), b as (select t||t||t||t||t||t||t||t t from a), "
      + "c as (select t||t||t||t||t||t||t||t t from b), d as (select t||t||t||t||t||t||t||t t from c), "
      + "e as (select t||t||t||t||t||t||t||t t from d), f as (select t||t t from e) select length(t) from f",
  ]) func beyond(sql: String) throws {
    #expect { try value(sql) } throws: { ($0 as? SQLError)?.state == "54000" }
  }
}
