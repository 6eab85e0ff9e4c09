import NIOCore

/// Values in PostgreSQL's binary format, made from their text form. PostgreSQL's `…send` functions.
public enum BinaryValue {
  /// Whether this server can send values of the type in binary format.
  public static func canSend(typeID: UInt32) -> Bool {
    switch typeID {
    case 16, 18, 19, 20, 21, 23, 25, 26, 27, 1042, 1043, 1082, 1114, 1700: true
    default: false
    }
  }

  /// Writes length and value.
  ///
  /// - Parameter text: the value as a row in text format has it.
  /// - Returns: how many characters the encoding lacks; `nil` when the text is not of the type.
  static func write(
    _ text: UnsafeRawBufferPointer, typeID: UInt32, encoding: ClientEncoding, to buffer: inout ByteBuffer
  ) -> Int? {
    switch typeID {
    case 16:
      guard text.count == 1 else { return nil }
      buffer.writeInteger(Int32(1))
      buffer.writeInteger(UInt8(text[0] == UInt8(ascii: "t") ? 1 : 0))
    case 20: return writeInteger(text, as: Int64.self, to: &buffer)
    case 21: return writeInteger(text, as: Int16.self, to: &buffer)
    case 23: return writeInteger(text, as: Int32.self, to: &buffer)
    case 26: return writeInteger(text, as: UInt32.self, to: &buffer)
    case 27: return writeRowID(text, to: &buffer)
    case 1082, 1114: return writeDate(text, isDay: typeID == 1082, to: &buffer)
    case 1700: return BinaryNumeric(text: text).map { $0.write(to: &buffer) }
    default:
      var bytes: [UInt8] = []
      let substituted = encoding.append(text, to: &bytes)
      buffer.writeInteger(Int32(bytes.count))
      buffer.writeBytes(bytes)
      return substituted
    }
    return 0
  }

  private static func writeInteger<T: FixedWidthInteger>(
    _ text: UnsafeRawBufferPointer, as type: T.Type, to buffer: inout ByteBuffer
  ) -> Int? {
    guard let value = T(String(decoding: text, as: UTF8.self)) else { return nil }
    buffer.writeInteger(Int32(T.bitWidth / 8))
    buffer.writeInteger(value)
    return 0
  }

  /// `(block,offset)`
  private static func writeRowID(_ text: UnsafeRawBufferPointer, to buffer: inout ByteBuffer) -> Int? {
    let parts = String(decoding: text, as: UTF8.self).dropFirst().dropLast().split(separator: ",")
    guard parts.count == 2, let block = UInt32(parts[0]), let offset = UInt16(parts[1]) else { return nil }
    buffer.writeInteger(Int32(6))
    buffer.writeInteger(block)
    buffer.writeInteger(offset)
    return 0
  }

  /// Days, or microseconds, since 2000-01-01.
  private static func writeDate(_ text: UnsafeRawBufferPointer, isDay: Bool, to buffer: inout ByteBuffer) -> Int? {
    let fields = String(decoding: text, as: UTF8.self).split { !$0.isNumber }.map { Int64($0) }
    guard fields.count == 3 || fields.count == 6, let year = fields[0], let month = fields[1], let day = fields[2]
    else { return nil }
    let days = WireDate.days(year: year, month: month, day: day)
    if isDay {
      buffer.writeInteger(Int32(4))
      buffer.writeInteger(Int32(days))
      return 0
    }
    var seconds: Int64 = 0
    if fields.count == 6 {
      guard let hour = fields[3], let minute = fields[4], let second = fields[5] else { return nil }
      seconds = hour * 3600 + minute * 60 + second
    }
    buffer.writeInteger(Int32(8))
    buffer.writeInteger((days * 86_400 + seconds) * 1_000_000)
    return 0
  }
}

/// Days since 2000-01-01 in the proleptic Gregorian calendar.
enum WireDate {
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    // 730,425 days from 0000-03-01 to 2000-01-01.
    return era * 146_097 + dayOfEra - 730_425
  }

  /// `yyyy-MM-dd`; `nil` outside of the years 1 to 9999.
  static func text(days: Int64) -> String? {
    guard abs(days) < 4_000_000 else { return nil }
    let shifted = days + 730_425
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    guard (1...9999).contains(year) else { return nil }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
