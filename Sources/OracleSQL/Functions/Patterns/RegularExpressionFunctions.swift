/// `REGEXP_LIKE`, `_REPLACE`, `_SUBSTR`, `_INSTR`, `_COUNT` (Oracle SQL Language Reference), and PostgreSQL's `~`.
extension RuntimeFunctions {
  static let regularExpressions: [RuntimeFunction] = [
    strict(.matchesPattern, nil) { (arguments) throws(SQLError) in
      let text = Array(arguments.text(0).utf8)
      let expression = try RegularExpression.of(arguments.text(1), options: arguments.text(2, or: ""))
      return .integer(try expression.firstMatch(in: text, from: 0) == nil ? 0 : 1)
    },
    postgresMatches(.postgresMatches, options: "n"),
    postgresMatches(.postgresMatchesIgnoringCase, options: "ni"),
    scalar(.patternReplace, nil) { (arguments) throws(SQLError) in try replace(arguments) },
    strict(.patternSubstring, nil) { (arguments) throws(SQLError) in
      let search = try PatternSearch(arguments, options: 4)
      guard let range = try search.range(group: arguments.integer(5)) else { return .null }
      return .text(orNull: String(decoding: search.text[range], as: UTF8.self))
    },
    strict(.patternPosition, nil) { (arguments) throws(SQLError) in
      let search = try PatternSearch(arguments, options: 5)
      guard let range = try search.range(group: arguments.integer(6)) else { return .integer(0) }
      let end = try arguments.integer(4) == 0 ? range.lowerBound : range.upperBound
      return .integer(Int64(search.characters(before: end) + 1))
    },
    strict(.patternCount, nil) { (arguments) throws(SQLError) in
      let start = try arguments.integer(2, or: 1)
      let search = try PatternSearch(text: arguments.text(0), start: start)
      let expression = try RegularExpression.of(arguments.text(1), options: arguments.text(3, or: ""))
      guard let place = search.startByte else { return .integer(0) }
      var count: Int64 = 0
      try expression.forEachMatch(in: search.text, from: place) { _ in
        count += 1
        return true
      }
      return .integer(count)
    },
  ]

  /// `~` and `~*` (PostgreSQL 15, 9.7.3): an empty text is a text, and `.` is also a line's end.
  private static func postgresMatches(_ call: RuntimeCall, options: String) -> RuntimeFunction {
    scalar(call, 2) { (arguments) throws(SQLError) in
      if arguments[0] == .null || arguments[1] == .null { return .null }
      let expression = try RegularExpression.of(arguments.text(1), options: options)
      return .integer(try expression.firstMatch(in: Array(arguments.text(0).utf8), from: 0) == nil ? 0 : 1)
    }
  }

  /// NULL only when the text is; a NULL pattern leaves it, a NULL replacement removes.
  private static func replace(_ arguments: [SQLValue]) throws(SQLError) -> SQLValue {
    guard !arguments[0].isNull else { return .null }
    guard !arguments[1].isNull else { return arguments[0] }
    for index in 3..<max(3, arguments.count) where arguments[index].isNull { return .null }
    let search = try PatternSearch(text: arguments.text(0), start: try arguments.integer(3, or: 1))
    let expression = try RegularExpression.of(arguments.text(1), options: arguments.text(5, or: ""))
    let occurrence = try arguments.integer(4)
    guard occurrence >= 0 else { throw PatternSearch.outOfRange }
    guard let start = search.startByte else { return arguments[0] }
    let replacement = Array(arguments.text(2, or: "").utf8)
    var result: [UInt8] = []
    var copied = 0
    var number = 0
    try expression.forEachMatch(in: search.text, from: start) { (match) throws(SQLError) in
      number += 1
      guard occurrence == 0 || number == occurrence, let whole = match[0] else { return true }
      result += search.text[copied..<whole.lowerBound]
      try append(replacement, match, search.text, to: &result)
      copied = whole.upperBound
      return occurrence == 0
    }
    result += search.text[copied...]
    return .text(orNull: String(decoding: result, as: UTF8.self))
  }

  /// `\1` to `\9` are the match's groups, `\\` a backslash.
  private static func append(
    _ replacement: [UInt8], _ match: RegularExpression.Match, _ text: [UInt8], to result: inout [UInt8]
  ) throws(SQLError) {
    var place = 0
    while place < replacement.count {
      try TextLimit.check(result.count)
      let byte = replacement[place]
      place += 1
      guard byte == UInt8(ascii: "\\"), place < replacement.count else {
        result.append(byte)
        continue
      }
      let next = replacement[place]
      place += 1
      if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(next) {
        let group = Int(next - UInt8(ascii: "0"))
        if group < match.count, let range = match[group] { result += text[range] }
      } else if next == UInt8(ascii: "\\") {
        result.append(next)
      } else {
        result += [byte, next]
      }
    }
  }
}

/// What REGEXP_SUBSTR and REGEXP_INSTR search: text, pattern, start and occurrence.
private struct PatternSearch {
  let text: [UInt8]
  /// `nil` when the start is past the text's end.
  let startByte: Int?
  private var expression: RegularExpression?
  private var occurrence = 1

  static let outOfRange = SQLError("22023", "ORA-01428 正则函数的起始位置、次数或子表达式超出范围")

  /// - Parameter start: in characters, from 1.
  init(text: String, start: Int) throws(SQLError) {
    guard start >= 1 else { throw Self.outOfRange }
    self.text = Array(text.utf8)
    let scalars = text.unicodeScalars
    startByte = scalars.index(scalars.startIndex, offsetBy: start - 1, limitedBy: scalars.endIndex).map {
      text.utf8.distance(from: text.startIndex, to: $0)
    }
  }

  /// - Parameter options: the argument with the match parameters.
  init(_ arguments: [SQLValue], options: Int) throws(SQLError) {
    try self.init(text: arguments.text(0), start: try arguments.integer(2, or: 1))
    expression = try RegularExpression.of(arguments.text(1), options: arguments.text(options, or: ""))
    occurrence = try arguments.integer(3, or: 1)
    guard occurrence >= 1 else { throw Self.outOfRange }
  }

  /// A group of the occurrence asked for, 0 for the whole match.
  func range(group: Int) throws(SQLError) -> Range<Int>? {
    guard (0...9).contains(group) else { throw Self.outOfRange }
    guard let expression, let startByte else { return nil }
    var number = 0
    var range: Range<Int>?
    try expression.forEachMatch(in: text, from: startByte) { match in
      number += 1
      if number == occurrence { range = group < match.count ? match[group] : nil }
      return number < occurrence
    }
    return range
  }

  func characters(before end: Int) -> Int { text[..<end].count { $0 & 0xC0 != 0x80 } }
}
