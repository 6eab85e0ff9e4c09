import TextEncoding

enum LibraryText {
  /// Longest message shown, in characters.
  static let messageLimit = 200

  /// A message of the library as an operator reads it: GB18030 or UTF-8, shortened.
  static func shown(_ bytes: [UInt8]) -> String {
    let text: String
    do {
      text = try GB18030.decode(bytes)
    } catch {
      text = String(decoding: bytes, as: UTF8.self)
    }
    return String(text.prefix(messageLimit))
  }
}
