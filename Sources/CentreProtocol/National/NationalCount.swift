/// A number of rows as the national platform announces it.
public enum NationalCount {
  /// More rows than this no catalogue has: such a number is a mistake, and sums of those below cannot overflow.
  public static let limit = 1_000_000_000

  public static func isPossible(_ count: Int) -> Bool { (0...limit).contains(count) }

  /// Reads a number of rows.
  ///
  /// - Parameters:
  ///   - value: `nil`, `null` and an empty text: nothing is announced.
  ///   - place: the transaction and the field, for the error.
  /// - Throws: `QZ-F137` for anything else that is no whole number of 0 … ``limit``: what cannot be read proves nothing.
  public static func read(_ value: JSONValue?, of place: String) throws(NationalProtocolError) -> Int? {
    guard let value, value != .null, value != .string("") else { return nil }
    guard let count = value.integer, isPossible(count) else {
      throw .init(.impossibleCount, "\(place) 不是 0 到 \(limit) 的整数：\(String((value.text ?? "").prefix(40)))")
    }
    return count
  }
}
