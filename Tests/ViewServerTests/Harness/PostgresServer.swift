import Catalogue
import Foundation

/// A real PostgreSQL 15 with the same views over the same rows, to compare with.
final class PostgresServer {
  let folder: String
  let port: Int
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../Wire/postgres.sh"

  /// - Parameter drugs: as `RunningServer` has them.
  init(drugs: Int = 30) throws {
    folder = "/tmp/qz-pg-\(UUID().uuidString.prefix(8))"
    port = try Self.freePort()
    try Self.run(["start", folder, "\(port)"])
    let admin = try RawClient(port: port)
    try admin.logIn(user: "postgres", database: "postgres")
    for statement in ["create role his_interface login", "create database qianzhi owner his_interface"] {
      try Self.expectDone(try admin.ask(statement))
    }
    let client = try connect()
    for statement in Self.statements(drugs) { try Self.expectDone(try client.ask(statement)) }
  }

  private static func statements(_ drugs: Int) -> [String] {
    let tables = CatalogueKind.allCases.map { kind in
      let columns = kind.table.columns.map { column in
        if case .varchar(let length) = column.type {
          "\(column.name) varchar(\(length))"
        } else {
          "\(column.name) timestamp(0)"
        }
      }
      return "create table \(kind.rawValue) (\(columns.joined(separator: ", ")))"
    }
    return ["create schema his_interface", "alter role his_interface set search_path = his_interface"] + tables
      + [
        """
        insert into ypml (yplsh, ypbm, tym, bgsj) select n::text, 'Y' || lpad(n::text, 6, '0'), '药品' || n,
          case when n % 3 = 0 then timestamp '2021-03-01' else timestamp '2021-02-01' end from generate_series(1, \(drugs)) n
        """
      ].map { $0.replacingOccurrences(of: "create table ", with: "create table his_interface.") }
      .map { $0.replacingOccurrences(of: "insert into ", with: "insert into his_interface.") }
  }

  func connect() throws -> RawClient {
    let client = try RawClient(port: port)
    try client.logIn()
    return client
  }

  func stop() throws { try Self.run(["stop", folder]) }

  private static func expectDone(_ answers: [String]) throws {
    guard answers.last == "Z I", !answers.contains(where: { $0.hasPrefix("E") }) else {
      throw RawClient.Failure(message: answers.joined(separator: "; "))
    }
  }

  private static func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [script] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw RawClient.Failure(message: "postgres.sh \(arguments[0]): is postgresql-15 installed?")
    }
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
      }
    }
    guard isBound else { throw RawClient.Failure(message: "no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
