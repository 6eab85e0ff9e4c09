/// Resolves one statement's names and types and renders it. Used once.
final class Binder {
  let frontEnd: SQLFrontEnd
  /// Whose meaning holds where Oracle's and PostgreSQL's differ: PostgreSQL's only for statements over its own catalogue.
  let dialect: Dialect
  var parameters: [Int: SQLType]
  /// The queries of the WITH clauses around the place being resolved, the innermost last.
  var commonTables: [String: [CommonTableBinding]] = [:]
  /// Code columns are taken for ASCII, and ``assumedASCII`` says which.
  var assumesASCII = true
  var assumedASCII: Set<String> = []
  /// Of ``CompiledQuery/isCostly``.
  var isCostly = false
  /// `(+)` may stand on a column: in the conditions made into an outer join.
  var acceptsOuterMarks = false
  /// Tables met so far, the branches of a set operation each for itself: SQLite joins what inline views hold with what is
  /// around them.
  var tableCount = 0
  private var aliasCount = 0
  private var workCount = 0

  /// How often an expression may be resolved in one statement, and how long the text made of one may become: far above
  /// what a statement within the other limits needs unless it is built to multiply.
  static let maximumWork = 2_000_000
  static let maximumRenderedBytes = 8 << 20

  /// - Parameter tables: every table the statement names.
  init(frontEnd: SQLFrontEnd, tables: [[Name]], parameters: [Int: SQLType]) {
    self.frontEnd = frontEnd
    self.parameters = parameters
    let found = tables.compactMap { frontEnd.table($0) }
    dialect = !found.isEmpty && found.allSatisfy { $0.dialect == .postgres } ? .postgres : .oracle
  }

  var isOracle: Bool { dialect == .oracle }

  func nextAlias() -> String {
    aliasCount += 1
    return "t\(aliasCount)"
  }

  func countTable(position: Int) throws(SQLError) {
    tableCount += 1
    guard tableCount <= Parser.maximumTables else {
      throw SQLError("54001", "语句中的表超过 \(Parser.maximumTables) 个", position: position)
    }
  }

  /// Counts one more expression resolved, of which this is the text.
  func countWork(_ sql: String) throws(SQLError) {
    workCount += 1
    guard workCount <= Self.maximumWork, sql.utf8.count <= Self.maximumRenderedBytes else {
      throw SQLError("54001", "语句过于复杂，请拆分或简化后再执行")
    }
  }

  /// A result column's name as the client sees it; PostgreSQL's own catalogue keeps PostgreSQL's names.
  func columnName(_ name: String) -> String { isOracle ? frontEnd.columnName(name) : name }
}

extension SQLFrontEnd {
  func table(_ names: [Name]) -> SchemaTable? {
    let table = Lexer.folded(names[names.count - 1].text)
    let written = names.count > 1 ? Lexer.folded(names[names.count - 2].text) : nil
    // DUAL belongs to SYS in Oracle, to the views' schema here.
    return schema.table(
      schema: (written == "sys" || written == "public") && table == "dual" ? nil : written, name: table)
  }

  /// A result column's name as the client sees it.
  func columnName(_ name: String) -> String {
    switch columnCase {
    case .lower: name
    case .upper: String(decoding: name.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }, as: UTF8.self)
    }
  }
}
