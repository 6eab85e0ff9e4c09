/// A pattern of LIKE: `%` any text, `_` one character, the escape character before one of them or itself.
struct LikePattern {
  private enum Part: Equatable {
    case anyText
    case anyCharacter
    case character(UnicodeScalar)
  }

  private let parts: [Part]

  /// - Throws: 22025 (ORA-01424) for an escape character before anything else or at the end, 22019 (ORA-01425) for an
  ///   escape of more than one character.
  init(_ pattern: String, escape: String?) throws(SQLError) {
    let escape = escape.map { Array($0.unicodeScalars) } ?? []
    guard escape.count <= 1 else { throw SQLError("22019", "ORA-01425 换码符必须是长度为 1 的字符串") }
    var parts: [Part] = []
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if isEscaped {
        parts.append(.character(scalar))
        isEscaped = false
      } else if scalar == escape.first {
        isEscaped = true
      } else if scalar == "%" {
        if parts.last != .anyText { parts.append(.anyText) }
      } else {
        parts.append(scalar == "_" ? .anyCharacter : .character(scalar))
      }
    }
    guard !isEscaped else { throw SQLError("22025", "ORA-01424 换码符之后字符缺失或非法") }
    self.parts = parts
  }

  /// Linear apart from the distance between two `%`: only the last one is ever taken back.
  func matches(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    var position = scalars.startIndex
    var part = 0
    var retry: (part: Int, position: String.UnicodeScalarView.Index)?
    while position < scalars.endIndex {
      if part < parts.count, parts[part] == .anyText {
        part += 1
        retry = (part, position)
        continue
      }
      if part < parts.count, parts[part] == .anyCharacter || parts[part] == .character(scalars[position]) {
        part += 1
        position = scalars.index(after: position)
        continue
      }
      guard let last = retry else { return false }
      position = scalars.index(after: last.position)
      part = last.part
      retry = (part, position)
    }
    return parts[part...].allSatisfy { $0 == .anyText }
  }
}

extension RuntimeFunctions {
  static let patterns: [RuntimeFunction] = [
    oracleLike(.like, ignoringCase: false),
    oracleLike(.likeIgnoringCase, ignoringCase: true),
    postgresLike(.postgresLike, ignoringCase: false),
    postgresLike(.postgresLikeIgnoringCase, ignoringCase: true),
  ]

  private static func oracleLike(_ call: RuntimeCall, ignoringCase: Bool) -> RuntimeFunction {
    scalar(call, 3) { (arguments) throws(SQLError) in
      guard let value = arguments[0].text, let pattern = arguments[1].text else { return .null }
      return try match(value, pattern, escape: arguments[2].text, ignoringCase)
    }
  }

  /// Empty texts are texts, and backslash escapes unless the statement says otherwise.
  private static func postgresLike(_ call: RuntimeCall, ignoringCase: Bool) -> RuntimeFunction {
    scalar(call, 3) { (arguments) throws(SQLError) in
      if arguments[0] == .null || arguments[1] == .null { return .null }
      let escape = arguments[2] == .null ? "\\" : arguments.text(2)
      return try match(arguments.text(0), arguments.text(1), escape: escape, ignoringCase)
    }
  }

  private static func match(
    _ value: String, _ pattern: String, escape: String?, _ ignoringCase: Bool
  ) throws(SQLError) -> SQLValue {
    let pattern = try LikePattern(
      ignoringCase ? pattern.lowercased() : pattern, escape: ignoringCase ? escape?.lowercased() : escape)
    return .integer(pattern.matches(ignoringCase ? value.lowercased() : value) ? 1 : 0)
  }
}
