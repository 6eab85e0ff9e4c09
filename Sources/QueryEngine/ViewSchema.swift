import Catalogue
import OracleSQL

/// The tables a statement can name: the three views and those beside them, PostgreSQL's catalogue, the
/// information schema, Oracle's dictionary.
public enum ViewSchema {
  /// The schema of the views, also the default one.
  public static let name = "his_interface"

  public static func schema(options: ViewOptions) -> Schema {
    Schema(
      tables: CatalogueKind.allCases.map(view) + SmallTable.all.map(\.schemaTable)
        + SystemRelation.all.map(\.schemaTable),
      searchPath: [name, "pg_catalog", SystemRelation.oracleSchema])
  }

  static func view(_ kind: CatalogueKind) -> SchemaTable {
    let table = kind.table
    let indexed = indexedColumns(of: table)
    let codes = Set(table.codeColumns)
    let columns = table.columns.map { column in
      SchemaColumn(
        column.name, column.type.sqlType, sqliteName: quotedIdentifier(column.name),
        isIndexed: indexed.contains(column.name), mayBeASCII: codes.contains(column.name))
    }
    return SchemaTable(
      schema: name, name: kind.rawValue, sqliteName: "\(kind.rawValue).\(kind.rawValue)",
      columns: columns + [SchemaColumn("ctid", .tid, sqliteName: "\"row\"", isHidden: true)], dialect: .oracle)
  }

  /// What the release builder indexes: the key's first column, the dates the notice's statements read, mnemonics and names.
  static func indexedColumns(of table: CatalogueTable) -> Set<String> {
    Set([table.keyColumns[0], table.changeDateColumn, table.checkDateColumn] + table.lookupColumns)
  }

  /// A view's table as a release file has it, `prefix` before its name.
  static func createStatement(_ kind: CatalogueKind) -> String {
    let columns = kind.table.columns.map { "\(quotedIdentifier($0.name)) TEXT" }.joined(separator: ", ")
    return "CREATE TABLE \(kind.rawValue) (\"row\" INTEGER PRIMARY KEY, \(columns))"
  }
}

extension CatalogueColumnType {
  var sqlType: SQLType {
    switch self {
    case .varchar(let length): .varchar(length)
    case .timestamp: .timestamp
    }
  }
}
