import Catalogue

/// Oracle 12c and later through Oracle's ODBC driver. **Not verified here**: written from its documentation. Names fold
/// to upper case; DDL ends transactions, so the tables are swapped one after another and a reader can meet the moment
/// between two. The schema is a user, made by the administrator, and so is the reader (CREATE SESSION is theirs to give).
struct OracleEngine: OracleDictionary {
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
  let bulkMethod = BulkMethod.parameterArrays

  func parameter(_ type: CatalogueColumnType) -> String {
    type == .timestamp ? "TO_DATE(?, 'YYYY-MM-DD HH24:MI:SS')" : "?"
  }

  let hasTransactionalDDL = false

  func readerQuery(_ reader: String) -> String? { nil }
  func createReader(_ reader: String, password: String, schema: String) -> [String] { [] }
}
