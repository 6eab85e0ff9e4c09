/// Where a cell is, both counted from 1.
public struct CellAddress: Hashable, Sendable, CustomStringConvertible {
  public let column: Int
  public let row: Int

  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }

  /// Reads `AB12`; `nil` for anything else. At most three letters and seven digits, as in Excel.
  public init?(_ text: String) {
    var column = 0
    var row = 0
    var letters = 0
    var digits = 0
    for byte in text.utf8 {
      switch byte {
      case 65...90 where digits == 0 && letters < 3:
        column = column * 26 + Int(byte - 64)
        letters += 1
      case 48...57 where letters > 0 && digits < 7:
        row = row * 10 + Int(byte - 48)
        digits += 1
      default: return nil
      }
    }
    guard digits > 0, row > 0 else { return nil }
    self.init(column: column, row: row)
  }

  public var description: String { "\(Self.letters(of: column))\(row)" }

  /// `A`, `Z`, `AA` …
  public static func letters(of column: Int) -> String {
    var letters: [UInt8] = []
    var rest = column
    while rest > 0 {
      letters.insert(UInt8(65 + (rest - 1) % 26), at: 0)
      rest = (rest - 1) / 26
    }
    return String(decoding: letters, as: UTF8.self)
  }
}
