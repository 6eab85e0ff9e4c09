/// Who did or confirmed something, as it was typed.
enum PersonName {
  /// Without blanks around it, of which U+3000 is one; `nil` when nothing is left.
  static func named(_ text: String) -> String? {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return nil }
    return String(scalars[first...last])
  }

  /// Two names of one person: they differ in blanks, in the width of letters or in their case only.
  static func isSame(_ first: String, _ second: String) -> Bool { folded(first) == folded(second) }

  private static func folded(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isBlank(scalar) {
      // Full-width forms of ASCII.
      let isWide = (0xFF01...0xFF5E).contains(scalar.value)
      kept.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
    }
    return String(kept).lowercased()
  }

  /// White space, and what shows nothing: control characters, zero-width blanks and marks.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isWhitespace || properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control
      || properties.generalCategory == .format
  }
}
