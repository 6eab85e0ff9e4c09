import Catalogue

/// Oracle 12c and later through Oracle's ODBC driver. **Not verified here**: written from its documentation. Names fold
/// to upper case; DDL ends transactions, so the tables are swapped one after another and a reader can meet the moment
/// between two. The schema is a user, made by the administrator, and so is the reader (CREATE SESSION is theirs to give).
struct OracleEngine: EngineProfile {
  let name = "oracle"
  let title = "Oracle"
  let isVerified = false

  func matches(product: String) -> Bool { product.lowercased().hasPrefix("oracle") }
  let connectionOptions: [(key: String, value: String)] = []

  /// Texts we bind for dates are `yyyy-MM-dd HH:mm:ss`.
  func sessionStatements(schema: String) -> [String] {
    ["ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS'"]
  }

  func type(_ type: CatalogueColumnType) -> String {
    switch type {
    case .varchar(let count): "VARCHAR2(\(count) CHAR)"
    case .timestamp: "DATE"
    }
  }

  let wholeNumberType = "NUMBER(19)"
  func createSchema(_ schema: String) -> [String] { [] }

  func relationsQuery(_ schema: String) -> String {
    "SELECT OBJECT_NAME FROM ALL_OBJECTS WHERE OWNER = UPPER(\(quoted(schema))) AND OBJECT_TYPE IN ('TABLE', 'VIEW')"
  }

  func columnsQuery(_ schema: String, table: String) -> String {
    "SELECT COLUMN_NAME FROM ALL_TAB_COLUMNS WHERE OWNER = UPPER(\(quoted(schema))) "
      + "AND TABLE_NAME = UPPER(\(quoted(table))) ORDER BY COLUMN_ID"
  }

  let bulkMethod = BulkMethod.parameterArrays

  func parameter(_ type: CatalogueColumnType) -> String {
    type == .timestamp ? "TO_DATE(?, 'YYYY-MM-DD HH24:MI:SS')" : "?"
  }

  let lockClause = " FOR UPDATE"
  let hasTransactionalDDL = false

  func switchStatements(_ schema: String, live: [String], tables: [String]) -> [String] {
    live.map { "ALTER TABLE \(schema).\($0) RENAME TO \($0)\(MirrorTable.Place.outgoing.rawValue)" }
      + tables.map { "ALTER TABLE \(schema).\($0)\(MirrorTable.Place.incoming.rawValue) RENAME TO \($0)" }
  }

  func compatibilityStatements(_ schema: String, relations: Set<String>) -> [String] { [] }
  func readerQuery(_ reader: String) -> String? { nil }
  func createReader(_ reader: String, password: String, schema: String) -> [String] { [] }

  func grants(_ reader: String, schema: String, relations: [String]) -> [String] {
    relations.map { "GRANT SELECT ON \(schema).\($0) TO \(reader)" }
  }
}
