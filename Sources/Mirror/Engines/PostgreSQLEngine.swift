import Catalogue

/// PostgreSQL 12 and later through psqlODBC (Unicode). Verified here with PostgreSQL 15.
struct PostgreSQLEngine: EngineProfile {
  let name = "postgresql"
  let title = "PostgreSQL"
  let isVerified = true

  func matches(product: String) -> Bool { product == "PostgreSQL" }

  /// Cursors keep memory bounded when `check` reads; 4,000 keeps the notes whole.
  var connectionOptions: [(key: String, value: String)] {
    [("UseDeclareFetch", "1"), ("Fetch", "2000"), ("MaxVarcharSize", "4000")]
  }

  func type(_ type: CatalogueColumnType) -> String {
    switch type {
    case .varchar(let count): "varchar(\(count))"
    case .timestamp: "timestamp(0)"
    }
  }

  let wholeNumberType = "bigint"
  func createSchema(_ schema: String) -> [String] { ["CREATE SCHEMA IF NOT EXISTS \(schema)"] }

  func relationsQuery(_ schema: String) -> String {
    "SELECT table_name FROM information_schema.tables WHERE table_schema = lower(\(quoted(schema)))"
  }

  func columnsQuery(_ schema: String, table: String) -> String {
    "SELECT column_name FROM information_schema.columns WHERE table_schema = lower(\(quoted(schema))) "
      + "AND table_name = \(quoted(table)) ORDER BY ordinal_position"
  }

  let bulkMethod = BulkMethod.unnest

  func parameter(_ type: CatalogueColumnType) -> String {
    switch type {
    case .varchar: "?::text[]"
    case .timestamp: "?::timestamp[]"
    }
  }

  let hasTransactionalDDL = true
  /// A tenth of `deadlock_timeout`'s default for each of the swap's locks.
  let swapPatience = ["SET LOCAL lock_timeout = '100ms'"]

  func compatibilityStatements(_ schema: String, relations: Set<String>) -> [String] {
    relations.contains("dual") ? [] : ["CREATE VIEW \(schema).dual AS SELECT 'X'::varchar(1) AS dummy"]
  }

  func readerQuery(_ reader: String) -> String? {
    "SELECT COUNT(*) FROM pg_catalog.pg_roles WHERE rolname = lower(\(quoted(reader)))"
  }

  func createReader(_ reader: String, password: String, schema: String) -> [String] {
    [
      "CREATE ROLE \(reader) LOGIN PASSWORD \(quoted(password))",
      "ALTER ROLE \(reader) SET search_path = \(schema), public",
    ]
  }

  func grants(_ reader: String, schema: String, relations: [String]) -> [String] {
    ["GRANT USAGE ON SCHEMA \(schema) TO \(reader)"]
      + relations.map { "GRANT SELECT ON \(schema).\($0) TO \(reader)" }
  }
}
