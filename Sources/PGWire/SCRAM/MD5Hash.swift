import Crypto
import Foundation

/// What a server keeps of a password for MD5 logins: `md5` and the hexadecimal MD5 of password and user name. Who has it
/// can log in; it exists for drivers from before SCRAM only.
public struct MD5Hash: Hashable, Sendable {
  /// PostgreSQL's form, 35 characters.
  public let text: String

  public init(password: String, user: String) {
    text = "md5" + Self.hex(Array((password + user).utf8))
  }

  /// `nil` when it is not of PostgreSQL's form.
  public init?(text: String) {
    let digits = text.utf8.dropFirst(3)
    guard text.hasPrefix("md5"), digits.count == 32,
      digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.text = text
  }

  /// What a client with the right password answers to `salt`, four random bytes.
  public func answer(salt: [UInt8]) -> String { "md5" + Self.hex(Array(text.utf8.dropFirst(3)) + salt) }

  private static func hex(_ bytes: [UInt8]) -> String {
    Insecure.MD5.hash(data: bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// One MD5 login: a salt is sent, its answer compared.
public struct MD5Server: Sendable {
  public let salt: [UInt8]
  private let hashes: [MD5Hash]

  /// - Parameters:
  ///   - hashes: the passwords that are accepted; with none every login fails.
  ///   - salt: four random bytes, never used twice.
  public init(hashes: [MD5Hash], salt: [UInt8]) {
    precondition(salt.count == 4, "AuthenticationMD5Password has room for four bytes")
    self.hashes = hashes
    self.salt = salt
  }

  /// - Parameter body: of the password message: text with its end.
  public func accepts(_ body: [UInt8]) -> Bool {
    guard body.last == 0 else { return false }
    var isRight = false
    for hash in hashes {
      let expected = Array(hash.answer(salt: salt).utf8)
      let given = body.dropLast()
      var difference = UInt8(truncatingIfNeeded: expected.count ^ given.count)
      for (left, right) in zip(expected, given) { difference |= left ^ right }
      if difference == 0, expected.count == given.count { isRight = true }
    }
    return isRight
  }
}
