/// A number format model of `TO_CHAR` and `TO_NUMBER`: `9 0 . , D G`, `FM`, `S`, `MI`, `PR`, `$`, `TM9`, `X`.
public struct NumberModel: Sendable {
  enum Slot: Sendable {
    case nine
    case zero
    case group
  }
  enum Sign: Sendable {
    /// A minus or a blank before the first digit.
    case plain
    case leading
    case trailing
    case trailingMinus
    case brackets
  }

  private(set) var integerSlots: [Slot] = []
  private(set) var fractionSlots: [Slot] = []
  private(set) var hasPoint = false
  private(set) var isFilled = true
  private(set) var sign = Sign.plain
  private(set) var hasDollar = false
  /// TM9: as short as the number is.
  private(set) var isShortest = false
  /// `XXXX`: hexadecimal, the letters as the model has them.
  private(set) var hexadecimal: Hexadecimal?

  struct Hexadecimal: Sendable {
    let digits: Int
    let isFilledWithZeros: Bool
    let isLower: Bool
  }

  /// Longest model accepted, as Oracle's.
  static let maximumLength = 63

  static let invalid = SQLError("22023", "ORA-01481 无效的数字格式模型")

  /// - Throws: 22023 (ORA-01481) for an element that is not known or in the wrong place.
  public init(_ model: String) throws(SQLError) {
    var rest = model.uppercased()[...]
    guard rest.utf8.count <= Self.maximumLength else { throw Self.invalid }
    if ["TM", "TM9"].contains(rest) {
      isShortest = true
      return
    }
    if let element = Self.elementNotSupported(in: String(rest)) {
      throw SQLError("0A000", "不支持 数字格式模型的 \(element)")
    }
    if rest.hasPrefix("FM") {
      isFilled = false
      rest = rest.dropFirst(2)
    }
    if rest.last == "X" {
      let zeros = rest.prefix { $0 == "0" }
      guard rest.dropFirst(zeros.count).allSatisfy({ $0 == "X" }) else { throw Self.invalid }
      hexadecimal = Hexadecimal(
        digits: rest.count, isFilledWithZeros: !zeros.isEmpty, isLower: model.contains("x"))
      return
    }
    if rest.hasPrefix("S") {
      sign = .leading
      rest = rest.dropFirst()
    }
    rest = try takeEnding(of: rest)
    for letter in rest { try take(letter) }
    guard !integerSlots.isEmpty || !fractionSlots.isEmpty else { throw Self.invalid }
  }

  /// Elements Oracle has and this dialect has not.
  private static func elementNotSupported(in model: String) -> String? {
    if ["RN", "FMRN", "TME"].contains(model) { return model }
    guard model.contains(where: { $0 == "9" || $0 == "0" }) else { return nil }
    return ["EEEE", "L", "C", "U", "V", "B"].first { model.contains($0) }
  }

  private mutating func takeEnding(of rest: Substring) throws(SQLError) -> Substring {
    for (ending, meaning) in [("MI", Sign.trailingMinus), ("PR", .brackets), ("S", .trailing)]
    where rest.hasSuffix(ending) {
      guard sign == .plain else { throw Self.invalid }
      sign = meaning
      return rest.dropLast(ending.count)
    }
    return rest
  }

  private mutating func take(_ letter: Character) throws(SQLError) {
    switch letter {
    case "9": append(.nine)
    case "0": append(.zero)
    case ",", "G":
      guard !hasPoint, !integerSlots.isEmpty else { throw Self.invalid }
      integerSlots.append(.group)
    case ".", "D":
      guard !hasPoint else { throw Self.invalid }
      hasPoint = true
    case "$":
      guard !hasDollar else { throw Self.invalid }
      hasDollar = true
    default: throw Self.invalid
    }
  }

  private mutating func append(_ slot: Slot) {
    if hasPoint { fractionSlots.append(slot) } else { integerSlots.append(slot) }
  }
}

extension NumberModel {
  /// `TO_CHAR(number, model)`: rounded to the model's places; `#` in every place when it does not fit.
  public func format(_ number: OracleNumber) throws(SQLError) -> String {
    if isShortest { return number.oracleText }
    if let hexadecimal { return try hexadecimalText(number, hexadecimal) }
    let rounded = try number.rounded(to: fractionSlots.count)
    let (whole, fraction) = digits(of: rounded)
    let places = integerSlots.filter { $0 != .group }.count
    // Oracle keeps the sign of what it rounds to zero: to_char(-0.004, '0.00') is -0.00. PostgreSQL drops it.
    let isNegative = number.isNegative
    guard whole.count <= places else {
      return String(repeating: "#", count: integerSlots.count + fractionSlots.count + (hasPoint ? 1 : 0) + signWidth)
    }
    var body = integerText(whole, places: places)
    // FM leaves of a zero without places after the point its one digit: `0.` (PostgreSQL's formatting.c, after Oracle).
    if !isFilled, hasPoint, body.isEmpty, places > 0, fractionText(fraction).isEmpty { body = "0" }
    if hasPoint { body += "." + fractionText(fraction) }
    let padding = String(repeating: " ", count: max(0, bodyWidth - body.utf8.count))
    if hasDollar { body = "$" + body }
    return signed(body, padding: isFilled ? padding : "", isNegative: isNegative)
  }

  /// Rounded to a whole number; `#` in every place for a negative one and for one that does not fit.
  private func hexadecimalText(_ number: OracleNumber, _ form: Hexadecimal) throws(SQLError) -> String {
    let whole = try number.rounded(to: 0)
    guard !whole.isNegative, let value = whole.int64 else { return String(repeating: "#", count: form.digits + 1) }
    var text = String(value, radix: 16, uppercase: !form.isLower)
    guard text.count <= form.digits else { return String(repeating: "#", count: form.digits + 1) }
    let missing = form.digits - text.count
    if form.isFilledWithZeros { text = String(repeating: "0", count: missing) + text }
    guard isFilled else { return text }
    return String(repeating: " ", count: form.isFilledWithZeros ? 1 : missing + 1) + text
  }

  private var bodyWidth: Int { integerSlots.count + (hasPoint ? 1 + fractionSlots.count : 0) }
  private var signWidth: Int { (sign == .brackets ? 2 : 1) + (hasDollar ? 1 : 0) }

  /// Digits before the point without leading zeros, and as many after it as the model has places.
  private func digits(of number: OracleNumber) -> (whole: [UInt8], fraction: [UInt8]) {
    let text = number.absolute.description
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts[0] == "0" ? [] : Array(parts[0].utf8)
    var fraction = parts.count > 1 ? Array(parts[1].utf8) : []
    while fraction.count < fractionSlots.count { fraction.append(0x30) }
    return (whole, fraction)
  }

  private func integerText(_ whole: [UInt8], places: Int) -> String {
    // Without a fraction a zero shows as `0`, else nothing stands before the point unless a 0 of the model asks.
    let digits = whole.isEmpty && fractionSlots.isEmpty ? [0x30] : whole
    var text: [UInt8] = []
    var place = 0
    var hasStarted = false
    for slot in integerSlots {
      if slot == .group {
        if hasStarted { text.append(UInt8(ascii: ",")) }
        continue
      }
      if slot == .zero { hasStarted = true }
      let index = place - (places - digits.count)
      if index >= 0 {
        hasStarted = true
        text.append(digits[index])
      } else if hasStarted {
        text.append(0x30)
      }
      place += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func fractionText(_ fraction: [UInt8]) -> String {
    var kept = fraction.count
    if !isFilled { while kept > 0, fraction[kept - 1] == 0x30, fractionSlots[kept - 1] == .nine { kept -= 1 } }
    return String(decoding: fraction[..<kept], as: UTF8.self)
  }

  private func signed(_ body: String, padding: String, isNegative: Bool) -> String {
    let blank = isFilled ? " " : ""
    switch sign {
    case .plain: return padding + (isNegative ? "-" : blank) + body
    case .leading: return padding + (isNegative ? "-" : "+") + body
    case .trailing: return padding + body + (isNegative ? "-" : "+")
    case .trailingMinus: return padding + body + (isNegative ? "-" : blank)
    case .brackets: return isNegative ? padding + "<\(body)>" : padding + blank + body + blank
    }
  }

  /// `TO_NUMBER(text, model)`.
  ///
  /// - Throws: 22P02 (ORA-01722) for text that the model does not describe.
  public func parse(_ text: String) throws(SQLError) -> OracleNumber {
    let mismatch = SQLError("22P02", "ORA-01722 无效数字")
    if isShortest {
      guard let number = OracleNumber(text: text) else { throw mismatch }
      return number
    }
    if let hexadecimal {
      let digits = text.filter { $0 != " " }
      guard digits.count <= hexadecimal.digits, !digits.hasPrefix("+"), let value = Int64(digits, radix: 16) else {
        throw mismatch
      }
      return OracleNumber(value)
    }
    var body = text.filter { $0 != " " }
    var isNegative = false
    if sign == .brackets, body.hasPrefix("<"), body.hasSuffix(">") {
      isNegative = true
      body = String(body.dropFirst().dropLast())
    }
    if sign == .trailing || sign == .trailingMinus, let last = body.last, last == "-" || last == "+" {
      isNegative = last == "-"
      body.removeLast()
    } else if let first = body.first, first == "-" || first == "+" {
      isNegative = first == "-"
      body.removeFirst()
    }
    if hasDollar, body.hasPrefix("$") { body.removeFirst() }
    if integerSlots.contains(.group) { body.removeAll { $0 == "," } }
    let parts = body.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, !body.isEmpty, body.allSatisfy({ $0 == "." || ("0"..."9").contains($0) }),
      parts[0].drop(while: { $0 == "0" }).count <= integerSlots.filter({ $0 != .group }).count,
      parts.count == 1 || parts[1].count <= fractionSlots.count, let number = OracleNumber(text: body)
    else { throw mismatch }
    return isNegative ? number.negated : number
  }
}
