import Catalogue

/// How one database engine wants it said. One file an engine.
///
/// Identifiers are never quoted: HIS writes them without, and each engine folds them in its own way.
protocol EngineProfile: Sendable {
  /// The value of `[[mirror]] engine`.
  var name: String { get }
  var title: String { get }
  /// Whether the project's own tests run it against the real engine.
  var isVerified: Bool { get }
  /// Whether the driver's name for its database means this engine.
  func matches(product: String) -> Bool
  /// Options for the connection string, each used unless the string already sets it.
  var connectionOptions: [(key: String, value: String)] { get }
  /// Run once after connecting.
  func sessionStatements(schema: String) -> [String]

  func type(_ type: CatalogueColumnType) -> String
  var wholeNumberType: String { get }
  var tableOptions: String { get }
  /// Makes the schema when it is missing; empty when it must be there already.
  func createSchema(_ schema: String) -> [String]
  /// Lower- or upper-case names of the tables and views in a schema, one column.
  func relationsQuery(_ schema: String) -> String
  /// Names of a table's columns in order, one column.
  func columnsQuery(_ schema: String, table: String) -> String

  var bulkMethod: BulkMethod { get }
  /// Expression for a value bound as text.
  func parameter(_ type: CatalogueColumnType) -> String
  /// Suffix of a SELECT that keeps other writers of the row out until the transaction ends.
  var lockClause: String { get }

  /// Puts the incoming tables in the live ones' place. Statements of ``hasTransactionalDDL`` engines run in one
  /// transaction with the views; elsewhere one statement swaps all tables at once.
  ///
  /// - Parameters:
  ///   - live: names of tables that stand there now.
  ///   - tables: live names, each with its `_new` and `_old`.
  func switchStatements(_ schema: String, live: [String], tables: [String]) -> [String]
  var hasTransactionalDDL: Bool { get }
  /// Said at the start of a swap's transaction: how long it waits for a lock before it gives way to the readers and tries
  /// again. Shorter than the engine's search for deadlocks, so that never a reader is the one it ends.
  var swapPatience: [String] { get }

  /// What a HIS expects that the engine lacks: `dual`, `TO_CHAR` (each only when missing).
  func compatibilityStatements(_ schema: String, relations: Set<String>) -> [String]
  /// Counts the accounts of a name, one row and column; `nil` when a reader is made by the administrator.
  func readerQuery(_ reader: String) -> String?
  func createReader(_ reader: String, password: String, schema: String) -> [String]
  /// SELECT on these and nothing else, each time they are made.
  func grants(_ reader: String, schema: String, relations: [String]) -> [String]
}

/// How many rows travel at once.
enum BulkMethod {
  /// `SQL_ATTR_PARAMSET_SIZE`, one INSERT with a `?` for each column.
  case parameterArrays
  /// One INSERT … SELECT … FROM unnest(?, ?, …), a column's values as one array text: five times as fast where the
  /// driver sends parameter arrays row by row.
  case unnest
}

/// What most engines share; a profile overrides what differs.
extension EngineProfile {
  var tableOptions: String { "" }
  var swapPatience: [String] { [] }
  var lockClause: String { " FOR UPDATE" }

  func switchStatements(_ schema: String, live: [String], tables: [String]) -> [String] {
    live.map { "ALTER TABLE \(schema).\($0) RENAME TO \($0)\(MirrorTable.Place.outgoing.rawValue)" }
      + tables.map { "ALTER TABLE \(schema).\($0)\(MirrorTable.Place.incoming.rawValue) RENAME TO \($0)" }
  }

  func compatibilityStatements(_ schema: String, relations: Set<String>) -> [String] { [] }

  func sessionStatements(schema: String) -> [String] { [] }
  func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}

/// The dictionary views that 达梦 has as Oracle does. Names fold to upper case.
protocol OracleDictionary: EngineProfile {}

extension OracleDictionary {
  func createSchema(_ schema: String) -> [String] { [] }

  func relationsQuery(_ schema: String) -> String {
    "SELECT OBJECT_NAME FROM ALL_OBJECTS WHERE OWNER = UPPER(\(quoted(schema))) AND OBJECT_TYPE IN ('TABLE', 'VIEW')"
  }

  func columnsQuery(_ schema: String, table: String) -> String {
    "SELECT COLUMN_NAME FROM ALL_TAB_COLUMNS WHERE OWNER = UPPER(\(quoted(schema))) "
      + "AND TABLE_NAME = UPPER(\(quoted(table))) ORDER BY COLUMN_ID"
  }

  func grants(_ reader: String, schema: String, relations: [String]) -> [String] {
    relations.map { "GRANT SELECT ON \(schema).\($0) TO \(reader)" }
  }
}

enum Engines {
  static let all: [any EngineProfile] = [
    PostgreSQLEngine(), MariaDBEngine(), OpenGaussEngine(name: "opengauss"), OpenGaussEngine(name: "kingbase"),
    DamengEngine(), OracleEngine(),
  ]

  /// - Parameters:
  ///   - named: `[[mirror]] engine`.
  ///   - product: what the driver says its database is.
  static func profile(named: String?, product: String) throws(MirrorError) -> any EngineProfile {
    if let named {
      if let found = all.first(where: { $0.name == named }) { return found }
    } else if let found = all.first(where: { $0.matches(product: product) }) {
      return found
    }
    throw MirrorError(
      .engine, "不认识的数据库引擎“\(named ?? product)”",
      "请在 [[mirror]] 里写 engine，可写：" + all.map(\.name).joined(separator: "、"))
  }

  static var names: [String] { all.map(\.name) }
}
