import Catalogue
import OracleSQL

/// Rows of Oracle's dictionary views: what the user HIS connects as owns, which is the views and the tables beside them.
extension SystemRows {
  func oracleRows(of relation: String) -> [[String: CatalogueValue]] {
    let name =
      relation.hasPrefix("all_")
      ? relation.dropFirst(4) : relation.hasPrefix("user_") ? relation.dropFirst(5) : relation[...]
    let rows: [[String: CatalogueValue]] =
      switch name {
      case "tables": oracleTables.filter(\.isTable).map(\.tableRow)
      case "views": oracleTables.filter { !$0.isDual }.map { ["view_name": .text($0.name)] }
      case "tab_columns", "tab_cols", "cols": oracleTables.flatMap(\.columnRows)
      case "objects": oracleTables.map(\.objectRow)
      case "tab_comments":
        oracleTables.map { ["table_name": .text($0.name), "table_type": .text($0.kind), "comments": .text($0.title)] }
      case "col_comments": oracleTables.flatMap(\.commentRows)
      case "tab": oracleTables.map { ["tname": .text($0.name), "tabtype": .text($0.kind)] }
      case "cat", "catalog": oracleTables.map { ["table_name": .text($0.name), "table_type": .text($0.kind)] }
      case "users": [userRow]
      case "tab_privs": oracleTables.map(privilegeRow)
      case "sys_privs": [["username": .text(owner), "privilege": .text("CREATE SESSION"), "admin_option": .text("NO")]]
      case "session_privs": [["privilege": .text("CREATE SESSION")]]
      case "dictionary", "dict":
        SystemRelation.oracleDictionary.map { ["table_name": .text($0.name.uppercased())] }
      case "nls_instance_parameters", "nls_session_parameters", "nls_database_parameters", "v$nls_parameters":
        Self.languageRows
      case "v$version": [["banner": .text(Self.banner)]]
      case "product_component_version":
        [["product": .text("Qianzhi"), "version": .text("11.2.0.4.0"), "status": .text("Production")]]
      case "global_name": [["global_name": .text(options.database.uppercased())]]
      default: []
      }
    guard relation.hasPrefix("all_"), relation != "all_users" else { return rows }
    return rows.map { $0.merging(["owner": .text(owner)]) { own, _ in own } }
  }

  private var owner: String { options.user.uppercased() }

  /// Programs look for the release number in it to choose their SQL.
  private static let banner = "Oracle Database 11g compatible SQL - Qianzhi view server"

  private var userRow: [String: CatalogueValue] {
    [
      "username": .text(owner), "user_id": .integer(SystemObject.user), "account_status": .text("OPEN"),
      "default_tablespace": .text("USERS"),
    ]
  }

  private func privilegeRow(_ table: OracleTable) -> [String: CatalogueValue] {
    [
      "grantee": .text(owner), "owner": .text(owner), "table_name": .text(table.name), "grantor": .text(owner),
      "privilege": .text("SELECT"), "grantable": .text("NO"),
    ]
  }

  /// What the functions of this dialect do, in the words of the parameters that ask for it.
  private static let languageRows: [[String: CatalogueValue]] = [
    ("NLS_LANGUAGE", "SIMPLIFIED CHINESE"), ("NLS_TERRITORY", "CHINA"), ("NLS_CHARACTERSET", "ZHS16GBK"),
    ("NLS_NCHAR_CHARACTERSET", "AL16UTF16"), ("NLS_DATE_FORMAT", "YYYY-MM-DD HH24:MI:SS"),
    ("NLS_DATE_LANGUAGE", "AMERICAN"), ("NLS_NUMERIC_CHARACTERS", ".,"), ("NLS_SORT", "BINARY"),
    ("NLS_COMP", "BINARY"), ("NLS_LENGTH_SEMANTICS", "CHAR"), ("NLS_RDBMS_VERSION", "11.2.0.4.0"),
  ].map { ["parameter": .text($0.0), "value": .text($0.1)] }

  private var oracleTables: [OracleTable] {
    CatalogueKind.allCases.map { view in
      OracleTable(
        name: view.rawValue.uppercased(), title: view.title, objectID: view.objectID,
        listsAsTable: options.listAs == .table,
        columns: view.table.columns.map { ($0.name.uppercased(), $0.type.sqlType, $0.meaning) })
    }
      + SmallTable.all.map { table in
        OracleTable(
          name: table.name.uppercased(), title: table.title, objectID: table.objectID,
          listsAsTable: options.listAs == .table,
          columns: table.columns.map { ($0.name.uppercased(), $0.type, $0.meaning) })
      }
  }
}

/// A view or small table as Oracle's dictionary describes it.
private struct OracleTable {
  let name: String
  let title: String
  let objectID: Int64
  let listsAsTable: Bool
  let columns: [(name: String, type: SQLType, meaning: String)]

  var isDual: Bool { name == "DUAL" }
  var isTable: Bool { listsAsTable && !isDual }
  var kind: String { listsAsTable ? "TABLE" : "VIEW" }

  var tableRow: [String: CatalogueValue] {
    [
      "table_name": .text(name), "tablespace_name": .text("USERS"), "status": .text("VALID"), "temporary": .text("N"),
    ]
  }

  var objectRow: [String: CatalogueValue] {
    [
      "object_name": .text(name), "object_id": .integer(objectID), "object_type": .text(kind), "status": .text("VALID"),
      "temporary": .text("N"), "generated": .text("N"), "secondary": .text("N"),
    ]
  }

  var columnRows: [[String: CatalogueValue]] {
    columns.enumerated().map { index, column in
      var row: [String: CatalogueValue] = [
        "table_name": .text(name), "column_name": .text(column.name), "column_id": .integer(Int64(index + 1)),
        "nullable": .text("Y"),
      ]
      switch column.type {
      case .varchar(let length?):
        // A hanzi is two bytes in ZHS16GBK.
        row["data_type"] = .text("VARCHAR2")
        row["data_length"] = .integer(Int64(length * 2))
        row["char_length"] = .integer(Int64(length))
        row["char_col_decl_length"] = .integer(Int64(length))
        row["char_used"] = .text("C")
        row["character_set_name"] = .text("CHAR_CS")
      case .timestamp:
        row["data_type"] = .text("DATE")
        row["data_length"] = .integer(7)
      default:
        row["data_type"] = .text("NUMBER")
        row["data_length"] = .integer(22)
      }
      return row
    }
  }

  var commentRows: [[String: CatalogueValue]] {
    columns.map { ["table_name": .text(name), "column_name": .text($0.name), "comments": .text($0.meaning)] }
  }
}
