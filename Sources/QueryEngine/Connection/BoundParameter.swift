import OracleSQL

/// A parameter's text in the form in which values of its type are stored.
enum BoundParameter {
  static func value(of text: String?, type: SQLType, number: Int) throws(SQLError) -> SQLValue {
    guard let text, !text.isEmpty else { return .null }
    switch type {
    case .bool: return .integer(try flag(text, number) ? 1 : 0)
    case .int2, .int4, .int8, .oid:
      guard let value = OracleNumber(text: text), let whole = value.int64 else { throw malformed(number, "整数") }
      return .integer(whole)
    case .numeric:
      guard let value = OracleNumber(text: text) else { throw malformed(number, "数字") }
      return value.sqlValue
    case .date, .timestamp: return .text(try dateText(text, number))
    case .char, .name, .tid, .regclass, .text, .varchar, .interval, .unknown, .array, .vector, .catalogue:
      return .text(text)
    }
  }

  private static func malformed(_ number: Int, _ kind: String) -> SQLError {
    SQLError("22P02", "ORA-01722 第 \(number) 个参数不是有效的\(kind)")
  }

  private static func flag(_ text: String, _ number: Int) throws(SQLError) -> Bool {
    switch text.lowercased() {
    case "t", "true", "y", "yes", "on", "1": return true
    case "f", "false", "n", "no", "off", "0": return false
    default: throw malformed(number, "布尔值")
    }
  }

  /// `yyyy-MM-dd`, with time, with a fraction that is cut off.
  private static func dateText(_ text: String, _ number: Int) throws(SQLError) -> String {
    var whole = text[...]
    if let point = whole.firstIndex(of: "."), whole[whole.index(after: point)...].allSatisfy(\.isNumber) {
      whole = whole[..<point]
    }
    guard let date = OracleDate(stored: String(whole)) else {
      throw SQLError("22007", "ORA-01861 第 \(number) 个参数不是有效的日期")
    }
    return date.text
  }
}
