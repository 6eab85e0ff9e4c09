/// An expression as written, before names and types are known.
indirect enum Expression: Sendable {
  case text(String, position: Int)
  case number(String, position: Int)
  case null
  case boolean(Bool)
  /// `DATE '…'`, `TIMESTAMP '…'`
  case dateLiteral(String, hasTime: Bool, position: Int)
  case parameter(Int, position: Int)
  /// One to three names: schema, table, column.
  case name([Name], position: Int)
  /// `*` or `t.*`, in a select list or COUNT only.
  case star(qualifier: Name?, position: Int)
  case negated(Expression, position: Int)
  case not(Expression)
  case binary(BinaryOperator, Expression, Expression, position: Int)
  case chain(ChainOperator, [Expression])
  case isNull(Expression, isNegated: Bool)
  case isBoolean(Expression, value: Bool, isNegated: Bool)
  case between(Expression, Expression, Expression, isNegated: Bool, position: Int)
  case inList(Expression, [Expression], isNegated: Bool, position: Int)
  case inSelect(Expression, SelectStatement, isNegated: Bool, position: Int)
  case exists(SelectStatement, position: Int)
  case scalar(SelectStatement, position: Int)
  case like(LikePredicate)
  case matches(MatchPredicate)
  case call(FunctionCall)
  case caseWhen(operand: Expression?, branches: [CaseBranch], otherwise: Expression?, position: Int)
  case cast(Expression, TypeName, position: Int)
  case array([Expression], position: Int)
  /// `ARRAY (SELECT …)`
  case arraySelect(SelectStatement, position: Int)
  /// `a[i]`
  case element(Expression, index: Expression, position: Int)
  /// `x = ANY (array)`
  case any(Expression, BinaryOperator, Expression, position: Int)

  struct CaseBranch: Sendable {
    let condition: Expression
    let result: Expression
  }

  struct LikePredicate: Sendable {
    let value: Expression
    let pattern: Expression
    let escape: Expression?
    let isNegated: Bool
    let ignoresCase: Bool
    let position: Int
  }

  /// `value ~ pattern`
  struct MatchPredicate: Sendable {
    let value: Expression
    let pattern: Expression
    let isNegated: Bool
    let ignoresCase: Bool
    let position: Int
  }

  struct FunctionCall: Sendable {
    let schema: String?
    /// Lower case.
    let name: String
    let arguments: [Expression]
    let isDistinct: Bool
    let position: Int
  }
}

/// A name as written; quoted names keep their case.
struct Name: Sendable, Equatable {
  /// Folded to lower case unless quoted.
  let text: String
  let isQuoted: Bool
}

enum BinaryOperator: String, Sendable {
  case equal = "="
  case notEqual = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
  case modulo = "%"

  var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    case .plus, .minus, .times, .divided, .modulo: false
    }
  }

  /// The same comparison with its sides exchanged.
  var mirrored: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual, .plus, .minus, .times, .divided, .modulo: self
    }
  }
}

/// Operators whose long chains are kept flat and rendered balanced.
enum ChainOperator: Sendable {
  case and
  case or
  case concatenate
}

/// A type as written in a cast.
struct TypeName: Sendable {
  /// Lower case, without schema.
  let name: String
  let arguments: [Int]
  let isArray: Bool
  let position: Int
}
