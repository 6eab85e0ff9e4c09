/// A statement's text with its literals taken out: what two statements share that differ only in the values they ask for.
///
/// Cut without reading the statement: any sign of a lexical form in which an apostrophe means something else (comments,
/// quoted names, prefixed literals, parameters) leaves the text alone.
struct StatementSkeleton {
  struct Literal {
    /// UTF-8, doubled apostrophes made single.
    let bytes: [UInt8]
    /// Where it begins in the text.
    let offset: Int
  }

  /// Each literal is two apostrophes.
  private(set) var bytes: [UInt8] = []
  private(set) var literals: [Literal] = []

  /// Literals beyond this are a generated list, not a statement that comes again.
  static let maximumLiterals = 32

  /// - Returns: `nil` for a text without literals, or one that is left alone.
  init?(_ text: [UInt8]) {
    bytes.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      let byte = text[place]
      switch byte {
      case UInt8(ascii: "'"):
        guard place == 0 || !Self.isWordByte(text[place - 1]), literals.count < Self.maximumLiterals,
          let end = takeLiteral(text, place)
        else { return nil }
        bytes.append(byte)
        bytes.append(byte)
        place = end
        continue
      case UInt8(ascii: "\""), UInt8(ascii: "$"): return nil
      case UInt8(ascii: "-") where place + 1 < text.count && text[place + 1] == byte: return nil
      case UInt8(ascii: "/") where place + 1 < text.count && text[place + 1] == UInt8(ascii: "*"): return nil
      default: bytes.append(byte)
      }
      place += 1
    }
    if literals.isEmpty { return nil }
  }

  /// - Returns: where the text goes on; `nil` when the literal does not end.
  private mutating func takeLiteral(_ text: [UInt8], _ start: Int) -> Int? {
    var value: [UInt8] = []
    var place = start + 1
    while place < text.count {
      if text[place] != UInt8(ascii: "'") {
        value.append(text[place])
        place += 1
      } else if place + 1 < text.count, text[place + 1] == UInt8(ascii: "'") {
        value.append(UInt8(ascii: "'"))
        place += 2
      } else {
        literals.append(Literal(bytes: value, offset: start))
        return place + 1
      }
    }
    return nil
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
    default: false
    }
  }
}

/// A text as a cache key: compared and hashed by its bytes.
struct TextKey: Hashable {
  let bytes: [UInt8]
  /// Of a statement with parameters.
  var parameterTypes: [UInt32] = []

  func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    for type in parameterTypes { hasher.combine(type) }
  }
}
