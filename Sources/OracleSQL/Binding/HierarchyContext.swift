/// What LEVEL, PRIOR and their like are at one place of a query with CONNECT BY.
struct HierarchyContext {
  /// Where `PRIOR x` is looked up while the connection's condition is resolved.
  var prior: Scope?
  var level: Typed
  /// The rows are there; in the connection's condition they are not yet.
  var isBuilt = false
  /// ROWNUM in the connection's condition is LEVEL: below the one row of DUAL there is one row a level.
  var countsRows = false
  /// `connect_by_isleaf`, `connect_by_iscycle`, where the statement names them.
  var marks: [String: Typed] = [:]
  /// Values that travel down the branches, by ``key``.
  var carried: [String: Typed] = [:]

  /// Tells one travelling value from another: how it is made, and of what.
  static func key(_ kind: CarriedKind, _ sql: String) -> String { "\(kind.rawValue) \(sql)" }
}

/// How a value travels from a row of a hierarchy to those below it.
enum CarriedKind: String {
  /// `PRIOR x` outside the condition: the value of the row above.
  case prior
  /// `CONNECT_BY_ROOT x`: the value of the branch's first row.
  case root
  /// `SYS_CONNECT_BY_PATH(x, s)`: the values on the way, each after the separator.
  case path
}
