import Catalogue

/// 达梦 DM8 through its own ODBC driver. **Not verified here**: written from its documentation. Names fold to upper case;
/// DDL ends transactions, so the tables are swapped one after another and a reader can meet the moment between two; the
/// schema's user is made by the administrator.
struct DamengEngine: OracleDictionary {
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
  let bulkMethod = BulkMethod.parameterArrays
  func parameter(_ type: CatalogueColumnType) -> String { "?" }
  let hasTransactionalDDL = false

  func readerQuery(_ reader: String) -> String? {
    "SELECT COUNT(*) FROM ALL_USERS WHERE USERNAME = UPPER(\(quoted(reader)))"
  }

  func createReader(_ reader: String, password: String, schema: String) -> [String] {
    ["CREATE USER \(reader) IDENTIFIED BY \"\(password.replacing("\"", with: "\"\""))\""]
  }
}
