/// Who did or confirmed something, as it was typed.
enum PersonName {
  /// Without blanks around it, of which U+3000 is one; `nil` when nothing is left.
  static func named(_ text: String) -> String? {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return nil }
    return String(scalars[first...last])
  }

  /// Two names of one person: they differ in blanks, in dots between their parts, in the width of letters or in their case
  /// only.
  static func isSame(_ first: String, _ second: String) -> Bool { folded(first) == folded(second) }

  private static func folded(_ text: String) -> String { text.unicodeScalars.compactMap(essence).joined() }

  private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    // Full-width forms of ASCII.
    let isWide = (0xFF01...0xFF5E).contains(scalar.value)
    return isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
  }

  /// The dots between the parts of a name, as keyboards and code tables have them.
  private static let dots: Set<Unicode.Scalar> = [
    ".", "\u{B7}", "\u{2022}", "\u{2027}", "\u{30FB}", "\u{FF0E}", "\u{FF65}",
  ]

  /// What tells names apart in a scalar; `nil` for what names are written with and without.
  private static func essence(_ scalar: Unicode.Scalar) -> String? {
    if isBlank(scalar) || dots.contains(scalar) || scalar.properties.generalCategory == .nonspacingMark { return nil }
    return narrow(scalar).properties.lowercaseMapping
  }

  /// A text with every occurrence of a name replaced by `***`, whatever blanks and dots stand between its characters, in
  /// either width and case.
  static func struck(_ name: String, from text: String) -> String {
    let wanted = name.unicodeScalars.compactMap(essence)
    guard !wanted.isEmpty else { return text }
    let scalars = Array(text.unicodeScalars)
    let essences = scalars.map(essence)
    var kept = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      if let end = end(of: wanted, in: essences, at: index) {
        kept.append(contentsOf: "***".unicodeScalars)
        index = end
      } else {
        kept.append(scalars[index])
        index += 1
      }
    }
    return String(kept)
  }

  /// Where an occurrence that begins at an index ends; `nil` when none does.
  private static func end(of wanted: [String], in essences: [String?], at start: Int) -> Int? {
    guard essences[start] != nil else { return nil }
    var index = start
    var matched = 0
    while index < essences.count, matched < wanted.count {
      if let essence = essences[index] {
        guard essence == wanted[matched] else { return nil }
        matched += 1
      }
      index += 1
    }
    return matched == wanted.count ? index : nil
  }

  /// White space, and what shows nothing: control characters, zero-width blanks and marks.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isWhitespace || properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control
      || properties.generalCategory == .format
  }
}
