import NIOCore

/// A parameter in PostgreSQL's binary format, as the text a parameter in text format would be.
public enum BinaryParameter {
  /// Seconds that Asia/Shanghai is ahead of UTC.
  private static let civilOffsetSeconds: Int64 = 8 * 3600

  /// - Parameter typeID: as the client declared it, or as the server inferred it.
  /// - Throws: 22P03 when the bytes are not of the type, 0A000 for a type without binary format here.
  public static func text(
    of value: WireText, typeID: UInt32, number: Int, encoding: ClientEncoding
  ) throws(WireReport) -> String {
    var body = ByteBuffer(bytes: value.bytes)
    let text: String?
    switch typeID {
    case 16: text = fixed(&body, UInt8.self).map { $0 == 0 ? "f" : "t" }
    case 20: text = fixed(&body, Int64.self).map { String($0) }
    case 21: text = fixed(&body, Int16.self).map { String($0) }
    case 23: text = fixed(&body, Int32.self).map { String($0) }
    case 26: text = fixed(&body, UInt32.self).map { String($0) }
    case 700: text = fixed(&body, UInt32.self).flatMap { decimal(Float(bitPattern: $0).description) }
    case 701: text = fixed(&body, UInt64.self).flatMap { decimal(Double(bitPattern: $0).description) }
    case 1082: text = fixed(&body, Int32.self).flatMap { WireDate.text(days: Int64($0)) }
    case 1114: text = fixed(&body, Int64.self).flatMap { timestamp($0) }
    case 1184:
      text = fixed(&body, Int64.self).flatMap { moment in
        let (civil, overflow) = moment.addingReportingOverflow(civilOffsetSeconds * 1_000_000)
        return overflow ? nil : timestamp(civil)
      }
    case 1700: text = BinaryNumeric(&body)?.text
    case 0, 18, 19, 25, 705, 1042, 1043: return try value.decoded(as: encoding)
    default: throw WireReport(.error, "0A000", "不支持类型编号 \(typeID) 的二进制参数", hint: "请让客户端使用文本格式")
    }
    if let text { return text }
    throw WireReport(.error, "22P03", "第 \(number) 个参数的二进制格式不对")
  }

  private static func fixed<T: FixedWidthInteger>(_ body: inout ByteBuffer, _ type: T.Type) -> T? {
    body.readableBytes == T.bitWidth / 8 ? body.readInteger(as: type) : nil
  }

  /// Infinity and NaN are no numbers here.
  private static func decimal(_ text: String) -> String? {
    text.first.map { $0 == "-" || $0.isNumber } == true && !text.contains("n") ? text : nil
  }

  private static func timestamp(_ microseconds: Int64) -> String? {
    // Rounded down without passing Int64's ends, which are the infinities.
    let seconds = microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    guard let day = WireDate.text(days: days) else { return nil }
    let time = [rest / 3600, rest / 60 % 60, rest % 60].map { WireDate.padded($0, 2) }.joined(separator: ":")
    return "\(day) \(time)"
  }
}
