import AsyncHTTPClient
import NIOCore

/// Sends one request once: HTTP/1.1, a connection of its own (`Connection: close`), redirects not followed (a followed 307
/// would be a second settlement), no retry by the client library. Both interfaces reach their centre through it, so that
/// what keeps a settlement single is decided in one place.
struct OneShotHTTPClient: Sendable {
  private let client: HTTPClient

  /// - Parameters:
  ///   - connectTimeoutSeconds: ends an attempt to connect before the call's own deadline.
  ///   - receiveTimeoutSeconds: longest silence between two reads; `nil` leaves only the call's deadline.
  init(connectTimeoutSeconds: Int, receiveTimeoutSeconds: Int?) {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.maximumUsesPerConnection = 1
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout = .init(
      connect: .seconds(Int64(connectTimeoutSeconds)), read: receiveTimeoutSeconds.map { .seconds(Int64($0)) })
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Closes the client; calls under way end with an error.
  func shutdown() async throws { try await client.shutdown() }

  /// An answer as it came, whatever its status.
  struct Answer: Sendable {
    let status: UInt
    /// The `Date` header.
    let date: String?
    let body: [UInt8]
  }

  /// Posts a body and reads the whole answer.
  ///
  /// - Throws: what the client library throws, `HTTPClientError.deadlineExceeded` after the time-out, `NIOTooManyBytesError`
  ///   past the limit. A status other than 200 is no error; its body is not read.
  func post(
    _ body: [UInt8], to url: String, headers: [(String, String)], timeoutSeconds: Int, maximumAnswerBytes: Int
  ) async throws -> Answer {
    var message = HTTPClientRequest(url: url)
    message.method = .POST
    message.headers.add(name: "Connection", value: "close")
    for (name, value) in headers { message.headers.add(name: name, value: value) }
    message.body = .bytes(ByteBuffer(bytes: body))
    // The client's own deadline ends with the response's head; this one covers the last byte.
    return try await withThrowingTaskGroup(of: Answer.self) { group in
      defer { group.cancelAll() }
      group.addTask { [client, message] in
        let response = try await client.execute(message, timeout: .seconds(Int64(timeoutSeconds)))
        let date = response.headers.first(name: "Date")
        guard response.status == .ok else { return Answer(status: response.status.code, date: date, body: []) }
        let bytes = try await response.body.collect(upTo: maximumAnswerBytes)
        return Answer(status: 200, date: date, body: Array(bytes.readableBytesView))
      }
      group.addTask {
        try await Task.sleep(for: .seconds(timeoutSeconds))
        throw HTTPClientError.deadlineExceeded
      }
      guard let answer = try await group.next() else { throw HTTPClientError.cancelled }
      return answer
    }
  }
}
