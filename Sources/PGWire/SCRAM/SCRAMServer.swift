import Crypto
import Foundation

/// The server's side of one SCRAM-SHA-256 login (RFC 5802), without channel binding.
///
/// `begin(with:)`, then `finish(with:)`; a throw ends it.
public struct SCRAMServer: Sendable {
  /// Why a login failed. Both are told to the client in the same words where that gives nothing away.
  public enum Failure: Error, Equatable, Sendable {
    /// Not SCRAM as we speak it: FATAL 08P01.
    case malformed(String)
    /// The proof fits no verifier: FATAL 28P01.
    case wrongPassword
  }

  public static let mechanism = "SCRAM-SHA-256"
  /// A client's nonce longer than this is refused.
  static let longestNonce = 256

  private enum State {
    case awaitingFirst
    case awaitingFinal(clientFirstBare: String, serverFirst: String, gs2Header: String, nonce: String)
    case ended
  }

  private let verifiers: [SCRAMVerifier]
  private let isMock: Bool
  private let nonce: String
  private var state = State.awaitingFirst

  /// - Parameters:
  ///   - verifiers: the passwords that are accepted. All have one salt and one iteration count, so that one
  ///     server-first message serves them all.
  ///   - mock: what to play when there is none: the client sees a salt and fails at its proof, like one with a wrong
  ///     password.
  ///   - nonce: printable ASCII without a comma, 18 random bytes in base64, never used twice.
  public init(verifiers: [SCRAMVerifier], mock: SCRAMVerifier, nonce: String) {
    precondition(
      verifiers.allSatisfy { $0.salt == verifiers[0].salt && $0.iterations == verifiers[0].iterations },
      "one server-first message carries one salt and one iteration count")
    self.verifiers = verifiers.isEmpty ? [mock] : verifiers
    isMock = verifiers.isEmpty
    self.nonce = nonce
  }

  /// Takes the client's first message, answers server-first.
  public mutating func begin(with message: [UInt8]) throws(Failure) -> String {
    guard case .awaitingFirst = state else { preconditionFailure("begin(with:) is the first call") }
    state = .ended
    let text = try Self.text(message)
    let fields = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { throw .malformed("client-first-message") }
    switch fields[0] {
    case "n", "y": break
    default: throw .malformed("不支持通道绑定")
    }
    // An authorization identity is not supported, as in PostgreSQL.
    guard fields[1].isEmpty else { throw .malformed("不支持授权身份") }
    let bare = fields[2].split(separator: ",", omittingEmptySubsequences: false)
    // PostgreSQL's clients send an empty name: the one of the start-up packet counts.
    guard bare.count >= 2, bare[0].hasPrefix("n="), bare[1].hasPrefix("r=") else {
      throw .malformed("client-first-message-bare")
    }
    let clientNonce = bare[1].dropFirst(2)
    guard !clientNonce.isEmpty, clientNonce.utf8.count <= Self.longestNonce,
      clientNonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .malformed("nonce") }
    let whole = clientNonce + nonce
    let salt = Data(verifiers[0].salt).base64EncodedString()
    let serverFirst = "r=\(whole),s=\(salt),i=\(verifiers[0].iterations)"
    state = .awaitingFinal(
      clientFirstBare: String(fields[2]), serverFirst: serverFirst, gs2Header: "\(fields[0]),,", nonce: String(whole))
    return serverFirst
  }

  /// Takes the client's proof, answers server-final.
  public mutating func finish(with message: [UInt8]) throws(Failure) -> String {
    guard case .awaitingFinal(let clientFirstBare, let serverFirst, let gs2Header, let nonce) = state else {
      preconditionFailure("finish(with:) follows begin(with:), once")
    }
    state = .ended
    let text = try Self.text(message)
    guard let proofStart = text.range(of: ",p=", options: .backwards) else { throw .malformed("client-final-message") }
    let withoutProof = text[..<proofStart.lowerBound]
    let fields = withoutProof.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count >= 2, fields[0] == "c=" + Data(gs2Header.utf8).base64EncodedString() else {
      throw .malformed("通道绑定数据")
    }
    guard fields[1] == "r=" + nonce else { throw .malformed("nonce") }
    guard let proof = Data(base64Encoded: String(text[proofStart.upperBound...])), proof.count == 32 else {
      throw .malformed("proof")
    }
    let authMessage = Data("\(clientFirstBare),\(serverFirst),\(withoutProof)".utf8)
    for verifier in verifiers where Self.proves(proof, verifier, authMessage) && !isMock {
      let signature = HMAC<SHA256>.authenticationCode(
        for: authMessage, using: SymmetricKey(data: verifier.serverKey))
      return "v=" + Data(signature).base64EncodedString()
    }
    throw .wrongPassword
  }

  private static func proves(_ proof: Data, _ verifier: SCRAMVerifier, _ authMessage: Data) -> Bool {
    let signature = HMAC<SHA256>.authenticationCode(for: authMessage, using: SymmetricKey(data: verifier.storedKey))
    let clientKey = Data(zip(proof, signature).map { $0 ^ $1 })
    var difference: UInt8 = 0
    for (left, right) in zip(SHA256.hash(data: clientKey), verifier.storedKey) { difference |= left ^ right }
    return difference == 0
  }

  private static func text(_ message: [UInt8]) throws(Failure) -> String {
    guard let text = String(validating: message, as: UTF8.self), !message.contains(0) else {
      throw .malformed("SASL 消息不是文本")
    }
    return text
  }
}
