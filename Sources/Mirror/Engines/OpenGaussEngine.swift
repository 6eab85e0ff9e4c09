import Catalogue

/// openGauss and KingbaseES (PostgreSQL mode). **Not verified here**: written from their documentation; both keep
/// PostgreSQL's catalogues, DDL in transactions and `unnest`, and bring their own DUAL and TO_CHAR. openGauss's driver calls its database PostgreSQL, so the
/// engine has to be named in the configuration.
struct OpenGaussEngine: EngineProfile {
  private let base = PostgreSQLEngine()
  let name: String
  var title: String { name == "kingbase" ? "KingbaseES" : "openGauss" }
  let isVerified = false

  func matches(product: String) -> Bool {
    product.lowercased().hasPrefix(name == "kingbase" ? "kingbase" : "opengauss")
  }

  var connectionOptions: [(key: String, value: String)] { base.connectionOptions }
  func type(_ type: CatalogueColumnType) -> String { base.type(type) }
  var wholeNumberType: String { base.wholeNumberType }
  /// openGauss has CREATE SCHEMA IF NOT EXISTS since 3.0, KingbaseES since V8.
  func createSchema(_ schema: String) -> [String] { base.createSchema(schema) }
  func relationsQuery(_ schema: String) -> String { base.relationsQuery(schema) }
  func columnsQuery(_ schema: String, table: String) -> String { base.columnsQuery(schema, table: table) }
  var bulkMethod: BulkMethod { base.bulkMethod }
  func parameter(_ type: CatalogueColumnType) -> String { base.parameter(type) }
  let hasTransactionalDDL = true

  /// `lock_timeout` is PostgreSQL's since 9.3; openGauss split off before.
  var swapPatience: [String] { name == "kingbase" ? base.swapPatience : [] }

  func readerQuery(_ reader: String) -> String? { base.readerQuery(reader) }

  func createReader(_ reader: String, password: String, schema: String) -> [String] {
    base.createReader(reader, password: password, schema: schema)
  }

  func grants(_ reader: String, schema: String, relations: [String]) -> [String] {
    base.grants(reader, schema: schema, relations: relations)
  }
}
