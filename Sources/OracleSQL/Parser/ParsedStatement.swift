/// One statement of a batch, read but not yet resolved.
public struct ParsedStatement: Sendable {
  let kind: Kind
  /// The tables it names, subselects included: they decide whose meaning holds.
  let tables: [[Name]]

  enum Kind: Sendable {
    case select(SelectStatement)
    case begin(isolation: String?)
    case commit
    case rollback
    case savepoint(String)
    case release(String)
    case rollbackTo(String)
    case set(name: String, value: String?, isLocal: Bool)
    case setSeveral([SessionSetting])
    case show(name: String, written: String)
    case reset(String?)
    case deallocate(String?)
    /// `PREPARE name (type, …) AS SELECT …`
    case prepare(name: String, types: [TypeName], SelectStatement)
    /// `EXECUTE name (value, …)`: literals as text
    case execute(name: String, [String?])
    case discard(String)
    case declareCursor(name: String, isHeld: Bool, isScrollable: Bool, SelectStatement)
    case fetch(count: Int?, cursor: String)
    case move(count: Int?, cursor: String)
    case scroll(CursorMotion, cursor: String, isMove: Bool)
    case close(String?)
    case copy(SelectStatement, CopyOptions)
  }

  /// Whether a failed transaction still accepts it: COMMIT, ROLLBACK, ROLLBACK TO.
  public var endsFailure: Bool {
    switch kind {
    case .commit, .rollback, .rollbackTo: true
    default: false
    }
  }
}
