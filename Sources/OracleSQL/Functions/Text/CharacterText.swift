/// Oracle's functions on text by characters (Unicode scalars); NULL has been dealt with before.
enum CharacterText {
  /// `INITCAP`: the first letter of each word large, the others small; words are letters and digits.
  static func initialCapitals(_ text: String) -> String {
    var result = ""
    var isInside = false
    for scalar in text.unicodeScalars {
      let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      result +=
        isWord ? (isInside ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping) : String(scalar)
      isInside = isWord
    }
    return result
  }

  /// `LTRIM`, `RTRIM`, `TRIM`: removes characters of a set from the ends.
  static func trim(_ text: String, set: String, leading: Bool, trailing: Bool) -> String {
    let set = Set(set.unicodeScalars)
    var scalars = text.unicodeScalars[...]
    if leading { while let first = scalars.first, set.contains(first) { scalars.removeFirst() } }
    if trailing { while let last = scalars.last, set.contains(last) { scalars.removeLast() } }
    return String(scalars)
  }

  /// `SUBSTR`: position from 1, from the end when negative, 0 as 1.
  static func substring(_ text: String, from position: Int, count: Int?) -> String {
    let scalars = text.unicodeScalars
    guard let range = range(of: scalars.count, from: position, count: count) else { return "" }
    let start = scalars.index(scalars.startIndex, offsetBy: range.lowerBound)
    return String(scalars[start..<scalars.index(start, offsetBy: range.count)])
  }

  /// The zero-based piece of a text of `length` that SUBSTR's numbers mean; `nil` for none.
  static func range(of length: Int, from position: Int, count: Int?) -> Range<Int>? {
    let start = position > 0 ? position - 1 : (position == 0 ? 0 : length + max(position, -length - 1))
    guard start >= 0, start < length, (count ?? 1) > 0 else { return nil }
    return start..<(start + min(count ?? Int.max, length - start))
  }

  /// `TO_SINGLE_BYTE`: U+FF01 to U+FF5E and the full-width blank as the ASCII characters they show.
  static func singleByte(_ text: String) -> String {
    mapped(text) { $0 == 0x3000 ? 0x20 : (0xFF01...0xFF5E).contains($0) ? $0 - 0xFEE0 : $0 }
  }

  /// `TO_MULTI_BYTE`: the other way round.
  static func multiByte(_ text: String) -> String {
    mapped(text) { $0 == 0x20 ? 0x3000 : (0x21...0x7E).contains($0) ? $0 + 0xFEE0 : $0 }
  }

  private static func mapped(_ text: String, _ change: (UInt32) -> UInt32) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(Unicode.Scalar(change(scalar.value)) ?? scalar) }
    return String(result)
  }

  /// `INSTR`: place of the n-th occurrence from a position, backwards from the end when negative; 0 for none.
  ///
  /// - Throws: 22003 (ORA-01428) for an occurrence below 1.
  static func position(
    of pattern: String, in text: String, from position: Int, occurrence: Int
  ) throws(SQLError) -> Int {
    guard occurrence >= 1 else { throw SQLError("22003", "ORA-01428 INSTR 的参数超出范围") }
    if position > 0 { return forwardPosition(of: pattern, in: text, from: position, occurrence: occurrence) }
    let text = Array(text.unicodeScalars)
    let pattern = Array(pattern.unicodeScalars)
    guard position != 0, !pattern.isEmpty, pattern.count <= text.count else { return 0 }
    var index = min(text.count + max(position, -text.count - 1), text.count - pattern.count)
    var found = 0
    while index >= 0 {
      if text[index..<index + pattern.count].elementsEqual(pattern) {
        found += 1
        if found == occurrence { return index + 1 }
      }
      index -= 1
    }
    return 0
  }

  /// By bytes, of which each is looked at once or twice whatever the pattern (Knuth, Morris, Pratt).
  private static func forwardPosition(
    of pattern: String, in text: String, from position: Int, occurrence: Int
  ) -> Int {
    let pattern = Array(pattern.utf8)
    guard !pattern.isEmpty else { return 0 }
    // How long a beginning of the pattern ends at each of its places.
    var borders = [0]
    var matched = 0
    for byte in pattern.dropFirst() {
      while matched > 0, pattern[matched] != byte { matched = borders[matched - 1] }
      if pattern[matched] == byte { matched += 1 }
      borders.append(matched)
    }
    let length = pattern.count { $0 & 0xC0 != 0x80 }
    var found = 0
    var character = 0
    matched = 0
    for byte in text.utf8 {
      if byte & 0xC0 != 0x80 { character += 1 }
      guard character >= position else { continue }
      while matched > 0, pattern[matched] != byte { matched = borders[matched - 1] }
      if pattern[matched] == byte { matched += 1 }
      guard matched == pattern.count else { continue }
      found += 1
      if found == occurrence { return character - length + 1 }
      // Occurrences may overlap.
      matched = borders[matched - 1]
    }
    return 0
  }

  /// `REPLACE`.
  ///
  /// - Throws: 54000 for a text longer than `TextLimit`.
  static func replace(_ text: String, _ pattern: String, with replacement: String) throws(SQLError) -> String {
    if pattern.isEmpty { return text }
    let source = Array(text.utf8)
    let wanted = Array(pattern.utf8)
    guard source.count >= wanted.count else { return text }
    var result: [UInt8] = []
    var index = 0
    // UTF-8 is self-synchronising: a match of bytes is a match of characters.
    while index < source.count {
      if index + wanted.count <= source.count, source[index] == wanted[0],
        source[index..<index + wanted.count].elementsEqual(wanted)
      {
        try TextLimit.check(result.count + replacement.utf8.count)
        result.append(contentsOf: replacement.utf8)
        index += wanted.count
      } else {
        result.append(source[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// `TRANSLATE`: each character of `source` becomes the one at its place in `target`, or goes.
  static func translate(_ text: String, _ source: String, to target: String) -> String {
    let target = Array(target.unicodeScalars)
    var map: [UnicodeScalar: UnicodeScalar?] = [:]
    for (index, scalar) in source.unicodeScalars.enumerated() where map[scalar] == nil {
      map.updateValue(index < target.count ? target[index] : nil, forKey: scalar)
    }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let mapped = map[scalar] {
        if let mapped { result.append(mapped) }
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  static func reversed(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text.unicodeScalars.reversed())
    return String(result)
  }
}
