/// A value at run time, as SQLite holds it: dates are text `yyyy-MM-dd HH:mm:ss`, numbers are integers or canonical
/// decimal text, booleans are 0 and 1. There is no binary floating point.
public enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case text(String)
}

/// What a function may know beside its arguments.
public struct RuntimeContext: Sendable {
  /// Start of the statement, Asia/Shanghai, as seconds since 1970-01-01 00:00:00 of that civil time.
  public var statementCivilSeconds: Int64
  public var user: String
  public var database: String

  public init(statementCivilSeconds: Int64, user: String, database: String) {
    self.statementCivilSeconds = statementCivilSeconds
    self.user = user
    self.database = database
  }
}

/// A function the renderer may name in SQLite text (all begin with `qz_`), executed by the engine.
public struct RuntimeFunction: Sendable {
  public let name: String
  /// Number of arguments; `nil` for any number.
  public let arity: Int?
  /// The same arguments always give the same result, whatever the context: SQLite may use it with an index.
  public let isDeterministic: Bool
  public let body: Body

  public enum Body: Sendable {
    case scalar(@Sendable ([SQLValue], borrowing RuntimeContext) throws(SQLError) -> SQLValue)
    /// Makes a fresh accumulator for each group.
    case aggregate(@Sendable () -> any RuntimeAggregate)
  }

  public init(name: String, arity: Int?, isDeterministic: Bool = true, body: Body) {
    self.name = name
    self.arity = arity
    self.isDeterministic = isDeterministic
    self.body = body
  }
}

/// One group's accumulator, or one window's.
public protocol RuntimeAggregate: AnyObject {
  func step(_ arguments: [SQLValue]) throws(SQLError)
  /// Takes the oldest row of a window out again.
  func inverse(_ arguments: [SQLValue]) throws(SQLError)
  /// May be asked for several times, between rows.
  func result() throws(SQLError) -> SQLValue
}
