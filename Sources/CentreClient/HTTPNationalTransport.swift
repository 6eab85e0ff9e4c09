import CentreProtocol
import Crypto
import Foundation

/// The national platform over HTTP: `POST` of one JSON envelope, at one URL or at the path of each transaction, with
/// TIF headers where the gateway wants them (facts A.1.3). One request is sent once
/// (``OneShotHTTPClient``).
public struct HTTPNationalTransport: NationalTransport {
  /// A gateway's account: `x-tif-paasid` and the token that its signature is made with.
  public struct GatewayAccount: Sendable {
    public let identifier: String
    let token: String

    public init(identifier: String, token: String) {
      self.identifier = identifier
      self.token = token
    }

    /// `x-tif-signature`: lowercase hex SHA-256 of `timestamp + token + nonce + timestamp`.
    func signature(timestamp: String, nonce: String) -> String {
      SHA256.hash(data: Data((timestamp + token + nonce + timestamp).utf8)).map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined()
    }
  }

  /// Largest answer read: a 9102 brings a whole catalogue.
  public static let maximumAnswerBytes = 256 << 20

  private let url: String
  private let hasPathPerTransaction: Bool
  private let account: GatewayAccount?
  private let seal: EnvelopeSeal?
  private let client: OneShotHTTPClient

  /// - Parameters:
  ///   - url: of every transaction, or what stands before `/fsi/api/…` when each has its path.
  ///   - hasPathPerTransaction: facts A.1.4.
  ///   - account: `nil` sends no TIF headers.
  ///   - seal: signs what is sent and checks what is answered; `nil` does neither.
  public init(
    url: String, hasPathPerTransaction: Bool = false, account: GatewayAccount? = nil, seal: EnvelopeSeal? = nil,
    connectTimeoutSeconds: Int, receiveTimeoutSeconds: Int? = nil
  ) {
    self.url = url
    self.hasPathPerTransaction = hasPathPerTransaction
    self.account = account
    self.seal = seal
    client = OneShotHTTPClient(
      connectTimeoutSeconds: connectTimeoutSeconds, receiveTimeoutSeconds: receiveTimeoutSeconds)
  }

  /// Closes the client; calls under way end as `unknown`.
  public func shutdown() async throws {
    try await client.shutdown()
  }

  public func hasAddress(_ number: String) -> Bool { !hasPathPerTransaction || NationalAddress.path(number) != nil }

  public func call(number: String, body: [UInt8], timeoutSeconds: Int) async -> NationalReply {
    var address = url
    if hasPathPerTransaction {
      guard let path = NationalAddress.path(number) else { return .notSent("交易 \(number) 没有已知的路径") }
      while address.hasSuffix("/") { address.removeLast() }
      address += path
    }
    var headers = [("Content-Type", "application/json; charset=utf-8")]
    if let account { headers += self.headers(of: account) }
    let sealed: [UInt8]
    do {
      sealed = try seal?.sealed(body) ?? body
    } catch {
      return .notSent("报文签名失败：\(error)")
    }
    do {
      let answer = try await client.post(
        sealed, to: address, headers: headers, timeoutSeconds: timeoutSeconds,
        maximumAnswerBytes: Self.maximumAnswerBytes)
      guard answer.status == 200 else { return .unknown("平台返回状态 \(answer.status)") }
      return seal?.opened(.answer(answer.body)) ?? .answer(answer.body)
    } catch {
      switch HTTPCentreTransport.reply(for: error, timeoutSeconds: timeoutSeconds) {
      case .notSent(let text): return .notSent(text)
      case .unknown(let text), .answer(let text, _): return .unknown(text)
      }
    }
  }

  private func headers(of account: GatewayAccount) -> [(String, String)] {
    let timestamp = String(Int64(Date().timeIntervalSince1970))
    let nonce = UUID().uuidString
    return [
      ("x-tif-paasid", account.identifier), ("x-tif-timestamp", timestamp), ("x-tif-nonce", nonce),
      ("x-tif-signature", account.signature(timestamp: timestamp, nonce: nonce)),
    ]
  }
}
