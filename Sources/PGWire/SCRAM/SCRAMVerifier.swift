import Crypto
import CryptoExtras
import Foundation

/// What a server keeps of a password for SCRAM-SHA-256 (RFC 5802, RFC 7677); the password cannot be read from it.
public struct SCRAMVerifier: Hashable, Sendable {
  public let iterations: Int
  public let salt: [UInt8]
  public let storedKey: [UInt8]
  public let serverKey: [UInt8]

  /// PostgreSQL's, and what RFC 7677 asks at least.
  public static let defaultIterations = 4096
  public static let saltBytes = 16
  /// A file with more would let every login, right or wrong, cost seconds of a client's time.
  static let largestIterations = 1_000_000

  public init(iterations: Int, salt: [UInt8], storedKey: [UInt8], serverKey: [UInt8]) {
    self.iterations = iterations
    self.salt = salt
    self.storedKey = storedKey
    self.serverKey = serverKey
  }

  /// Derives the keys from a password, prepared as `SASLPrep` says.
  public init(password: String, salt: [UInt8], iterations: Int = defaultIterations) {
    precondition(iterations > 0 && iterations <= Self.largestIterations, "iterations are checked where they are read")
    let salted: SymmetricKey
    do {
      salted = try KDF.Insecure.PBKDF2.deriveKey(
        from: Data(SASLPrep.prepare(password).utf8), salt: Data(salt), using: .sha256, outputByteCount: 32,
        unsafeUncheckedRounds: iterations)
    } catch {
      preconditionFailure("PBKDF2 with SHA-256 fails only for lack of memory: \(error)")
    }
    let clientKey = HMAC<SHA256>.authenticationCode(for: Data("Client Key".utf8), using: salted)
    self.init(
      iterations: iterations, salt: salt, storedKey: Array(SHA256.hash(data: Data(clientKey))),
      serverKey: Array(HMAC<SHA256>.authenticationCode(for: Data("Server Key".utf8), using: salted)))
  }

  /// Reads PostgreSQL's form, `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, the three in base64;
  /// `nil` when it is not that.
  public init?(text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "SCRAM-SHA-256" else { return nil }
    let head = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    let keys = parts[2].split(separator: ":", omittingEmptySubsequences: false)
    guard head.count == 2, keys.count == 2, let iterations = Int(head[0]), head[0].allSatisfy(\.isNumber),
      (1...Self.largestIterations).contains(iterations), let salt = Data(base64Encoded: String(head[1])),
      !salt.isEmpty, let storedKey = Data(base64Encoded: String(keys[0])), storedKey.count == 32,
      let serverKey = Data(base64Encoded: String(keys[1])), serverKey.count == 32
    else { return nil }
    self.init(iterations: iterations, salt: Array(salt), storedKey: Array(storedKey), serverKey: Array(serverKey))
  }

  /// PostgreSQL's form, one line without its end.
  public var text: String {
    func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
    return "SCRAM-SHA-256$\(iterations):\(base64(salt))$\(base64(storedKey)):\(base64(serverKey))"
  }
}
