/// Several fields in one text: `|` between them, `\` before a `|` or `\` that belongs to a field. The form of keys and
/// images in the change journal; a data format.
public enum FieldText {
  public static func join(_ fields: [String]) -> String {
    let joined = fields.joined(separator: "|")
    // Without a backslash and with exactly the separators we put in, nothing needs one.
    if !fields.contains(where: { $0.utf8.contains { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "\\") } }) {
      return joined
    }
    return fields.map { field in
      var escaped = ""
      for scalar in field.unicodeScalars {
        if scalar == "|" || scalar == "\\" { escaped.unicodeScalars.append("\\") }
        escaped.unicodeScalars.append(scalar)
      }
      return escaped
    }.joined(separator: "|")
  }

  public static func split(_ text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      if bytes.contains(UInt8(ascii: "\\")) { return splitEscaped(bytes) }
      var fields: [String] = []
      var start = 0
      for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "|") {
        fields.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self))
        start = index + 1
      }
      fields.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<bytes.count]), as: UTF8.self))
      return fields
    }
  }

  private static func splitEscaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      if isEscaped {
        field.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "|") {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll()
      } else {
        field.append(byte)
      }
    }
    fields.append(String(decoding: field, as: UTF8.self))
    return fields
  }
}
