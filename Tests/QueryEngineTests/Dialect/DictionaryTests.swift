import Testing

@testable import OracleSQL

/// Oracle's dictionary views, as programs probe them, and the tables beside the views.
@Suite struct DictionaryTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  @Test(arguments: [
    GoldenCase("select count(*) from user_tables where table_name = 'YPML'", "1"),
    GoldenCase(
      "SELECT COUNT(1) FROM ALL_TABLES WHERE OWNER = 'HIS_INTERFACE' AND TABLE_NAME IN ('YPML', 'ZLXM', 'BZML')", "3"),
    GoldenCase("select table_name from user_tables order by 1", "BZML; YPML; YPML_LBDM; ZLXM; ZLXM_LBDM2"),
    GoldenCase(
      "select column_name, data_type, data_length, char_length from user_tab_columns where table_name = 'YPML' and column_id in (1, 30) order by column_id",
      "YPLSH VARCHAR2 60 30; BGSJ DATE 7 -"),
    GoldenCase("select count(*) from all_tab_columns where table_name = 'YPML' and column_name = upper('bgsj')", "1"),
    GoldenCase("select data_type from cols where table_name = 'YPML_LBDM' and column_name = 'BH'", "NUMBER"),
    GoldenCase("select object_type from all_objects where object_name = 'BZML'", "TABLE"),
    GoldenCase("select comments from user_col_comments where table_name = 'BZML' and column_name = 'BZBM'", "病种编码"),
    GoldenCase("select tname from tab where tname like 'Z%' order by 1", "ZLXM; ZLXM_LBDM2"),
    GoldenCase("select value from nls_database_parameters where parameter = 'NLS_CHARACTERSET'", "ZHS16GBK"),
    GoldenCase("select count(*) from v$version where banner like 'Oracle%'", "1"),
    GoldenCase("select username from user_users", "HIS_INTERFACE"),
    GoldenCase("select count(*) from user_indexes", "0"), GoldenCase("select count(*) from sys.user_synonyms", "0"),
    GoldenCase("select count(*) from ypml_lbdm", "0"),
    GoldenCase("select count(sequence_name) from user_sequences", "0"),
    GoldenCase("select count(trigger_name) from all_triggers where owner = user", "0"),
    GoldenCase("select count(text) from user_source where type = 'PROCEDURE'", "0"),
    GoldenCase("select count(*) from all_arguments, session_roles, user_role_privs, user_db_links, all_sequences", "0"),
    GoldenCase("select table_name from dict where table_name like 'USER_TRIG%'", "USER_TRIGGERS"),
    GoldenCase("select count(*) from dictionary where table_name in ('DICTIONARY', 'ALL_TABLES')", "2"),
    GoldenCase("select table_type from all_catalog where owner = user and table_name = 'ZLXM'", "TABLE"),
    GoldenCase("select value from nls_instance_parameters where parameter = 'NLS_TERRITORY'", "CHINA"),
    GoldenCase("select count(lbmc) from his_interface.ZLXM_LBDM2", "0"),
    GoldenCase("select level, lbmc from ypml_lbdm start with FXBH=0 connect by prior BH=FXBH", ""),
  ])
  func answers(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  /// The dictionary is Oracle's: its statements have Oracle's meaning, and PostgreSQL's catalogue does not list it.
  @Test func itIsOracles() throws {
    let padded = try fixture.answer("select 'a' || null || table_name from user_tables where table_name = 'ZLXM'")
    #expect(padded == "aZLXM")
    let listed = try fixture.answer("select count(*) from pg_class where relname = 'user_tables'")
    #expect(listed == "0")
  }
}
