extension Binder {
  /// `MAX(x) KEEP (DENSE_RANK FIRST ORDER BY y)`: the aggregate of the rows whose y comes first.
  func kept(
    _ keep: Expression.Keep, _ call: Expression.FunctionCall, _ arguments: [Typed], _ scope: Scope
  ) throws(SQLError) -> Typed {
    guard !call.isDistinct else { throw SQLError("0A000", "不支持 DISTINCT 与 KEEP 同用", position: call.position) }
    guard arguments.count <= 1 else { throw wrongArguments(call) }
    let (keys, directions) = try orderKeys(keep.orderBy, call, scope)
    let chosen = sqliteLiteral((keep.isLast ? "z" : "") + directions)
    func rendered(_ function: String, _ value: Typed, _ type: SQLType) -> Typed {
      Typed(RuntimeCall.keep.call([sqliteLiteral(function), chosen, value.sql, key(value)] + keys), type)
    }
    switch call.name {
    case "count": return rendered("count", arguments.first ?? Typed("1", .int4), .int8)
    case "min", "max":
      let value = adopt(arguments[0], .text)
      guard value.type != .bool else { throw mismatch("文本、数字或日期", call.position) }
      return rendered(call.name, value, value.type == .unknown ? .text : value.type)
    default:
      guard let function = Self.numberAggregates[call.name], call.name != "median" else {
        throw SQLError("0A000", "不支持 \(call.name.uppercased()) 与 KEEP 同用", position: call.position)
      }
      let value = try number(arguments[0], position: call.position)
      return rendered(function.rawValue, value, .numeric(precision: nil, scale: nil))
    }
  }
}
