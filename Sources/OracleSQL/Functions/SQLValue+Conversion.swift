extension SQLValue {
  /// NULL, or the empty text that is NULL to Oracle.
  public var isNull: Bool {
    switch self {
    case .null: true
    case .integer: false
    case .text(let text): text.isEmpty
    }
  }

  /// The text form; `nil` for NULL and for empty text.
  public var text: String? {
    switch self {
    case .null: nil
    case .integer(let number): String(number)
    case .text(let text): text.isEmpty ? nil : text
    }
  }

  /// The text form with `''` for NULL.
  var textOrEmpty: String { text ?? "" }

  static let notANumber = SQLError("22P02", "ORA-01722 无效数字")

  /// - Throws: 22P02 (ORA-01722) for text that is not a number.
  func number() throws(SQLError) -> OracleNumber? {
    switch self {
    case .null: return nil
    case .integer(let value): return OracleNumber(value)
    case .text(let text):
      if text.isEmpty { return nil }
      guard let number = OracleNumber(text: text) else { throw Self.notANumber }
      return number
    }
  }

  /// A whole number, fractions cut off; values beyond 64 bits are the nearest that fit.
  func integer() throws(SQLError) -> Int? {
    guard let number = try number() else { return nil }
    let whole = number.truncated(to: 0)
    if let value = whole.int64 { return Int(value) }
    return whole.isNegative ? Int.min : Int.max
  }

  /// The stored form, or what `ImplicitDate` reads.
  ///
  /// - Throws: 22007 (ORA-01861) for other text.
  public func date() throws(SQLError) -> OracleDate? {
    guard let text else { return nil }
    if let date = OracleDate(stored: text) ?? ImplicitDate.read(text) { return date }
    throw SQLError("22007", "ORA-01861 文字与格式字符串不匹配")
  }

  static func text(orNull text: String) -> SQLValue { text.isEmpty ? .null : .text(text) }
}
