import Crypto
import Foundation

/// The one account of the views, and which passwords open it from where (operations.md, Accounts).
public struct LoginAccount: Sendable {
  /// Where the notice's published password works.
  public enum PublishedPassword: String, Sendable, Hashable {
    case loopback
    case anywhere
    case never
  }

  public let user: String
  private let ownVerifier: SCRAMVerifier?
  private let publishedVerifier: SCRAMVerifier
  private let published: PublishedPassword
  private let mockSecret: [UInt8]

  /// - Parameters:
  ///   - verifier: of the password file, when there is one. The published password's verifier then has its salt and
  ///     iteration count.
  ///   - publishedPassword: the password the notice prints.
  ///   - salt: used when there is no verifier. 16 random bytes.
  ///   - mockSecret: keeps an unknown user's salt the same from login to login. 32 random bytes.
  public init(
    user: String, verifier: SCRAMVerifier?, published: PublishedPassword, publishedPassword: String, salt: [UInt8],
    mockSecret: [UInt8]
  ) {
    self.user = user
    ownVerifier = verifier
    self.published = published
    publishedVerifier = SCRAMVerifier(
      password: publishedPassword, salt: verifier?.salt ?? salt,
      iterations: verifier?.iterations ?? SCRAMVerifier.defaultIterations)
    self.mockSecret = mockSecret
  }

  /// Begins a login; one that cannot succeed is played to its end like one with a wrong password.
  public func login(user: String, isLoopback: Bool, nonce: String) -> SCRAMServer {
    var verifiers: [SCRAMVerifier] = []
    if user == self.user {
      if let ownVerifier { verifiers.append(ownVerifier) }
      switch published {
      case .anywhere: verifiers.append(publishedVerifier)
      case .loopback: if isLoopback { verifiers.append(publishedVerifier) }
      case .never: break
      }
    }
    return SCRAMServer(verifiers: verifiers, mock: mock(user), nonce: nonce)
  }

  private func mock(_ user: String) -> SCRAMVerifier {
    let salt = HMAC<SHA256>.authenticationCode(for: Data(user.utf8), using: SymmetricKey(data: mockSecret))
    return SCRAMVerifier(
      iterations: publishedVerifier.iterations, salt: Array(salt.prefix(SCRAMVerifier.saltBytes)),
      storedKey: [UInt8](repeating: 0, count: 32), serverKey: [UInt8](repeating: 0, count: 32))
  }
}
