import Catalogue

/// 达梦 DM8 through its own ODBC driver. **Not verified here**: written from its documentation. Names fold to upper case;
/// DDL ends transactions, so the tables are swapped one after another and a reader can meet the moment between two; the
/// schema's user is made by the administrator.
struct DamengEngine: EngineProfile {
  let name = "dameng"
  let title = "达梦 DM8"
  let isVerified = false

  func matches(product: String) -> Bool { product.uppercased().hasPrefix("DM") }
  let connectionOptions: [(key: String, value: String)] = []

  func type(_ type: CatalogueColumnType) -> String {
    switch type {
    case .varchar(let count): "VARCHAR2(\(count) CHAR)"
    case .timestamp: "TIMESTAMP(0)"
    }
  }

  let wholeNumberType = "BIGINT"
  func createSchema(_ schema: String) -> [String] { [] }

  func relationsQuery(_ schema: String) -> String {
    "SELECT OBJECT_NAME FROM ALL_OBJECTS WHERE OWNER = UPPER(\(quoted(schema))) AND OBJECT_TYPE IN ('TABLE', 'VIEW')"
  }

  func columnsQuery(_ schema: String, table: String) -> String {
    "SELECT COLUMN_NAME FROM ALL_TAB_COLUMNS WHERE OWNER = UPPER(\(quoted(schema))) "
      + "AND TABLE_NAME = UPPER(\(quoted(table))) ORDER BY COLUMN_ID"
  }

  let bulkMethod = BulkMethod.parameterArrays
  func parameter(_ type: CatalogueColumnType) -> String { "?" }
  let lockClause = " FOR UPDATE"
  let hasTransactionalDDL = false

  func switchStatements(_ schema: String, live: [String], tables: [String]) -> [String] {
    live.map { "ALTER TABLE \(schema).\($0) RENAME TO \($0)\(MirrorTable.Place.outgoing.rawValue)" }
      + tables.map { "ALTER TABLE \(schema).\($0)\(MirrorTable.Place.incoming.rawValue) RENAME TO \($0)" }
  }

  func compatibilityStatements(_ schema: String, relations: Set<String>) -> [String] { [] }

  func readerQuery(_ reader: String) -> String? {
    "SELECT COUNT(*) FROM ALL_USERS WHERE USERNAME = UPPER(\(quoted(reader)))"
  }

  func createReader(_ reader: String, password: String, schema: String) -> [String] {
    ["CREATE USER \(reader) IDENTIFIED BY \"\(password.replacing("\"", with: "\"\""))\""]
  }

  func grants(_ reader: String, schema: String, relations: [String]) -> [String] {
    relations.map { "GRANT SELECT ON \(schema).\($0) TO \(reader)" }
  }
}
