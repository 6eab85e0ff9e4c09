/// Every function of `RuntimeCall` that needs nothing beside its arguments and `RuntimeContext`.
///
/// The engine adds the few that read its catalogue (`qz_regclass` and its like).
public enum RuntimeFunctions {
  public static let all: [RuntimeFunction] =
    numbers + numberChoices + aggregates + texts + textPositions + textOrder + patterns + regularExpressions + dates
    + dateArithmetic + intervals + constants

  typealias Scalar = @Sendable ([SQLValue]) throws(SQLError) -> SQLValue

  /// A function of its arguments alone.
  static func scalar(_ call: RuntimeCall, _ arity: Int?, _ body: @escaping Scalar) -> RuntimeFunction {
    RuntimeFunction(
      name: call.rawValue, arity: arity,
      body: .scalar { (arguments, _) throws(SQLError) in try body(arguments) })
  }

  /// The same, NULL when any argument is NULL or empty.
  static func strict(_ call: RuntimeCall, _ arity: Int?, _ body: @escaping Scalar) -> RuntimeFunction {
    RuntimeFunction(
      name: call.rawValue, arity: arity,
      body: .scalar { (arguments, _) throws(SQLError) in
        for argument in arguments where argument.isNull { return .null }
        return try body(arguments)
      })
  }

  private static let constants: [RuntimeFunction] = [
    scalar(.nothing, nil) { _ in .null },
    scalar(.always, nil) { _ in .integer(1) },
    strict(.rowOfPlace, 1) { (arguments) throws(SQLError) in .integer(RowText.row(ofPlace: arguments.text(0))) },
    strict(.rowOfIdentifier, 1) { (arguments) throws(SQLError) in .integer(RowText.row(ofIdentifier: arguments.text(0)))
    },
    scalar(.formatText, nil) { arguments in .text(PostgresFormat.text(arguments)) },
    strict(.arrayElements, 1) { (arguments) throws(SQLError) in .text(try ArrayText.json(arguments.text(0))) },
    strict(.encodingName, 1) { _ in .text("UTF8") },
    // Elements of the catalogue's arrays are plain words.
    strict(.arrayRemove, 2) { arguments in
      let kept = arguments.text(0).dropFirst().dropLast().split(separator: ",").filter { $0 != arguments.text(1) }
      return .text("{\(kept.joined(separator: ","))}")
    },
    scalar(.refuseCycle, 0) { _ throws(SQLError) in
      throw SQLError("42P19", "ORA-01436 CONNECT BY 的数据中有循环", hint: "可以写 CONNECT BY NOCYCLE")
    },
  ]
}

extension [SQLValue] {
  /// An argument as text; the caller knows that it is not NULL.
  func text(_ index: Int) -> String { self[index].textOrEmpty }

  /// An optional argument as text.
  func text(_ index: Int, or other: String) -> String { index < count ? text(index) : other }

  /// An argument as a number; the caller knows that it is not NULL.
  func number(_ index: Int) throws(SQLError) -> OracleNumber { try self[index].number() ?? .zero }

  /// An optional argument as a whole number.
  func integer(_ index: Int, or other: Int = 0) throws(SQLError) -> Int {
    index < count ? try self[index].integer() ?? other : other
  }

  func date(_ index: Int) throws(SQLError) -> OracleDate {
    guard let date = try self[index].date() else { preconditionFailure("a strict function has no NULL argument") }
    return date
  }
}
