/// Text that becomes a date without a model: compared with a date column, or cast.
///
/// Oracle's NLS_DATE_FORMAT of Chinese installations and what the drivers write: `yyyy-MM-dd`, also with `/` or `.` and
/// without leading zeros, `yyyyMMdd`, each with a time to the minute or second; a fraction of a second is cut off.
enum ImplicitDate {
  static func read(_ text: String) -> OracleDate? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = Reader(bytes: bytes)
      return reader.read()
    }
  }

  private struct Reader {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func read() -> OracleDate? {
      skipBlanks()
      guard let year = number(4, exactly: true) else { return nil }
      var month: Int?
      var day: Int?
      if let separator = take(["-", "/", "."]) {
        month = number(2)
        guard take([separator]) != nil else { return nil }
        day = number(2)
      } else {
        month = number(2, exactly: true)
        day = number(2, exactly: true)
      }
      guard let month, let day else { return nil }
      let hasT = take(["T"]) != nil
      let start = index
      skipBlanks()
      var second = 0
      if index < bytes.count, hasT || index > start {
        guard let time = time() else { return nil }
        second = time
        skipBlanks()
      }
      guard index == bytes.count else { return nil }
      return OracleDate(year: year, month: month, day: day, secondOfDay: second)
    }

    private mutating func time() -> Int? {
      guard let hour = number(2), hour < 24, take([":"]) != nil, let minute = number(2), minute < 60 else { return nil }
      guard take([":"]) != nil else { return hour * 3600 + minute * 60 }
      guard let second = number(2), second < 60 else { return nil }
      if take(["."]) != nil { while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 } }
      return hour * 3600 + minute * 60 + second
    }

    private mutating func skipBlanks() { while index < bytes.count, bytes[index] == 0x20 { index += 1 } }

    private mutating func take(_ wanted: [UnicodeScalar]) -> UnicodeScalar? {
      guard index < bytes.count, let found = wanted.first(where: { UInt8(ascii: $0) == bytes[index] }) else {
        return nil
      }
      index += 1
      return found
    }

    private mutating func number(_ width: Int, exactly: Bool = false) -> Int? {
      let start = index
      var value = 0
      while index < bytes.count, index - start < width, (0x30...0x39).contains(bytes[index]) {
        value = value * 10 + Int(bytes[index] - 0x30)
        index += 1
      }
      return index == start || (exactly && index - start < width) ? nil : value
    }
  }
}
