/// `f(x) KEEP (DENSE_RANK FIRST|LAST ORDER BY …)`: an aggregate of the rows that come first, or last, in an order (Oracle
/// SQL Language Reference, "FIRST"). NULLs of x count for nothing in it, but their rows take part in the order.
///
/// Arguments: the function (`count`, `min`, `max` or an aggregate's name), the directions of `KeyOrder` after a `z` for
/// LAST, x, what x is ordered by, up to eight keys.
final class KeepAggregate: RuntimeAggregate {
  private enum Kept {
    case count(Int64)
    case extreme(isMaximum: Bool, value: SQLValue, key: SQLValue)
    case aggregate(any RuntimeAggregate)
  }

  private var best: [SQLValue]?
  private var kept: Kept?

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    guard arguments.count > 4 else { throw SQLError("42883", "KEEP 缺少排序") }
    let directions = arguments[1].textOrEmpty
    let isLast = directions.first == "z"
    let keys = Array(arguments[4...])
    if let best {
      let place = KeyOrder(directions.drop { $0 == "z" }).compare(keys, best)
      if isLast ? place < 0 : place > 0 { return }
      if place != 0 { kept = nil }
    }
    best = keys
    if kept == nil { kept = try Self.empty(arguments[0].textOrEmpty) }
    if !arguments[2].isNull { try take(arguments[2], key: arguments[3]) }
  }

  private static func empty(_ function: String) throws(SQLError) -> Kept {
    switch function {
    case "count": return .count(0)
    case "min", "max": return .extreme(isMaximum: function == "max", value: .null, key: .null)
    default:
      let isOwn = function == RuntimeCall.list.rawValue || function == RuntimeCall.keep.rawValue
      guard !isOwn, let found = RuntimeFunctions.aggregates.first(where: { $0.name == function }),
        case .aggregate(let make) = found.body
      else { throw SQLError("42883", "没有聚合函数 \(function)") }
      return .aggregate(make())
    }
  }

  private func take(_ value: SQLValue, key: SQLValue) throws(SQLError) {
    switch kept {
    case .count(let count): kept = .count(count + 1)
    case .extreme(let isMaximum, let old, let oldKey):
      let order = KeyOrder.order(key, oldKey)
      if old.isNull || (isMaximum ? order > 0 : order < 0) {
        kept = .extreme(isMaximum: isMaximum, value: value, key: key)
      }
    case .aggregate(let inner): try inner.step([value])
    case nil: preconditionFailure("a row is taken after its aggregate is made")
    }
  }

  /// Its window has no frame, so no row leaves it.
  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    throw SQLError("0A000", "不支持 KEEP 与窗口的移动范围同用")
  }

  func result() throws(SQLError) -> SQLValue {
    switch kept {
    case .count(let count): .integer(count)
    case .extreme(_, let value, _): value
    case .aggregate(let inner): try inner.result()
    case nil: .null
    }
  }
}
