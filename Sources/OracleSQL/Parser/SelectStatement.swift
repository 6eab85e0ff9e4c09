/// A SELECT with everything around it.
struct SelectStatement: Sendable {
  var body: SelectBody
  var orderBy: [OrderItem] = []
  var limit: Expression?
  var offset: Expression?
  var position: Int
  var with: [CommonTable] = []
  var isRecursive = false
  /// `ORDER SIBLINGS BY`: among the children of one row.
  var ordersSiblings = false

  var hierarchy: Hierarchy? {
    if case .core(let core) = body { core.hierarchy } else { nil }
  }

  var isOrderedOrLimited: Bool { !orderBy.isEmpty || limit != nil || offset != nil }
}

/// `name (a, b) AS (SELECT …)` of a WITH clause.
struct CommonTable: Sendable {
  let name: Name
  let columns: [Name]
  let select: SelectStatement
  let position: Int
}

indirect enum SelectBody: Sendable {
  case core(SelectCore)
  case operation(SetOperation, SelectBody, SelectBody)
  /// A branch with an ORDER BY, a LIMIT or a WITH of its own.
  case nested(SelectStatement)
}

enum SetOperation: String, Sendable {
  case union = "UNION"
  case unionAll = "UNION ALL"
  case intersect = "INTERSECT"
  /// MINUS and EXCEPT
  case except = "EXCEPT"
}

struct SelectCore: Sendable {
  var isDistinct = false
  var items: [SelectItem] = []
  var from: [FromItem] = []
  var filter: Expression?
  var groupBy: [Expression] = []
  /// ROLLUP, CUBE, GROUPING SETS: for each grouping the places in ``groupBy`` that it groups by.
  var groupings: [[Int]]?
  /// `WINDOW name AS (…)`
  var windows: [String: WindowSpecification] = [:]
  var having: Expression?
  var hierarchy: Hierarchy?
  var position = 1
}

/// `START WITH … CONNECT BY [NOCYCLE] …`
struct Hierarchy: Sendable {
  var start: Expression?
  var connection: Expression
  var allowsCycles: Bool
  let position: Int
}

struct SelectItem: Sendable {
  let expression: Expression
  let alias: Name?
  let position: Int
}

struct OrderItem: Sendable {
  let expression: Expression
  let isDescending: Bool
  /// `nil`: NULLs last ascending, first descending.
  let nullsFirst: Bool?
  let position: Int
}

indirect enum FromItem: Sendable {
  case table([Name], alias: Name?, position: Int)
  /// `(SELECT …) alias (column, …)`
  case select(SelectStatement, alias: Name?, columns: [Name], position: Int)
  /// `unnest(array)`
  case unnest(Expression, alias: Name?, column: Name?, position: Int)
  /// `generate_series(first, array_upper(array, 1))`
  case series(Expression, Expression, alias: Name?, column: Name?, position: Int)
  case join(JoinKind, FromItem, FromItem, JoinCondition)
}

enum JoinKind: String, Sendable {
  case inner = "JOIN"
  case left = "LEFT JOIN"
  case right = "RIGHT JOIN"
  case full = "FULL JOIN"
  case cross = "CROSS JOIN"
}

enum JoinCondition: Sendable {
  case none
  case on(Expression)
  case using([Name], position: Int)
  /// USING of all names both sides have.
  case natural
}
