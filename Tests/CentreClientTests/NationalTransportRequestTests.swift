import CentreClient
import CentreProtocol
import Foundation
import Synchronization
import Testing

/// What the national platform's gateway receives, byte by byte: path and TIF headers of facts A.1.3 and A.1.4.
@Suite(.timeLimit(.minutes(1))) struct NationalTransportRequestTests {
  private static let body = Array(#"{"infno":"2207","input":{}}"#.utf8)

  private func call(
    _ number: String, _ transport: HTTPNationalTransport, _ gateway: RecordingGateway
  ) async throws -> RecordingGateway.Request {
    let reply = await transport.call(number: number, body: Self.body, timeoutSeconds: 10)
    #expect(reply == .answer(Array(RecordingGateway.answer.utf8)))
    return try #require(gateway.requests.withLock { $0.last })
  }

  @Test(
    "each transaction at its path, whatever stands before it",
    arguments: [
      ("", "2207", "/fsi/api/outpatientSettleService/saveSettletmentV2"),
      ("/", "1301", "/fsi/api/catalogdownservice/downCatalog1301"),
      ("/gate//", "9102", "/gate/fsi/api/fileupload/download"),
      ("/mbs/fmi", "2208", "/mbs/fmi/fsi/api/outpatientSettleService/cancleSettletment"),
    ]) func paths(_ prefix: String, _ number: String, _ path: String) async throws
  {
    let gateway = try RecordingGateway()
    let transport = HTTPNationalTransport(
      url: "http://127.0.0.1:\(gateway.port)\(prefix)", hasPathPerTransaction: true, connectTimeoutSeconds: 5)
    let request = try await call(number, transport, gateway)
    #expect(request.line == "POST \(path) HTTP/1.1")
    #expect(request.body == Self.body)
    #expect(request.headers["content-type"] == "application/json; charset=utf-8")
    #expect(request.headers["connection"]?.lowercased() == "close")
    // No account, no headers of one.
    #expect(request.headers.keys.filter { $0.hasPrefix("x-tif") }.isEmpty)
    // What has no path is not sent.
    guard case .notSent = await transport.call(number: "9211", body: Self.body, timeoutSeconds: 10) else {
      Issue.record("9211 has no path")
      return
    }
    #expect(gateway.requests.withLock { $0.count } == 1)
    try await transport.shutdown()
  }

  @Test("at one URL every transaction goes there") func oneURL() async throws {
    let gateway = try RecordingGateway()
    let address = "/mbs/fmi/fsi/api/callFsiService/callService"
    let transport = HTTPNationalTransport(
      url: "http://127.0.0.1:\(gateway.port)\(address)", connectTimeoutSeconds: 5)
    for number in ["2207", "9211"] {
      let request = try await call(number, transport, gateway)
      #expect(request.line == "POST \(address) HTTP/1.1")
    }
    try await transport.shutdown()
  }

  @Test("x-tif-signature is the SHA-256 of timestamp, token, nonce and timestamp") func gatewayHeaders() async throws {
    let gateway = try RecordingGateway()
    let token = "hq7ZbVm2RJ密"
    let transport = HTTPNationalTransport(
      url: "http://127.0.0.1:\(gateway.port)", hasPathPerTransaction: true,
      account: .init(identifier: "cq_hospital_1", token: token), connectTimeoutSeconds: 5)
    var nonces: Set<String> = []
    for _ in 0..<2 {
      let now = Int64(Date().timeIntervalSince1970)
      let headers = try await call("2207", transport, gateway).headers
      #expect(
        Set(headers.keys.filter { $0.hasPrefix("x-tif") })
          == ["x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature"])
      #expect(headers["x-tif-paasid"] == "cq_hospital_1")
      let timestamp = try #require(headers["x-tif-timestamp"])
      #expect(try (now...now + 10).contains(#require(Int64(timestamp))))
      let nonce = try #require(headers["x-tif-nonce"])
      #expect(UUID(uuidString: nonce) != nil)
      nonces.insert(nonce)
      #expect(try headers["x-tif-signature"] == sha256(timestamp + token + nonce + timestamp))
    }
    #expect(nonces.count == 2)
    try await transport.shutdown()
  }

  /// By coreutils, not by the library the transport uses.
  private func sha256(_ text: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let line = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return String(line.prefix { $0 != " " })
  }
}

/// A gateway on loopback that keeps each request as it came and answers the same to all.
private final class RecordingGateway: Sendable {
  struct Request: Sendable {
    let line: String
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]
  }

  static let answer = #"{"infcode":0}"#

  let requests = Mutex<[Request]>([])
  private let listener: LoopbackListener
  var port: Int { listener.port }

  init() throws {
    listener = try LoopbackListener()
    let descriptor = listener.descriptor
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0, let self else { return }
        self.serve(connection)
        close(connection)
      }
    }
  }

  private func serve(_ connection: Int32) {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      if let request = Self.parse(received) {
        requests.withLock { $0.append(request) }
        let text = "HTTP/1.1 200 OK\r\nContent-Length: \(Self.answer.utf8.count)\r\nConnection: close\r\n\r\n"
        _ = (text + Self.answer).withCString { write(connection, $0, strlen($0)) }
        return
      }
      let length = read(connection, &buffer, buffer.count)
      guard length > 0 else { return }
      received += buffer[..<length]
    }
  }

  /// `nil` until the request is whole.
  private static func parse(_ bytes: [UInt8]) -> Request? {
    guard let end = Data(bytes).range(of: Data("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      headers[line[..<colon].lowercased()] = value
    }
    let body = Array(bytes[end.upperBound...])
    guard body.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
    return Request(line: lines[0], headers: headers, body: body)
  }
}
