import COpenSSL

/// Why nothing can be signed or verified. Chinese, with stable codes; a key never appears.
public struct SigningError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    /// OpenSSL refused.
    case library = "QZ-D120"
    /// The key file is missing, readable by others, or cannot be read.
    case keyFile = "QZ-D121"
    /// The file holds no SM2 key.
    case notSM2 = "QZ-D122"
  }

  public let code: Code
  public let text: String
  public var description: String { "\(code.rawValue) \(text)" }

  init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }

  /// OpenSSL's newest reason, and the queue emptied, so that the next error is not told twice.
  static func fromLibrary(_ work: String) -> SigningError {
    var reason = [CChar](repeating: 0, count: 256)
    let number = ERR_peek_last_error()
    ERR_clear_error()
    ERR_error_string_n(number, &reason, reason.count)
    let words = String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return SigningError(.library, "\(work)失败（OpenSSL：\(number == 0 ? "没有说明" : words)）")
  }
}
