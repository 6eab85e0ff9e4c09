/// A response text of the unified interface: `1` and values, or something else and a message (centre.md).
///
/// Every parser of a transaction returns one of these three; `unparsable` is UNKNOWN (settlement.md R4), and so, for 05
/// and 99, is `refused` (R5).
public enum UnifiedAnswer<Value: Sendable>: Sendable {
  case value(Value)
  /// The first field is not `1`. The message is shown, never parsed.
  case refused(message: String)
  /// Not complete, not parsable, or not for our request; the text names what is wrong, without any value.
  case unparsable(String)
}

extension UnifiedAnswer: Equatable where Value: Equatable {}

/// Splitting shared by all transactions. Position 0 is the code (执行代码), so that positions are the documents' own.
struct UnifiedFields {
  /// Longest message kept, in Unicode scalars: one character can have any number of them.
  static let messageLimit = 200

  static func message(_ words: some StringProtocol) -> String {
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: words.unicodeScalars.prefix(messageLimit))
    return String(kept)
  }
  let fields: [Substring]

  /// The fields of a `1`, or the refusal.
  static func split<Value>(_ text: String) -> Result<UnifiedFields, Ended<Value>> {
    let trimmed = text.trimmingLineEnds
    let fields = trimmed.split(separator: "|" as Character, omittingEmptySubsequences: false)
    guard let code = fields.first, !code.isEmpty else { return .failure(Ended(.unparsable("应答为空"))) }
    if code == "1" { return .success(UnifiedFields(fields: fields)) }
    let isCode = code.count <= 8 && code.unicodeScalars.allSatisfy { ("0"..."9").contains($0) || $0 == "-" }
    guard isCode else { return .failure(Ended(.unparsable("首字段不是执行代码"))) }
    let message = fields.count > 1 ? message(fields[1]) : ""
    return .failure(Ended(.refused(message: message)))
  }

  /// An answer that carries no value.
  struct Ended<Value: Sendable>: Error {
    let answer: UnifiedAnswer<Value>
    init(_ answer: UnifiedAnswer<Value>) { self.answer = answer }
  }

  /// The field at a document's position, blanks and `null` removed; empty beyond the end.
  subscript(position: Int) -> String {
    guard position < fields.count else { return "" }
    let value = fields[position].trimmingBlanks
    return value == "null" ? "" : String(value)
  }

  var count: Int { fields.count }

  /// Whether all fields from `position` on are an empty list.
  func isEmptyList(from position: Int) -> Bool {
    (position..<max(position, count)).allSatisfy { ["", "##"].contains(self[$0]) }
  }

  /// A serial (交易流水号, at most 20 characters): letters, digits, `-` and `_`, with a leading `-` for a refund.
  static func isSerial(_ text: String) -> Bool {
    let body = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
    return (1...20).contains(body.count)
      && body.unicodeScalars.allSatisfy {
        ("0"..."9").contains($0) || ("A"..."Z").contains($0) || ("a"..."z").contains($0) || $0 == "-" || $0 == "_"
      }
  }
}

extension StringProtocol {
  /// Without CR and LF at the end, which some servers add.
  var trimmingLineEnds: String {
    var text = String(self)
    while let last = text.unicodeScalars.last, last == "\n" || last == "\r" { text.unicodeScalars.removeLast() }
    return text
  }

  var trimmingBlanks: SubSequence {
    var rest = self[...]
    while rest.first == " " { rest = rest.dropFirst() }
    while rest.last == " " { rest = rest.dropLast() }
    return rest
  }
}
