import Testing

@testable import OracleSQL

/// Names and types of result columns; the names are what PostgreSQL 15 answers for the same text.
@Suite struct ResultColumnTests {
  private let compiler = Compiler()

  @Test(arguments: [
    ("count(*)", "count"), ("to_char(bgsj, 'YYYY')", "to_char"), ("'a'", "?column?"), ("1", "?column?"),
    ("-1", "?column?"),
    ("'a'::text", "text"), ("'1'::int", "int4"), ("cast(1 as number(3))", "numeric"), ("tym::text", "tym"),
    ("upper(tym)::text", "upper"), ("tym || 'a'", "?column?"), ("1 + 1", "?column?"), ("TYM", "tym"),
    ("ypml.TYM", "tym"), ("\"TYM\"", "tym"), ("case when 1 = 1 then 2 end", "case"),
    ("case when 1 = 1 then 2 else tym end", "tym"), ("case when 1 = 1 then 2 else 3 end", "case"),
    ("coalesce(tym, 'a')", "coalesce"), ("nvl(tym, 'a')", "nvl"), ("trim(tym)", "btrim"),
    ("trim(leading '0' from tym)", "ltrim"), ("substring(tym from 1 for 2)", "substring"), ("true", "bool"),
    ("null", "?column?"), ("$1", "?column?"), ("exists (select 1)", "exists"), ("(select max(tym) from ypml)", "max"),
    ("(select 1 as \"Eins\")", "Eins"), ("date '2021-03-01'", "date"), ("timestamp '2021-03-01 00:00:00'", "timestamp"),
    ("sysdate", "sysdate"), ("current_schema()", "current_schema"), ("pg_catalog.version()", "version"),
    ("tym Name", "name"), ("tym as \"Name\"", "Name"), ("tym 通用名", "通用名"), ("tym \"通用 名\"", "通用 名"),
    ("tym as from", "from"), ("tym is null", "?column?"), ("not true", "?column?"),
  ])
  func names(item: String, name: String) throws {
    let isAggregate = item == "count(*)"
    #expect(try compiler.names("select \(item) from \(isAggregate ? "dual" : "ypml")") == [name])
  }

  @Test func upperCaseLeavesQuotedNamesAndTheCatalogueAlone() throws {
    let upper = Compiler(columnCase: .upper)
    #expect(
      try upper.names("select yplsh, count(*) zs, 'a' \"Mixed\" from ypml group by yplsh") == ["YPLSH", "ZS", "Mixed"])
    #expect(try upper.names("select * from (select tym as \"low\", bgsj from ypml)") == ["low", "BGSJ"])
    #expect(try upper.names("select oid, typname from pg_type") == ["oid", "typname"])
  }

  @Test func starsListVisibleColumnsInOrder() throws {
    #expect(try compiler.names("select * from ypml") == ["yplsh", "ypbm", "tym", "ylfydj", "pfj", "bgsj"])
    #expect(try compiler.names("select b.*, a.tym from ypml a, ypml_lbdm b") == ["bh", "fxbh", "lbmc", "tym"])
    #expect(try compiler.names("select * from (select tym as \"Name\", 1 from ypml)") == ["Name", "?column?"])
    #expect(try compiler.names("select ctid, tym from ypml") == ["ctid", "tym"])
  }

  @Test(arguments: [
    ("'a'", SQLType.text), ("null", .text), ("1", .int4), ("2147483648", .int8), ("9223372036854775808", .exact),
    ("1.5", .exact), ("count(*)", .int8), ("count(distinct tym)", .int8), ("sum(pfj)", .exact), ("avg(pfj)", .exact),
    ("max(tym)", .varchar(200)), ("min(bgsj)", .timestamp), ("max(1)", .int4), ("to_char(sysdate)", .text),
    ("1 + 1", .exact), ("1 / 2", .exact), ("sysdate", .timestamp), ("sysdate + 1", .timestamp),
    ("sysdate - sysdate", .exact),
    ("length('a')", .int4), ("round(1.5)", .exact), ("1 = 1", .bool), ("true", .bool), ("'a' || 1", .text),
    ("nvl(null, 1)", .int4), ("nvl(1, '0.5')", .exact), ("coalesce(1, 2.5)", .exact), ("nvl('a', 1)", .text),
    ("decode(1, 1, 'a')", .text), ("decode(1, 2, 'a', 3)", .text), ("decode(1, 2, 3, 'a')", .exact),
    ("decode(1, 2, null, 3)", .text), ("nvl(2, 'a')", .exact), ("coalesce(2, 'a')", .text),
    ("coalesce(sysdate, '2021-03-01')", .timestamp), ("coalesce(sysdate, 'x')", .text), ("nvl2('a', 'b', 1)", .text),
    ("case when 1 = 1 then 1 else 2.5 end", .exact),
    ("case when 1 = 1 then 'a' else 1 end", .text), ("cast('a' as varchar2(7))", .varchar(7)),
    ("cast(1 as number(12, 2))", .numeric(precision: 12, scale: 2)),
    ("cast(1 as number(12))", .numeric(precision: 12, scale: 0)),
    ("1::int8", .int8), ("'x'::name", .name), ("cast(sysdate as date)", .timestamp), ("greatest(1, 2)", .exact),
    ("user", .varchar(30)), ("version()", .text), ("current_database()", .name), ("$1", .text), ("$1::int4", .int4),
  ])
  func types(item: String, type: SQLType) throws {
    let isAggregate = ["count", "sum", "avg", "max", "min"].contains { item.hasPrefix($0) }
    #expect(try compiler.types("select \(item) from \(isAggregate ? "ypml" : "dual")") == [type])
  }

  @Test func columnsAndSetOperationsKeepOrAgreeOnTypes() throws {
    #expect(try compiler.types("select tym, bgsj, pfj from ypml") == [.varchar(200), .timestamp, .varchar(30)])
    #expect(try compiler.types("select ctid from ypml") == [.tid])
    #expect(try compiler.types("select tym from ypml union select xmmc from zlxm") == [.varchar(nil)])
    #expect(try compiler.types("select tym from ypml union all select null from dual") == [.varchar(200)])
    #expect(try compiler.types("select ylfydj from ypml union all select '一个很长的名字' from dual") == [.varchar(nil)])
    #expect(try compiler.types("select nvl(tym, 'x') from ypml") == [.varchar(nil)])
    #expect(try compiler.types("select 1 from dual union all select bh from ypml_lbdm") == [.exact])
    #expect(try compiler.types("select 1 from dual union all select 'a' from dual") == [.text])
    #expect(
      try compiler.types("select oid, relkind, relhasrules, relname from pg_class") == [.oid, .char, .bool, .name])
  }
}

extension SQLType {
  static let exact = SQLType.numeric(precision: nil, scale: nil)
}
