import AsyncHTTPClient
import CentreProtocol
import Foundation
import NIOCore
import NIOPosix
import TextEncoding

/// The unified interface over HTTP, the way the vendor's own library reaches the centre (centre.md, transport 1):
/// `POST <url>` with the form `Command=BUSINESS_HANDLE&CommandCont=<request text>` in percent-encoded GB18030.
///
/// One request is sent once (``OneShotHTTPClient``). Any other status than 200 is `unknown`, never a refusal.
public struct HTTPCentreTransport: CentreTransport {
  /// Largest answer read; a page of the 24 transaction is far below it.
  public static let maximumAnswerBytes = 64 << 20

  private let url: String
  private let client: OneShotHTTPClient

  /// - Parameters:
  ///   - url: where the centre listens, `http://host:port/path`.
  ///   - connectTimeoutSeconds: ends an attempt to connect before the call's own deadline.
  ///   - receiveTimeoutSeconds: longest silence between two reads; `nil` leaves only the call's deadline.
  public init(url: String, connectTimeoutSeconds: Int, receiveTimeoutSeconds: Int? = nil) {
    self.url = url
    client = OneShotHTTPClient(
      connectTimeoutSeconds: connectTimeoutSeconds, receiveTimeoutSeconds: receiveTimeoutSeconds)
  }

  /// Closes the client; calls under way end as `unknown`.
  public func shutdown() async throws {
    try await client.shutdown()
  }

  public func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
    let answer: OneShotHTTPClient.Answer
    do {
      answer = try await client.post(
        Array("Command=BUSINESS_HANDLE&CommandCont=".utf8) + Self.percentEncoded(request), to: url,
        headers: [("Content-Type", "application/x-www-form-urlencoded")], timeoutSeconds: timeoutSeconds,
        maximumAnswerBytes: Self.maximumAnswerBytes)
    } catch {
      return Self.reply(for: error, timeoutSeconds: timeoutSeconds)
    }
    guard answer.status == 200 else { return .unknown("中心返回状态 \(answer.status)") }
    do {
      return .answer(
        try GB18030.decode(answer.body), serverDate: answer.date.flatMap(HTTPDate.unixMilliseconds(_:)))
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
  static func percentEncoded(_ text: String) -> [UInt8] {
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
    return output
  }
}
