extension Binder {
  func cast(_ value: Typed, _ type: TypeName, _ position: Int) throws(SQLError) -> Typed {
    if type.isArray { return try arrayCast(value, type, position) }
    switch type.name {
    case "text", "varchar", "varchar2", "nvarchar2", "nvarchar", "char", "nchar", "character", "bpchar", "name", "clob",
      "\"char\"", "cstring":
      return textCast(value, type)
    case "number", "numeric", "decimal": return try numberCast(value, type, position)
    case "int2", "smallint", "int4", "int", "integer", "int8", "bigint", "oid":
      return try integerCast(value, type, position)
    case "date", "timestamp", "timestamptz": return try dateCast(value, position)
    case "bool", "boolean":
      if value.type == .bool { return value }
      if case .text(let text)? = value.literal, let flag = Self.flag(text) { return Typed(flag ? "1" : "0", .bool) }
      if value.isNull { return Typed("NULL", .bool) }
      throw mismatch("布尔值", position)
    case "regnamespace" where value.type.isInteger:
      // The name, not the number: it is shown, never compared.
      let sql = "(SELECT nspname FROM pg_catalog.pg_namespace WHERE oid = \(value.sql))"
      return Typed(sql, .catalogue(4089), from: [value])
    case "regclass": return try regclass(value, position)
    case "regproc", "regprocedure", "regoper", "regoperator":
      if value.type.isInteger {
        // No function and no operator is listed: a name there is none, zero is none.
        let none = "CASE WHEN \(value.sql) = 0 THEN '-' ELSE CAST(\(value.sql) AS TEXT) END"
        return Typed(none, .catalogue(24), from: [value])
      }
      guard type.name == "regproc", case .text(let written)? = value.literal else { break }
      return Typed(sqliteLiteral(written.replacing("pg_catalog.", with: "")), .catalogue(24))
    case "regtype": return Typed(RuntimeCall.formatType(try integer(value, position).sql, "-1"), .text, from: [value])
    case "float4", "float8", "real", "binary_float", "binary_double", "float":
      // Exact where the client asks for an approximation.
      let number = try number(value, position: position)
      return Typed(number.sql, .numeric(precision: nil, scale: nil), from: [value])
    default: break
    }
    throw SQLError("42704", "不支持 类型 \(type.name)", position: type.position)
  }

  private func textCast(_ value: Typed, _ type: TypeName) -> Typed {
    let target: SQLType =
      switch type.name {
      case "text", "clob", "cstring": .text
      case "name": .name
      case "\"char\"": .char
      default: .varchar(type.arguments.first)
      }
    var inner = text(adopt(value, .text))
    if case .varchar(let length?) = target {
      let sql = RuntimeCall.substring(inner.sql, "1", "\(length)")
      let isFixed = ["char", "nchar", "character"].contains(type.name) && (1...2000).contains(length)
      if isOracle, isFixed, !inner.isNull {
        let blanks = sqliteLiteral(String(repeating: " ", count: length))
        inner = Typed("substr((\(inner.sql)) || \(blanks), 1, \(length))", target, from: [inner])
        inner.isBlankPadded = true
      } else {
        inner = Typed(isOracle ? sql : "substr(\(inner.sql), 1, \(length))", target, from: [inner])
      }
    }
    inner.type = target
    inner.literal = nil
    return inner
  }

  private func numberCast(_ value: Typed, _ type: TypeName, _ position: Int) throws(SQLError) -> Typed {
    let inner = try number(value, position: position)
    guard let precision = type.arguments.first else {
      return Typed(RuntimeCall.toNumber(inner.sql), .numeric(precision: nil, scale: nil), from: [inner])
    }
    let scale = type.arguments.count > 1 ? type.arguments[1] : 0
    guard (1...38).contains(precision), (-84...127).contains(scale) else {
      throw SQLError("22023", "ORA-01727 精度必须在 1 到 38 之间", position: type.position)
    }
    return Typed(
      RuntimeCall.castNumber(inner.sql, "\(precision)", "\(scale)"), .numeric(precision: precision, scale: scale),
      from: [inner])
  }

  private func integer(_ value: Typed, _ position: Int) throws(SQLError) -> Typed {
    guard value.type.isInteger else { throw SQLError("0A000", "不支持 由文字得到类型编号", position: position) }
    return value
  }

  private func integerCast(_ value: Typed, _ type: TypeName, _ position: Int) throws(SQLError) -> Typed {
    let target: SQLType =
      switch type.name {
      case "int2", "smallint": .int2
      case "int8", "bigint": .int8
      case "oid": .oid
      default: .int4
      }
    let value = adopt(value, target)
    if value.type.isInteger || value.type == .regclass {
      let fits = value.type == .regclass || value.type.integerBytes <= target.integerBytes
      return Typed(
        fits ? value.sql : RuntimeCall.castInteger(value.sql, "\(target.integerBytes)"), target, from: [value])
    }
    if value.type == .bool { return Typed(value.sql, target, from: [value]) }
    if value.type == .catalogue(24), value.sql.hasPrefix("'") {
      throw SQLError("42883", "pg_proc 中没有函数 \(value.sql)", position: position)
    }
    let largest = Int64.max >> Int64(64 - 8 * target.integerBytes)
    if case .text(let text)? = value.literal, let whole = Int64(text), (~largest...largest).contains(whole) {
      return Typed("\(whole)", target)
    }
    let inner = try number(value, position: position)
    return Typed(RuntimeCall.castInteger(inner.sql, "\(target.integerBytes)"), target, from: [inner])
  }

  private func dateCast(_ value: Typed, _ position: Int) throws(SQLError) -> Typed {
    var inner = try date(value, position: position)
    inner.literal = nil
    inner.type = .timestamp
    return inner
  }

  private func regclass(_ value: Typed, _ position: Int) throws(SQLError) -> Typed {
    if value.type == .regclass { return value }
    if value.type.isInteger { return Typed(value.sql, .regclass, from: [value]) }
    if case .text(let text)? = value.literal, let oid = Int64(text) { return Typed("\(oid)", .regclass) }
    return Typed(RuntimeCall.relationOID(text(value).sql), .regclass, from: [value])
  }

  /// A vector or an array of the system catalogue, or the text of one, as an array: `{1,2}`.
  private func arrayCast(_ value: Typed, _ type: TypeName, _ position: Int) throws(SQLError) -> Typed {
    let element = try cast(
      .null, TypeName(name: type.name, arguments: [], isArray: false, position: position), position)
    switch value.type {
    case .array:
      var array = value
      array.type = .array(element.type)
      return array
    case .vector:
      return Typed("('{' || replace(\(value.sql), ' ', ',') || '}')", .array(element.type), from: [value])
    case let other where other.isText:
      var array = Typed(value.sql, .array(element.type), from: [value])
      array.literal = value.literal
      return array
    default: throw mismatch("数组", position)
    }
  }
}
