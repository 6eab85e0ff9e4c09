/// Reads back what `ctid` and ROWID show of a row's number.
enum RowText {
  static let rowsOfBlock: Int64 = 60_000
  static let prefix = "AAAQZA"

  /// `(block,place)` → the row's number; 0, which no row has, for anything else.
  static func row(ofPlace text: String) -> Int64 {
    guard text.hasPrefix("("), text.hasSuffix(")") else { return 0 }
    let parts = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let block = whole(parts[0]), let place = whole(parts[1]), block <= Int64(UInt32.max),
      (1...rowsOfBlock).contains(place)
    else { return 0 }
    return block * rowsOfBlock + place
  }

  /// 18 characters → the row's number; 0 for anything else.
  static func row(ofIdentifier text: String) -> Int64 {
    guard text.hasPrefix(prefix), text.utf8.count == 18 else { return 0 }
    return whole(text.dropFirst(prefix.count)) ?? 0
  }

  private static func whole(_ digits: Substring) -> Int64? {
    digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(digits) : nil
  }
}
