/// `(value).field` as the parser writes it: a call that no name in a statement can reach.
struct CompositeField {
  static let function = "(field)"

  let value: Expression
  let name: String
  let position: Int

  init?(_ call: Expression.FunctionCall) {
    guard call.name == Self.function, call.arguments.count == 2, case .text(let name, let position) = call.arguments[1]
    else { return nil }
    value = call.arguments[0]
    self.name = Lexer.folded(name)
    self.position = position
  }
}

/// `information_schema._pg_expandarray(array)`: a row `(x, n)` for each element and its place from 1, which is how pgJDBC
/// asks for keys and indexes. Several of one array in a select list are the same rows.
extension Binder {
  /// The type of a row of no table, in `pg_type`.
  private static let record = SQLType.catalogue(2249)

  /// The items of a select list that are made so, by their places; the elements join FROM.
  func expandedArrays(
    _ core: SelectCore, _ scope: Scope, _ tail: inout String
  ) throws(SQLError) -> [Int: Typed] {
    var found: [Int: Typed] = [:]
    var joined: (array: String, alias: String)?
    for (index, item) in core.items.enumerated() {
      guard case .call(let call) = item.expression else { continue }
      let field = CompositeField(call)
      var inner = call
      if let field {
        guard case .call(let value) = field.value else { continue }
        inner = value
      }
      guard inner.name == "_pg_expandarray", inner.schema == nil || inner.schema == "information_schema" else {
        continue
      }
      guard !isOracle, core.groupBy.isEmpty, !core.isDistinct, inner.arguments.count == 1 else {
        throw SQLError("0A000", "不支持 此处的 _pg_expandarray", position: call.position)
      }
      let array = try bind(inner.arguments[0], scope)
      guard let type = array.type.elementType else { throw mismatch("数组", call.position) }
      guard joined == nil || joined?.array == array.sql else {
        throw SQLError("0A000", "不支持 几个数组的 _pg_expandarray", position: call.position)
      }
      if joined == nil {
        let alias = nextAlias()
        tail += " JOIN json_each(\(json(array))) AS \(alias)"
        joined = (array.sql, alias)
      }
      let alias = joined?.alias ?? ""
      let place = "(\(alias).key + 1)"
      switch field?.name {
      case nil: found[index] = Typed("('(' || \(alias).value || ',' || \(place) || ')')", Self.record)
      case "x": found[index] = Typed("\(alias).value", type)
      case "n": found[index] = Typed(place, .int4)
      default: throw unknown(field?.name ?? "", call.position)
      }
    }
    return found
  }

  /// A field of a value that such an item gave.
  func field(_ field: CompositeField, _ scope: Scope) throws(SQLError) -> Typed {
    let value = try bind(field.value, scope)
    guard value.type == Self.record else { throw unknown(field.name, field.position) }
    let comma = "instr(\(value.sql), ',')"
    switch field.name {
    case "x": return Typed("CAST(substr(\(value.sql), 2, \(comma) - 2) AS INTEGER)", .int4, from: [value])
    case "n": return Typed("CAST(substr(\(value.sql), \(comma) + 1) AS INTEGER)", .int4, from: [value])
    default: throw unknown(field.name, field.position)
    }
  }

  private func unknown(_ field: String, _ position: Int) -> SQLError {
    SQLError("42703", "ORA-00904 标识符无效: \(field)", position: position)
  }
}
