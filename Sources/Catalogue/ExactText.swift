extension String {
  /// Whether two texts are the same bytes. `==` also takes texts for equal that only look alike: 郎 of GBK's FD9C and 郎
  /// of C0C9, the ohm sign and omega. HIS and the centre tell them apart.
  public func isExactly(_ other: String) -> Bool {
    // What `==` tells apart differs, and nearly all texts do or are the same.
    self == other && utf8.elementsEqual(other.utf8)
  }
}

extension [String] {
  /// Whether two lists hold the same bytes.
  public func areExactly(_ other: [String]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.isExactly($1) }
  }
}

extension [String: String] {
  /// Whether two tables hold the same values, byte for byte, for the same names.
  func areExactly(_ other: [String: String]) -> Bool {
    count == other.count && allSatisfy { name, value in other[name].map { $0.isExactly(value) } ?? false }
  }
}
