/// A request text of the unified interface: the transaction's number, then its fields in order (centre.md).
struct UnifiedRequest {
  private let number: String
  private var fields: [String]

  init(_ number: String, _ fields: [String]) {
    self.number = number
    self.fields = fields.map(Self.clean)
  }

  var text: String { ([number] + fields).joined(separator: "|") }

  /// A separator inside a value would move every later field: it becomes its full-width form, a control character a
  /// blank.
  static func clean(_ value: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
      switch scalar {
      case "|": result.append("｜")
      case "$": result.append("＄")
      case "#": result.append("＃")
      default: result.append(scalar.value < 0x20 ? " " : scalar)
      }
    }
    return String(result)
  }

  /// `yyyy-MM-dd…` cut or a code shortened to the field's width in characters.
  static func limited(_ value: String, _ width: Int) -> String { String(value.prefix(width)) }
}
