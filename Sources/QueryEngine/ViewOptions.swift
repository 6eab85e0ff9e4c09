import OracleSQL

/// How the views appear to drivers (configuration `[views]`).
public struct ViewOptions: Sendable, Hashable {
  /// `relkind` of our views: many HIS tools list only tables.
  public enum Listing: String, Sendable, Hashable {
    case table
    case view
  }

  /// How result columns are called when the statement leaves it open.
  public enum ColumnCase: String, Sendable, Hashable {
    case lower
    case upper
  }

  /// What orders texts.
  public var textOrder: SQLFrontEnd.TextOrder
  public var listAs: Listing
  public var columnCase: ColumnCase
  /// What `current_database()` answers.
  public var database: String
  /// Who is logged in: `USER`, `current_user`.
  public var user: String

  public init(
    listAs: Listing = .table, columnCase: ColumnCase = .lower, database: String = "his_interface",
    user: String = "his_interface", textOrder: SQLFrontEnd.TextOrder = .gb18030
  ) {
    self.textOrder = textOrder
    self.listAs = listAs
    self.columnCase = columnCase
    self.database = database
    self.user = user
  }

  /// What reads the statements over views that appear so.
  ///
  /// - Parameter version: what `version()` answers.
  public func frontEnd(version: String) -> SQLFrontEnd {
    SQLFrontEnd(
      schema: ViewSchema.schema(options: self), columnCase: columnCase == .upper ? .upper : .lower,
      textOrder: textOrder,
      environment: .init(user: user, database: database, currentSchema: ViewSchema.name, version: version))
  }
}
