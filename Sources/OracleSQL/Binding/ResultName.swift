/// What PostgreSQL calls a result column without an alias (its `FigureColname`): a column or a function by its name, a
/// cast by its type unless what it casts has a name, everything else `?column?`.
extension Expression {
  static let unnamed = "?column?"

  var resultName: String { figuredName.name ?? Self.unnamed }

  /// `isFirm`: a cast around it does not give it the type's name.
  private var figuredName: (name: String?, isFirm: Bool) {
    switch self {
    case .name(let names, _): return (names.last.map { Lexer.folded($0.text) }, true)
    // PostgreSQL reads TRIM as a call of btrim.
    case .call(let call):
      if let field = CompositeField(call)?.name { return (field, true) }
      return (call.name == "trim" ? "btrim" : call.name, true)
    case .outerMark(let inner, _), .prior(let inner, _), .connectByRoot(let inner, _): return inner.figuredName
    case .exists: return ("exists", true)
    case .array, .arraySelect: return ("array", true)
    case .boolean: return ("bool", false)
    case .dateLiteral(_, let hasTime, _): return (hasTime ? "timestamp" : "date", false)
    case .scalar(let select, _):
      guard let item = select.firstItem else { return (nil, false) }
      return (item.alias?.text ?? item.expression.resultName, true)
    case .element(let array, _, _): return array.figuredName
    case .cast(let inner, let type, _):
      let name = inner.figuredName
      return name.isFirm ? name : (type.resultName, false)
    case .caseWhen(_, _, let otherwise, _):
      let name = otherwise?.figuredName
      return name?.isFirm == true ? (name?.name, true) : ("case", false)
    case .text, .number, .null, .parameter, .star, .negated, .not, .binary, .chain, .isNull, .isBoolean, .between,
      .inList, .inSelect, .like, .matches, .any, .quantified, .row, .isDistinct, .interval:
      return (nil, false)
    }
  }
}

extension TypeName {
  /// The type's name in `pg_type`.
  var resultName: String {
    switch name {
    case "integer", "int": "int4"
    case "smallint": "int2"
    case "bigint": "int8"
    case "boolean": "bool"
    case "varchar2", "nvarchar2", "nvarchar": "varchar"
    case "number", "decimal": "numeric"
    case "\"char\"": "char"
    case "character", "char", "nchar": "bpchar"
    default: name
    }
  }
}

extension SelectStatement {
  fileprivate var firstItem: SelectItem? {
    var body = body
    while true {
      switch body {
      case .operation(_, let left, _): body = left
      case .nested(let inner): return inner.firstItem
      case .core(let core): return core.items.first
      }
    }
  }
}
