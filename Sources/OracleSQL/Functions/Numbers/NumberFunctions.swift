import TextEncoding

extension RuntimeFunctions {
  private static func binary(
    _ call: RuntimeCall,
    _ body: @escaping @Sendable (OracleNumber, OracleNumber) throws(SQLError) -> OracleNumber
  ) -> RuntimeFunction {
    strict(call, 2) { (arguments) throws(SQLError) in
      try body(arguments.number(0), arguments.number(1)).sqlValue
    }
  }

  private static func unary(
    _ call: RuntimeCall, _ body: @escaping @Sendable (OracleNumber) throws(SQLError) -> OracleNumber
  ) -> RuntimeFunction {
    strict(call, 1) { (arguments) throws(SQLError) in try body(arguments.number(0)).sqlValue }
  }

  static let numbers: [RuntimeFunction] = [
    strict(.toNumber, nil) { (arguments) throws(SQLError) in
      if arguments.count == 1 { return try arguments.number(0).sqlValue }
      return try NumberModel(arguments.text(1)).parse(arguments.text(0)).sqlValue
    },
    scalar(.numberOrNull, 1) { (arguments) throws(SQLError) in
      switch arguments[0] {
      case .integer, .null: arguments[0]
      case .text(let text): OracleNumber(text: text)?.sqlValue ?? .null
      }
    },
    binary(.add) { (left, right) throws(SQLError) in try left.adding(right) },
    binary(.subtract) { (left, right) throws(SQLError) in try left.subtracting(right) },
    binary(.multiply) { (left, right) throws(SQLError) in try left.multiplied(by: right) },
    binary(.divide) { (left, right) throws(SQLError) in try left.divided(by: right) },
    binary(.modulo) { (left, right) throws(SQLError) in left.modulo(right) },
    binary(.bitAnd) { (left, right) throws(SQLError) in
      guard let one = left.truncated(to: 0).int64, let other = right.truncated(to: 0).int64 else {
        throw SQLError("22003", "ORA-01428 BITAND 的参数须在 -9223372036854775808 与 9223372036854775807 之间")
      }
      return OracleNumber(one & other)
    },
    binary(.power) { (base, exponent) throws(SQLError) in try base.raised(to: exponent) },
    unary(.exponential) { (number) throws(SQLError) in try number.exponential() },
    unary(.naturalLogarithm) { (number) throws(SQLError) in try number.naturalLogarithm() },
    binary(.logarithm) { (base, number) throws(SQLError) in try number.logarithm(base: base) },
    unary(.negate) { (number) throws(SQLError) in number.negated },
    unary(.absolute) { (number) throws(SQLError) in number.absolute },
    unary(.sign) { (number) throws(SQLError) in OracleNumber(number.isZero ? 0 : number.isNegative ? -1 : 1) },
    unary(.ceiling) { (number) throws(SQLError) in try number.ceiling() },
    unary(.floor) { (number) throws(SQLError) in try number.floor() },
    unary(.squareRoot) { (number) throws(SQLError) in try number.squareRoot() },
    strict(.compareNumbers, 2) { (arguments) throws(SQLError) in
      if case (.integer(let left), .integer(let right)) = (arguments[0], arguments[1]) {
        return .integer(left < right ? -1 : left == right ? 0 : 1)
      }
      let left = try arguments.number(0)
      let right = try arguments.number(1)
      return .integer(left < right ? -1 : left == right ? 0 : 1)
    },
    strict(.roundNumber, nil) { (arguments) throws(SQLError) in
      try arguments.number(0).rounded(to: arguments.integer(1)).sqlValue
    },
    strict(.truncateNumber, nil) { (arguments) throws(SQLError) in
      try arguments.number(0).truncated(to: arguments.integer(1)).sqlValue
    },
    strict(.castNumber, 3) { (arguments) throws(SQLError) in
      // Oracle's NUMBER(p, s): 1 to 38, -84 to 127.
      let scale = max(-84, min(127, try arguments.integer(2)))
      let precision = max(1, min(38, try arguments.integer(1)))
      let rounded = try arguments.number(0).rounded(to: scale)
      guard rounded.magnitude <= precision - scale || rounded.isZero else {
        throw SQLError("22003", "ORA-01438 值大于为此列指定的允许精度")
      }
      return rounded.sqlValue
    },
    strict(.castInteger, 2) { (arguments) throws(SQLError) in
      let bytes = max(1, min(8, try arguments.integer(1)))
      let largest = Int64.max >> Int64(64 - 8 * bytes)
      guard let whole = try arguments.number(0).rounded(to: 0).int64, (~largest...largest).contains(whole) else {
        throw SQLError("22003", "ORA-01426 数字溢出：整数类型放不下，请转换为 NUMBER 或 BIGINT")
      }
      return .integer(whole)
    },
    strict(.numberKey, 1) { (arguments) throws(SQLError) in .text(try arguments.number(0).sortKey) },
  ]

  static let numberChoices: [RuntimeFunction] = [
    strict(.greatestNumber, nil) { (arguments) throws(SQLError) in
      var best = try arguments.number(0)
      for index in arguments.indices { best = max(best, try arguments.number(index)) }
      return best.sqlValue
    },
    strict(.leastNumber, nil) { (arguments) throws(SQLError) in
      var best = try arguments.number(0)
      for index in arguments.indices { best = min(best, try arguments.number(index)) }
      return best.sqlValue
    },
    strict(.greatestText, nil) { (arguments) throws(SQLError) in
      .text(arguments.indices.map(arguments.text).reduce(arguments.text(0)) { precedes($0, $1) ? $1 : $0 })
    },
    strict(.leastText, nil) { (arguments) throws(SQLError) in
      .text(arguments.indices.map(arguments.text).reduce(arguments.text(0)) { precedes($1, $0) ? $1 : $0 })
    },
  ]

  /// In the order of texts everywhere: by bytes of GB18030.
  private static func precedes(_ left: String, _ right: String) -> Bool { GB18030Order.compare(left, right) < 0 }
}

extension OracleNumber {
  /// Text whose bytes sort as the numbers do: sign, magnitude, digits; complemented and closed by `~` below zero.
  var sortKey: String {
    if isZero { return "1" }
    let digits = String(coefficient)
    // -130…126 moved to 370…626: three digits always.
    let place = magnitude + 500
    if !isNegative { return "2\(place)\(digits)" }
    var complement: [UInt8] = []
    for byte in digits.utf8 { complement.append(0x39 - (byte - 0x30)) }
    return "0\(999 - place)\(String(decoding: complement, as: UTF8.self))~"
  }
}
