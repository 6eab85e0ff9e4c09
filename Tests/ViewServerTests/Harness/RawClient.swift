import Crypto
import CryptoExtras
import Foundation
import Glibc

/// A client of the wire protocol on a blocking socket: messages in, messages out, nothing of the server's own codec.
final class RawClient {
  struct Message: Equatable, CustomStringConvertible {
    let type: Character
    let body: [UInt8]

    /// Strings of the body, for messages made of them.
    var strings: [String] { body.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } }
    /// An error's or notice's field.
    func field(_ code: Character) -> String? { strings.first { $0.first == code }.map { String($0.dropFirst()) } }
    var columns: [String?] { columnBytes.map { $0.map { String(decoding: $0, as: UTF8.self) } } }
    var columnBytes: [[UInt8]?] {
      var values: [[UInt8]?] = []
      var place = 2
      for _ in 0..<(Int(body[0]) << 8 | Int(body[1])) {
        let length = body[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
        place += 4
        if length == 0xFFFF_FFFF {
          values.append(nil)
        } else {
          values.append(Array(body[place..<(place + length)]))
          place += length
        }
      }
      return values
    }
    /// `C SELECT 1`, `D 5 NULL`, `E 42601`, `Z I`, `T count`, else the type alone.
    var description: String {
      switch type {
      case "C": "C \(strings.joined())"
      case "Z": "Z \(Character(UnicodeScalar(body[0])))"
      case "E", "N": "\(type) \(field("C") ?? "?")"
      case "D": "D " + columns.map { $0 ?? "NULL" }.joined(separator: " ")
      case "T": "T " + titles.joined(separator: " ")
      case "S": "S " + strings.joined(separator: "=")
      default: String(type)
      }
    }
    var titles: [String] {
      var rest = body.dropFirst(2)
      return (0..<(Int(body[0]) << 8 | Int(body[1]))).map { _ in
        let name = rest.prefix { $0 != 0 }
        rest = rest.dropFirst(name.count + 19)
        return String(decoding: name, as: UTF8.self)
      }
    }
  }

  struct Failure: Error { let message: String }

  private let descriptor: Int32
  private(set) var parameters: [String: String] = [:]
  private(set) var key: [UInt8] = []
  /// Outside a transaction, as far as the test has seen.
  var isIdle = true

  /// - Parameter source: one of 127.0.0.x to come from.
  init(port: Int, from source: String? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if let source { try Self.bind(descriptor, source) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure(message: "connect \(errno)") }
    limitWaiting()
  }

  private static func bind(_ descriptor: Int32, _ source: String) throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr(source)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure(message: "bind \(errno)") }
  }

  init(socketPath: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    try Self.connect(descriptor, to: socketPath)
    limitWaiting()
  }

  static func connect(_ descriptor: Int32, to socketPath: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(socketPath.utf8) + [0]) }
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else { throw Failure(message: "connect \(errno)") }
  }

  deinit { Glibc.close(descriptor) }

  private func limitWaiting() {
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  func send(raw bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(message: "send \(errno)") }
      sent += count
    }
  }

  func receive(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      let read = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + got, count - got, 0) }
      guard read > 0 else { throw Failure(message: read == 0 ? "closed" : "recv \(errno)") }
      got += read
    }
    return bytes
  }

  func next() throws -> Message {
    let head = try receive(5)
    let length = head[1...].reduce(0) { $0 << 8 | Int($1) }
    return Message(type: Character(UnicodeScalar(head[0])), body: try receive(length - 4))
  }

  /// Messages up to and with ReadyForQuery.
  func untilReady() throws -> [Message] {
    var messages: [Message] = []
    repeat { messages.append(try next()) } while messages.last?.type != "Z"
    return messages
  }

  /// Terminate, and wait for the end.
  func leave() {
    do {
      try send(raw: Self.message("X", []))
      _ = try receive(1)
    } catch {
      return
    }
  }

  // MARK: Messages of the client

  static func message(_ type: Character?, _ body: [UInt8]) -> [UInt8] {
    (type.map { Array($0.utf8) } ?? []) + int32(body.count + 4) + body
  }
  static func int32(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> ($0 * 8) & 255) } }
  static func int16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
  static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

  static func query(_ sql: String) -> [UInt8] { message("Q", text(sql)) }
  static func parse(_ name: String, _ sql: String, types: [Int] = []) -> [UInt8] {
    message("P", text(name) + text(sql) + int16(types.count) + types.flatMap(int32))
  }
  static func bind(
    _ portal: String, _ statement: String, _ values: [String?] = [], formats: [Int] = [], results: [Int] = []
  ) -> [UInt8] {
    message(
      "B",
      text(portal) + text(statement) + int16(formats.count) + formats.flatMap(int16) + int16(values.count)
        + values.flatMap { $0.map { int32($0.utf8.count) + Array($0.utf8) } ?? int32(-1) } + int16(results.count)
        + results.flatMap(int16))
  }
  static func describe(_ kind: Character, _ name: String) -> [UInt8] { message("D", text("\(kind)\(name)")) }
  static func close(_ kind: Character, _ name: String) -> [UInt8] { message("C", text("\(kind)\(name)")) }
  static func execute(_ portal: String, _ limit: Int = 0) -> [UInt8] { message("E", text(portal) + int32(limit)) }
  static let sync = message("S", [])
  static let flush = message("H", [])

  /// What a Query is answered with.
  func ask(_ sql: String) throws -> [String] {
    try send(raw: Self.query(sql))
    return try untilReady().map(\.description)
  }

  func exchange(_ messages: [UInt8]...) throws -> [String] {
    try send(raw: messages.flatMap { $0 })
    return try untilReady().map(\.description)
  }

  // MARK: Login

  func start(user: String, database: String = "qianzhi", minor: Int = 0, more: [String] = []) throws -> Message {
    let words = ["user", user, "database", database] + more
    try send(raw: Self.message(nil, [0, 3] + Self.int16(minor) + words.flatMap(Self.text) + [0]))
    return try next()
  }

  /// Logs in with a password where one is asked for, reads up to ReadyForQuery.
  @discardableResult
  func logIn(
    user: String = "his_interface", password: String = "his_interface", database: String = "qianzhi",
    more: [String] = []
  ) throws -> [Message] {
    var message = try start(user: user, database: database, more: more)
    if message.type == "R", message.body[3] == 10 { message = try prove(password) }
    var messages = [message]
    if message.type == "E" { return messages }
    while let last = messages.last, last.type != "Z", last.type != "E" { messages.append(try next()) }
    for message in messages where message.type == "S" {
      parameters[message.strings[0]] = message.strings.dropFirst().first ?? ""
    }
    key = messages.first { $0.type == "K" }?.body ?? []
    return messages
  }

  /// The client's side of SCRAM-SHA-256; returns what follows the server's last SASL message, or its refusal.
  private func prove(_ password: String) throws -> Message {
    let bare = "n=,r=fixedClientNonce"
    try send(
      raw: Self.message("p", Self.text("SCRAM-SHA-256") + Self.int32(bare.utf8.count + 3) + Array("n,,\(bare)".utf8)))
    let challenge = try next()
    guard challenge.type == "R" else { return challenge }
    let first = String(decoding: challenge.body.dropFirst(4), as: UTF8.self)
    let fields = first.split(separator: ",").map { String($0.dropFirst(2)) }
    guard fields.count == 3, let salt = Data(base64Encoded: fields[1]), let rounds = Int(fields[2]) else {
      throw Failure(message: first)
    }
    let salted = try KDF.Insecure.PBKDF2.deriveKey(
      from: Data(password.utf8), salt: salt, using: .sha256, outputByteCount: 32, unsafeUncheckedRounds: rounds)
    let clientKey = Data(HMAC<SHA256>.authenticationCode(for: Data("Client Key".utf8), using: salted))
    let stored = SymmetricKey(data: Data(SHA256.hash(data: clientKey)))
    let withoutProof = "c=biws,r=\(fields[0])"
    let signature = HMAC<SHA256>.authenticationCode(for: Data("\(bare),\(first),\(withoutProof)".utf8), using: stored)
    let proof = Data(zip(clientKey, signature).map { $0 ^ $1 }).base64EncodedString()
    try send(raw: Self.message("p", Array("\(withoutProof),p=\(proof)".utf8)))
    let final = try next()
    return final.type == "R" ? try next() : final
  }
}
