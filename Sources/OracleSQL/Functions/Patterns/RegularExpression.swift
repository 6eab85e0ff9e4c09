import CPCRE2
import Synchronization

/// A compiled regular expression, by PCRE2: Oracle's are POSIX extended with Perl's additions, all of which it knows.
///
/// Matching is bounded in steps and memory, whatever the pattern.
// The compiled code is never written after it is made; hence unchecked.
final class RegularExpression: @unchecked Sendable {
  private let code: OpaquePointer
  private let matchContext: OpaquePointer

  /// Steps one search may take; a pattern that needs more for a catalogue's texts is not meant.
  private static let maximumSteps: UInt32 = 1_000_000
  private static let maximumHeapKilobytes: UInt32 = 4_096
  private static let maximumKept = 64
  private static let kept = Mutex<[String: RegularExpression]>([:])

  /// The expression, compiled now or before.
  ///
  /// - Parameter options: Oracle's match parameters: `i` and `c` (case), `n` (`.` is also a line's end), `m` (`^` and `$` at
  ///   every line), `x` (blanks in the pattern mean nothing).
  /// - Throws: 2201B (ORA-12725…) for a pattern that is none, 22023 (ORA-01760) for another option.
  static func of(_ pattern: String, options: String) throws(SQLError) -> RegularExpression {
    let key = "\(options)/\(pattern)"
    if let found = kept.withLock({ $0[key] }) { return found }
    let made = try RegularExpression(pattern, options: options)
    kept.withLock { kept in
      if kept.count >= maximumKept { kept.removeAll() }
      kept[key] = made
    }
    return made
  }

  private init(_ pattern: String, options: String) throws(SQLError) {
    var flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY
    for option in options {
      switch option {
      case "i": flags |= UInt32(PCRE2_CASELESS)
      case "c": flags &= ~UInt32(PCRE2_CASELESS)
      case "n": flags |= UInt32(PCRE2_DOTALL)
      case "m": flags |= UInt32(PCRE2_MULTILINE)
      case "x": flags |= UInt32(PCRE2_EXTENDED)
      default: throw SQLError("22023", "ORA-01760 正则函数的匹配参数“\(option)”无效")
      }
    }
    var status: Int32 = 0
    var offset = 0
    let bytes = Array(pattern.utf8)
    guard let code = pcre2_compile_8(bytes, bytes.count, flags, &status, &offset, nil),
      let context = pcre2_match_context_create_8(nil)
    else { throw SQLError("2201B", "ORA-12726 正则表达式无效（第 \(offset + 1) 字节附近）：\(pattern)") }
    pcre2_set_match_limit_8(context, Self.maximumSteps)
    pcre2_set_heap_limit_8(context, Self.maximumHeapKilobytes)
    self.code = code
    matchContext = context
  }

  deinit {
    pcre2_code_free_8(code)
    pcre2_match_context_free_8(matchContext)
  }

  /// The groups of one match as ranges of bytes, the whole match first; `nil` for a group that took no part.
  typealias Match = [Range<Int>?]

  /// The first match at or after a byte.
  ///
  /// - Throws: 54001 when the search takes too many steps.
  func firstMatch(in text: [UInt8], from start: Int) throws(SQLError) -> Match? {
    var found: Match?
    try forEachMatch(in: text, from: start) { match in
      found = match
      return false
    }
    return found
  }

  /// All matches from a byte on, none overlapping the one before.
  ///
  /// - Parameter body: given each match; ends the search with `false`.
  /// - Throws: 54001 when the search for one match takes too many steps.
  func forEachMatch(in text: [UInt8], from start: Int, _ body: (Match) throws(SQLError) -> Bool) throws(SQLError) {
    guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return }
    defer { pcre2_match_data_free_8(data) }
    var place = start
    while place <= text.count {
      // The bytes are those of a String, and thus UTF-8: checking the rest again at each match would be quadratic.
      let status = pcre2_match_8(code, text, text.count, place, PCRE2_NO_UTF_CHECK, data, matchContext)
      if status == PCRE2_ERROR_NOMATCH { return }
      guard status >= 0, let places = pcre2_get_ovector_pointer_8(data) else {
        throw SQLError("54001", "正则表达式过于复杂，请简化")
      }
      let match: Match = (0..<Int(pcre2_get_ovector_count_8(data))).map { group in
        let low = places[2 * group]
        let high = places[2 * group + 1]
        return low == Int.max || low == -1 || low > high || high > text.count ? nil : low..<high
      }
      guard let whole = match[0], try body(match) else { return }
      place = whole.isEmpty ? Self.next(whole.upperBound, in: text) : whole.upperBound
    }
  }

  /// The byte at which the next character begins.
  static func next(_ place: Int, in text: [UInt8]) -> Int {
    var place = place + 1
    while place < text.count, text[place] & 0xC0 == 0x80 { place += 1 }
    return place
  }
}
