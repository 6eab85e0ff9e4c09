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
  /// `x op ANY (array)`, `x op ALL (array)`; over a single value the comparison with it
  case any(Expression, BinaryOperator, Expression, isAll: Bool, position: Int)
  /// `x op ANY (SELECT …)`, `x op ALL (SELECT …)`
  case quantified(Expression, BinaryOperator, SelectStatement, isAll: Bool, position: Int)
  /// `(a, b)`, in comparisons only
  case row([Expression], position: Int)
  /// `a IS [NOT] DISTINCT FROM b`
  case isDistinct(Expression, Expression, isNegated: Bool, position: Int)
  /// `column(+)`: the column's table may be missing
  case outerMark(Expression, position: Int)
  /// `PRIOR x`: of the row above in a hierarchy
  case prior(Expression, position: Int)
  /// `CONNECT_BY_ROOT x`: of the first row of the branch
  case connectByRoot(Expression, position: Int)
  case interval(Interval, position: Int)

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
    /// `OVER (…)`
    var window: WindowSpecification?
    /// `WITHIN GROUP (ORDER BY …)`, or ORDER BY among the arguments
    var withinGroup: [OrderItem] = []
    /// `FILTER (WHERE …)`
    var filter: Expression?
    var ignoresNulls = false
    /// `KEEP (DENSE_RANK FIRST|LAST ORDER BY …)`
    var keep: Keep?
  }

  /// Of a group only the rows that come first, or last, in an order.
  struct Keep: Sendable {
    let isLast: Bool
    let orderBy: [OrderItem]
  }
}

/// `OVER (PARTITION BY … ORDER BY … ROWS …)`
struct WindowSpecification: Sendable {
  /// A window of the WINDOW clause that this one begins with.
  var name: String?
  var partitionBy: [Expression] = []
  var orderBy: [OrderItem] = []
  var frame: Frame?

  struct Frame: Sendable {
    enum Unit: String, Sendable {
      case rows = "ROWS"
      case range = "RANGE"
      case groups = "GROUPS"
    }

    enum Bound: Sendable {
      case unboundedPreceding
      case preceding(Int)
      case currentRow
      case following(Int)
      case unboundedFollowing
    }

    let unit: Unit
    let start: Bound
    let end: Bound
  }
}

/// A length of time as written: whole months, and seconds as decimal text.
struct Interval: Sendable, Equatable {
  var months = 0
  var seconds = OracleNumber.zero
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

  /// Asks which is before the other.
  var isOrdering: Bool { isComparison && self != .equal && self != .notEqual }

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
