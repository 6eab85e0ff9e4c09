/// The third argument of TO_CHAR, TO_DATE and TO_NUMBER: `NLS_DATE_LANGUAGE = AMERICAN`, `NLS_NUMERIC_CHARACTERS = '.,'`.
struct LanguageSettings {
  /// Names of months and days in Chinese: `3月`, `星期一`.
  var isChinese = false
}

extension Binder {
  /// - Throws: 0A000 for a setting or a value that would mean something this dialect does not do, 22023 (ORA-12702) for
  ///   a text that is no setting.
  func languageSettings(
    _ call: Expression.FunctionCall, _ arguments: [Typed]
  ) throws(SQLError) -> LanguageSettings {
    var settings = LanguageSettings()
    guard arguments.count > 2 else { return settings }
    guard case .text(let written)? = arguments[2].literal else {
      if arguments[2].isNull { return settings }
      throw SQLError("0A000", "不支持 \(call.name.uppercased()) 的第三个参数不是文字", position: call.position)
    }
    for (name, value) in try Self.pairs(written, call.position) {
      switch (name, value) {
      case ("NLS_DATE_LANGUAGE", "AMERICAN"), ("NLS_DATE_LANGUAGE", "ENGLISH"): settings.isChinese = false
      case ("NLS_DATE_LANGUAGE", "SIMPLIFIED CHINESE"): settings.isChinese = true
      case ("NLS_NUMERIC_CHARACTERS", ".,"), ("NLS_CALENDAR", "GREGORIAN"), ("NLS_TERRITORY", "CHINA"): break
      default: throw SQLError("0A000", "不支持 \(name) = \(value)", position: call.position)
      }
    }
    return settings
  }

  /// `A = x B = 'y z'`; a value without quotation marks may be several words, up to the next name.
  private static func pairs(_ text: String, _ position: Int) throws(SQLError) -> [(name: String, value: String)] {
    let invalid = SQLError("22023", "ORA-12702 SQL 函数中使用了无效的 NLS 参数字符串", position: position)
    let parts = text.uppercased().split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count > 1 else { throw invalid }
    var found: [(name: String, value: String)] = []
    var name = trimmed(parts[0])
    for (place, part) in parts.enumerated().dropFirst() {
      var value = part
      var next = ""
      if place < parts.count - 1 {
        let words = trimmed(part)
        guard let cut = words.lastIndex(where: { $0 == " " || $0 == ";" }) else { throw invalid }
        value = words[..<cut]
        next = String(words[words.index(after: cut)...])
      }
      found.append((name, unquoted(value)))
      guard name.hasPrefix("NLS_") else { throw invalid }
      name = next
    }
    return found
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " || text.last == ";" { text.removeLast() }
    return String(text)
  }

  private static func unquoted(_ text: Substring) -> String {
    let value = trimmed(text)
    guard value.count > 1, let mark = value.first, mark == "'" || mark == "\"", value.last == mark else { return value }
    return String(value.dropFirst().dropLast())
  }
}
