import AsyncHTTPClient
import CentreProtocol
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import TextEncoding

/// The unified interface over HTTP, the way the vendor's own library reaches the centre (centre.md, transport 1):
/// `POST <url>` with the form `Command=BUSINESS_HANDLE&CommandCont=<request text>` in percent-encoded GB18030.
///
/// One request is sent once: HTTP/1.1, a connection of its own (`Connection: close`), redirects not followed (a followed
/// 307 would be a second settlement), no retry by the client library. Any other status than 200 is `unknown`, never a
/// refusal.
public struct HTTPCentreTransport: CentreTransport {
  /// Largest answer read; a page of the 24 transaction is far below it.
  public static let maximumAnswerBytes = 64 << 20

  private let url: String
  private let client: HTTPClient

  /// - Parameters:
  ///   - url: where the centre listens, `http://host:port/path`.
  ///   - connectTimeoutSeconds: ends an attempt to connect before the call's own deadline.
  ///   - receiveTimeoutSeconds: longest silence between two reads; `nil` leaves only the call's deadline.
  public init(url: String, connectTimeoutSeconds: Int, receiveTimeoutSeconds: Int? = nil) {
    self.url = url
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

  public func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
    var message = HTTPClientRequest(url: url)
    message.method = .POST
    message.headers.add(name: "Connection", value: "close")
    message.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    message.body = .bytes(ByteBuffer(string: "Command=BUSINESS_HANDLE&CommandCont=" + Self.percentEncoded(request)))
    do {
      // The client's own deadline ends with the response's head; this one covers the last byte.
      return try await withThrowingTaskGroup(of: CentreReply.self) { group in
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
      return Self.reply(for: error, timeoutSeconds: timeoutSeconds)
    }
  }

  private func exchange(_ message: HTTPClientRequest, timeoutSeconds: Int) async throws -> CentreReply {
    let response = try await client.execute(message, timeout: .seconds(Int64(timeoutSeconds)))
    guard response.status == .ok else { return .unknown("中心返回状态 \(response.status.code)") }
    let serverDate = response.headers.first(name: "Date").flatMap(HTTPDate.unixMilliseconds(_:))
    let body = try await response.body.collect(upTo: Self.maximumAnswerBytes)
    let bytes = Array(body.readableBytesView)
    do {
      return .answer(try GB18030.decode(bytes), serverDate: serverDate)
    } catch {
      return .unknown("中心的应答不是 GB18030 文本（第 \(error.offset) 字节）")
    }
  }

  /// Only a connection that was never made proves that nothing was sent.
  static func reply(for error: any Error, timeoutSeconds: Int) -> CentreReply {
    if error is NIOConnectionError { return .notSent("中心无法连接（连接被拒绝）") }
    if let error = error as? HTTPClientError {
      switch error {
      case .connectTimeout: return .notSent("中心无法连接（连接超时）")
      case .deadlineExceeded: return .unknown("中心在 \(timeoutSeconds) 秒内没有完整应答")
      case .readTimeout: return .unknown("中心应答中断（接收超时）")
      case .remoteConnectionClosed: return .unknown("中心在应答之前断开了连接")
      default: return .unknown("通信错误：\(error.shortDescription)")
      }
    }
    if let error = error as? IOError {
      // Only connect(2) is refused; every other errno can come after bytes were sent.
      return error.errnoCode == ECONNREFUSED
        ? .notSent("中心无法连接（连接被拒绝）") : .unknown("通信中断：\(String(cString: strerror(error.errnoCode)))")
    }
    if error is NIOTooManyBytesError { return .unknown("中心的应答超过 \(maximumAnswerBytes >> 20) MiB") }
    return .unknown("通信错误：\(type(of: error))")
  }

  /// Percent-encoded GB18030, as a form field.
  static func percentEncoded(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    let bytes = GB18030.encode(text)
    output.reserveCapacity(bytes.count * 3)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        output.append(byte)
      default:
        output += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
