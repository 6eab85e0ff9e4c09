import AsyncHTTPClient
import CentreProtocol
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// The national platform over HTTP: `POST` of one JSON envelope, at one URL or at the path of each transaction, with
/// TIF headers where the gateway wants them (facts A.1.3). One request is sent once, on a connection of its own, without
/// redirect or retry, as `HTTPCentreTransport` does.
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
  private let client: HTTPClient

  /// - Parameters:
  ///   - url: of every transaction, or what stands before `/fsi/api/…` when each has its path.
  ///   - hasPathPerTransaction: facts A.1.4.
  ///   - account: `nil` sends no TIF headers.
  public init(
    url: String, hasPathPerTransaction: Bool = false, account: GatewayAccount? = nil, connectTimeoutSeconds: Int,
    receiveTimeoutSeconds: Int? = nil
  ) {
    self.url = url
    self.hasPathPerTransaction = hasPathPerTransaction
    self.account = account
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.maximumUsesPerConnection = 1
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout = .init(
      connect: .seconds(Int64(connectTimeoutSeconds)), read: receiveTimeoutSeconds.map { .seconds(Int64($0)) })
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Closes the client; calls under way end as `unknown`.
  public func shutdown() async throws {
    try await client.shutdown()
  }

  public func call(number: String, body: [UInt8], timeoutSeconds: Int) async -> NationalReply {
    var address = url
    if hasPathPerTransaction {
      guard let path = NationalAddress.path(number) else { return .notSent("交易 \(number) 没有已知的路径") }
      while address.hasSuffix("/") { address.removeLast() }
      address += path
    }
    var message = HTTPClientRequest(url: address)
    message.method = .POST
    message.headers.add(name: "Connection", value: "close")
    message.headers.add(name: "Content-Type", value: "application/json; charset=utf-8")
    if let account { addHeaders(of: account, to: &message) }
    message.body = .bytes(ByteBuffer(bytes: body))
    do {
      // The client's own deadline ends with the response's head; this one covers the last byte.
      return try await withThrowingTaskGroup(of: NationalReply.self) { group in
        defer { group.cancelAll() }
        group.addTask { [message] in try await self.exchange(message, timeoutSeconds: timeoutSeconds) }
        group.addTask {
          try await Task.sleep(for: .seconds(timeoutSeconds))
          throw HTTPClientError.deadlineExceeded
        }
        guard let reply = try await group.next() else { return .unknown("没有应答") }
        return reply
      }
    } catch {
      switch HTTPCentreTransport.reply(for: error, timeoutSeconds: timeoutSeconds) {
      case .notSent(let text): return .notSent(text)
      case .unknown(let text), .answer(let text, _): return .unknown(text)
      }
    }
  }

  private func addHeaders(of account: GatewayAccount, to message: inout HTTPClientRequest) {
    let timestamp = String(Int64(Date().timeIntervalSince1970))
    let nonce = UUID().uuidString
    message.headers.add(name: "x-tif-paasid", value: account.identifier)
    message.headers.add(name: "x-tif-timestamp", value: timestamp)
    message.headers.add(name: "x-tif-nonce", value: nonce)
    message.headers.add(
      name: "x-tif-signature", value: account.signature(timestamp: timestamp, nonce: nonce))
  }

  private func exchange(_ message: HTTPClientRequest, timeoutSeconds: Int) async throws -> NationalReply {
    let response = try await client.execute(message, timeout: .seconds(Int64(timeoutSeconds)))
    guard response.status == .ok else { return .unknown("平台返回状态 \(response.status.code)") }
    let body = try await response.body.collect(upTo: Self.maximumAnswerBytes)
    return .answer(Array(body.readableBytesView))
  }
}
