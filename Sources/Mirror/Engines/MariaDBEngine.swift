import Catalogue

/// MariaDB 10.6.1 and later (the first with `TO_CHAR`) through MariaDB Connector/ODBC. Verified here with 10.11.
///
/// DUAL is its own word, `TO_CHAR` its own function. Its DDL ends transactions, so the switch of a load is one `RENAME TABLE`, which is atomic over all its tables.
struct MariaDBEngine: EngineProfile {
  let name = "mariadb"
  let title = "MariaDB"
  let isVerified = true

  func matches(product: String) -> Bool { product == "MariaDB" || product == "MySQL" }

  var connectionOptions: [(key: String, value: String)] { [("charset", "utf8mb4")] }

  /// A value that does not fit is an error, never cut.
  func sessionStatements(schema: String) -> [String] { ["SET SESSION sql_mode = 'STRICT_ALL_TABLES'"] }

  func type(_ type: CatalogueColumnType) -> String {
    switch type {
    // InnoDB keeps a column inside its 8 KB row unless it may be 256 bytes long or longer: 64 characters of utf8mb4.
    case .varchar(let count): "VARCHAR(\(max(count, 64)))"
    case .timestamp: "DATETIME"
    }
  }

  let wholeNumberType = "BIGINT"
  let tableOptions = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
  func createSchema(_ schema: String) -> [String] { ["CREATE DATABASE IF NOT EXISTS \(schema)"] }

  func relationsQuery(_ schema: String) -> String {
    "SELECT table_name FROM information_schema.tables WHERE table_schema = \(quoted(schema))"
  }

  func columnsQuery(_ schema: String, table: String) -> String {
    "SELECT column_name FROM information_schema.columns WHERE table_schema = \(quoted(schema)) "
      + "AND table_name = \(quoted(table)) ORDER BY ordinal_position"
  }

  let bulkMethod = BulkMethod.parameterArrays
  func parameter(_ type: CatalogueColumnType) -> String { "?" }
  let hasTransactionalDDL = false

  func switchStatements(_ schema: String, live: [String], tables: [String]) -> [String] {
    let away = live.map { "\(schema).\($0) TO \(schema).\($0)\(MirrorTable.Place.outgoing.rawValue)" }
    let into = tables.map { "\(schema).\($0)\(MirrorTable.Place.incoming.rawValue) TO \(schema).\($0)" }
    return ["RENAME TABLE " + (away + into).joined(separator: ", ")]
  }

  func readerQuery(_ reader: String) -> String? { "SELECT COUNT(*) FROM mysql.user WHERE User = \(quoted(reader))" }

  func createReader(_ reader: String, password: String, schema: String) -> [String] {
    ["CREATE USER '\(reader)'@'%' IDENTIFIED BY \(quoted(password))"]
  }

  func grants(_ reader: String, schema: String, relations: [String]) -> [String] {
    relations.map { "GRANT SELECT ON \(schema).\($0) TO '\(reader)'@'%'" }
  }
}
