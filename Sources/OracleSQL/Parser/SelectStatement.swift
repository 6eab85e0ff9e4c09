/// A SELECT with everything around it.
struct SelectStatement: Sendable {
  var body: SelectBody
  var orderBy: [OrderItem] = []
  var limit: Expression?
  var offset: Expression?
  var position: Int

  var isOrderedOrLimited: Bool { !orderBy.isEmpty || limit != nil || offset != nil }
}

indirect enum SelectBody: Sendable {
  case core(SelectCore)
  /// Two branches joined by a set operation, left to right.
  case union(SelectBody, SelectBody, isAll: Bool)
}

struct SelectCore: Sendable {
  var isDistinct = false
  var items: [SelectItem] = []
  var from: [FromItem] = []
  var filter: Expression?
  var groupBy: [Expression] = []
  var having: Expression?
  var position = 1
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
  case select(SelectStatement, alias: Name?, position: Int)
  /// `unnest(array)`
  case unnest(Expression, alias: Name?, position: Int)
  /// `generate_series(first, array_upper(array, 1))`
  case series(Expression, Expression, alias: Name?, position: Int)
  case join(JoinKind, FromItem, FromItem, on: Expression?)
}

enum JoinKind: Sendable {
  case inner
  case left
  case cross
}
