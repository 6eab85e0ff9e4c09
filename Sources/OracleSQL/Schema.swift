/// The tables a statement can name. The engine that executes supplies it; the front end resolves names against it.
public struct Schema: Sendable {
  public let tables: [SchemaTable]
  /// Schemas searched, in order, for a name without one.
  public let searchPath: [String]
  private let byName: [String: Int]

  public init(tables: [SchemaTable], searchPath: [String] = ["his_interface", "pg_catalog"]) {
    self.tables = tables
    self.searchPath = searchPath
    var byName: [String: Int] = [:]
    for (index, table) in tables.enumerated() { byName["\(table.schema).\(table.name)"] = index }
    self.byName = byName
  }

  /// Finds a table by its lower-case name.
  public func table(schema: String?, name: String) -> SchemaTable? {
    for candidate in schema.map({ [$0] }) ?? searchPath {
      if let index = byName["\(candidate).\(name)"] { return tables[index] }
    }
    return nil
  }
}

/// Which language's meaning a table's statements have where Oracle's and PostgreSQL's differ.
public enum Dialect: Sendable {
  case oracle
  case postgres
}

/// A view HIS reads or a catalogue table a driver reads.
public struct SchemaTable: Sendable {
  /// Lower case.
  public let schema: String
  /// Lower case.
  public let name: String
  /// How SQLite names it, quoted and qualified as needed.
  public let sqliteName: String
  public let columns: [SchemaColumn]
  public let dialect: Dialect
  /// What its rows answer as `tableoid`; `nil` for a table without that column.
  public let objectID: Int64?

  public init(
    schema: String, name: String, sqliteName: String, columns: [SchemaColumn], dialect: Dialect, objectID: Int64? = nil
  ) {
    self.schema = schema
    self.name = name
    self.sqliteName = sqliteName
    self.columns = columns
    self.dialect = dialect
    self.objectID = objectID
  }
}

public struct SchemaColumn: Sendable, Hashable {
  /// Lower case; also the SQLite column's name unless `sqliteName` says otherwise.
  public let name: String
  public let type: SQLType
  public let sqliteName: String
  /// Not part of `*` (`ctid`, helper columns).
  public let isHidden: Bool
  /// An index begins with this column, so a range on it is a search.
  public let isIndexed: Bool
  /// The table's file says whether every value is ASCII, so that the order of its bytes is that of GB18030.
  public let mayBeASCII: Bool

  public init(
    _ name: String, _ type: SQLType, sqliteName: String? = nil, isHidden: Bool = false, isIndexed: Bool = false,
    mayBeASCII: Bool = false
  ) {
    self.name = name
    self.type = type
    self.sqliteName = sqliteName ?? name
    self.isHidden = isHidden
    self.isIndexed = isIndexed
    self.mayBeASCII = mayBeASCII
  }
}
