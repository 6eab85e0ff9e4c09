import Catalogue
import Testing

@testable import OracleSQL
@testable import QueryEngine

@Suite struct SystemCatalogueTests {
  private func rows(_ sql: String, _ columns: Int, _ options: ViewOptions = ViewOptions()) throws -> [[String?]] {
    try allRows(connect(.empty, options).prepare(plain(sql, columns: columns)))
  }

  @Test func everyFunctionOfTheRendererIsThere() {
    let names = Set((RuntimeFunctions.all + SystemFunctions(options: ViewOptions()).all).map(\.name))
    #expect(names == Set(RuntimeCall.allCases.map(\.rawValue)))
  }

  /// psqlODBC's SQLTables, as SQLite's text.
  @Test(arguments: [(ViewOptions.Listing.table, "r"), (.view, "v")])
  func driversSeeTheViewsByKind(listing: ViewOptions.Listing, kind: String) throws {
    let found = try rows(
      """
      SELECT relname, nspname, relkind FROM pg_catalog.pg_class c, pg_catalog.pg_namespace n
      WHERE relkind IN ('r','v','m','f','p') AND nspname NOT IN ('pg_catalog','information_schema','pg_toast','pg_temp_1')
      AND n.oid = relnamespace ORDER BY nspname, relname
      """, 3, ViewOptions(listAs: listing))
    #expect(found == ["bzml", "dual", "ypml", "ypml_lbdm", "zlxm", "zlxm_lbdm2"].map { [$0, "his_interface", kind] })
  }

  /// psqlODBC's SQLColumns, the columns its conclusions depend on.
  @Test func columnsOfBzml() throws {
    let found = try rows(
      """
      SELECT n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, a.attnotnull,
      c.relhasrules, c.relkind, c.oid, t.typtypmod, a.attidentity, c.relhassubclass
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND c.relname = 'bzml'
      JOIN pg_catalog.pg_attribute a ON NOT a.attisdropped AND a.attnum > 0 AND a.attrelid = c.oid
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
      ORDER BY n.nspname, c.relname, attnum
      """, 15)
    #expect(found.count == 11)
    let bzmc = [
      "his_interface", "bzml", "bzmc", "1043", "varchar", "2", "-1", "204", "0", "0", "r", "16402", "-1", "", "0",
    ]
    let kssj = [
      "his_interface", "bzml", "kssj", "1114", "timestamp", "9", "8", "0", "0", "0", "r", "16402", "-1", "", "0",
    ]
    #expect(found[1] == bzmc)
    #expect(found[8] == kssj)
  }

  /// Every column's type as in PostgreSQL 15's RowDescription; a wrong one changes what a driver concludes.
  @Test func columnTypesAreExact() throws {
    let schema = ViewSchema.schema(options: ViewOptions())
    func oid(_ table: String, _ column: String) throws -> UInt32 {
      let table = try #require(schema.table(schema: "pg_catalog", name: table))
      return try #require(table.columns.first { $0.name == column }).type.oid
    }
    #expect(try oid("pg_class", "oid") == 26)
    #expect(try oid("pg_class", "relname") == 19)
    #expect(try oid("pg_class", "relkind") == 18)
    #expect(try oid("pg_class", "relhasrules") == 16)
    #expect(try oid("pg_class", "relpages") == 23)
    #expect(try oid("pg_attribute", "attnotnull") == 16)
    #expect(try oid("pg_attribute", "attlen") == 21)
    #expect(try oid("pg_attribute", "atttypmod") == 23)
    #expect(try oid("pg_attribute", "attidentity") == 18)
    #expect(try oid("pg_type", "typbasetype") == 26)
    #expect(try oid("pg_description", "description") == 25)
    #expect(try oid("pg_sequence", "seqmax") == 20)
  }

  @Test func viewsHaveTheTypesOfTheDesign() throws {
    let schema = ViewSchema.schema(options: ViewOptions())
    let ypml = try #require(schema.table(schema: nil, name: "ypml"))
    #expect(ypml.columns.first?.type == .varchar(30))
    #expect(ypml.columns.first { $0.name == "bgsj" }?.type == .timestamp)
    #expect(ypml.columns.first { $0.name == "bgsj" }?.isIndexed == true)
    #expect(ypml.columns.filter(\.isHidden).map(\.name) == ["ctid"])
    let bzml = try #require(schema.table(schema: "his_interface", name: "bzml"))
    #expect(bzml.columns.filter(\.isIndexed).map(\.name) == ["bzbm", "bzmc", "zjm", "bgsj", "kssj"])
    #expect(schema.table(schema: nil, name: "pg_class")?.dialect == .postgres)
    #expect(schema.table(schema: nil, name: "tables") == nil)
  }

  @Test func everyRelationAnswersAndIsListed() throws {
    let connection = try connect(.empty)
    for relation in SystemRelation.postgres {
      let columns = relation.columns.map { quotedIdentifier($0.name) }.joined(separator: ", ")
      let statement = try connection.prepare(
        plain("SELECT \(columns) FROM \(relation.schema).\(relation.name)", columns: relation.columns.count))
      for row in try allRows(statement) {
        for (value, column) in zip(row, relation.columns) where column.isNotNull {
          #expect(value != nil, "\(relation.name).\(column.name) is NOT NULL")
        }
      }
    }
    let attributes = try rows("SELECT count(*) FROM pg_catalog.pg_attribute WHERE attrelid = 1259", 1)
    #expect(attributes == [["33"]])
  }

  @Test func informationSchemaListsTheViews() throws {
    let found = try rows(
      "SELECT column_name, data_type, character_maximum_length, datetime_precision, is_nullable FROM information_schema.columns WHERE table_name = 'bzml' AND ordinal_position IN (1, 7) ORDER BY ordinal_position",
      5)
    #expect(
      found == [
        ["bzbm", "character varying", "20", nil, "YES"], ["bgsj", "timestamp without time zone", nil, "0", "YES"],
      ])
    let kinds = try rows(
      "SELECT table_type FROM information_schema.tables WHERE table_name = 'ypml'", 1, ViewOptions(listAs: .view))
    #expect(kinds == [["VIEW"]])
  }

  /// Spellings as PostgreSQL 15 answers format_type().
  @Test(arguments: [
    (1043, 34, "character varying(30)"), (1043, -1, "character varying"), (1114, 0, "timestamp(0) without time zone"),
    (1114, -1, "timestamp without time zone"), (16, -1, "boolean"), (18, -1, "\"char\""), (19, -1, "name"),
    (1700, 786_436 + 4 - 4, "numeric(12,0)"), (1700, 786_438, "numeric(12,2)"), (1003, -1, "name[]"),
    (22, -1, "int2vector"),
  ])
  func formatsTypes(oid: Int64, modifier: Int64, expected: String) {
    #expect(SystemFunctions.formatType(oid, modifier: modifier) == expected)
  }

  @Test func relationsAreFoundByName() throws {
    for name in ["ypml", "\"ypml\"", "YPML", "his_interface.ypml", "\"his_interface\".\"YPML\"", "16400"] {
      let quoted = name.split(separator: "'" as Character).joined(separator: "''")
      #expect(try rows("SELECT qz_regclass('\(quoted)')", 1) == [["16400"]])
    }
    #expect(
      try rows("SELECT qz_regclass('pg_class'), qz_regclass_name(1259), qz_regclass_name(5)", 3) == [
        ["1259", "pg_class", "5"]
      ])
    #expect(throws: SQLError("42P01", "ORA-00942 表或视图不存在")) { try rows("SELECT qz_regclass('nosuch')", 1) }
    #expect(try rows("SELECT qz_user_name(16386), qz_user_name(10)", 2) == [["his_interface", "postgres"]])
  }

  @Test func objectIdsAreUnique() throws {
    let classes = SystemRows(options: ViewOptions()).objects.map(\.oid)
    #expect(Set(classes).count == classes.count)
    #expect(
      try rows("SELECT count(*) - count(DISTINCT oid), count(*) > 60 FROM pg_catalog.pg_type", 2) == [["0", "1"]])
  }
}
