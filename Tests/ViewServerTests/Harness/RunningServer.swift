import Catalogue
import Glibc
import Logging
import PGWire
import Synchronization

@testable import ViewServer

/// A server on a free port and on a Unix socket, over small releases.
final class RunningServer {
  let server: ViewServer
  let folder: ReleaseFolder
  let published: Published
  let audited = Audited()

  final class Published: Sendable {
    private let newest: Mutex<ReleaseSet>
    init(_ first: ReleaseSet) { newest = Mutex(first) }
    var current: ReleaseSet { newest.withLock { $0 } }
    func publish(_ next: ReleaseSet) { newest.withLock { $0 = next } }
  }
  final class Audited: Sendable {
    private let events = Mutex<[AuditEvent]>([])
    func append(_ event: AuditEvent) { events.withLock { $0.append(event) } }
    var kinds: [AuditEvent.Kind] { events.withLock { $0.map(\.kind) } }
  }

  /// - Parameter drugs: rows of ypml: `ypbm` Y000001…, `tym` 药品1…, every third changed on 2021-03-01.
  init(
    drugs: Int = 30, now: @escaping @Sendable () -> Int64 = { 1_614_560_400_000 },
    _ configure: (inout ViewServerConfiguration) -> Void = { _ in }
  ) async throws {
    folder = try ReleaseFolder()
    try folder.write(.ypml, count: drugs) { Self.drug($0 + 1) }
    published = Published(ReleaseSet(number: 1, files: folder.files))
    var configuration = ViewServerConfiguration(listenPort: 0, socketDirectory: folder.path, socketPort: 5433)
    configure(&configuration)
    let published = published
    let audited = audited
    server = ViewServer(
      configuration: configuration, currentSet: { published.current }, now: now, logger: Logger(label: "test"),
      audit: { audited.append($0) })
    try await server.start()
  }

  static func drug(_ number: Int) -> [String: String] {
    let digits = String(number)
    return [
      "yplsh": digits, "ypbm": "Y" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits,
      "tym": "药品\(number)",
      "bgsj": number % 3 == 0 ? "2021-03-01 00:00:00" : "2021-02-01 00:00:00",
    ]
  }

  /// Without a password.
  func local() throws -> RawClient {
    let client = try RawClient(socketPath: "\(folder.path)/.s.PGSQL.5433")
    try client.logIn()
    return client
  }

  func remote() throws -> RawClient {
    guard let port = server.boundPort else { throw RawClient.Failure(message: "no port") }
    return try RawClient(port: port)
  }

  /// The last message of a login over TCP.
  func loginAnswer(
    user: String = "his_interface", password: String = "his_interface", database: String = "qianzhi",
    more: [String] = []
  ) throws -> String {
    try remote().logIn(user: user, password: password, database: database, more: more).last?.description ?? ""
  }

  func stop() async { await server.stop() }

  /// Runs a test's body and stops the server whatever happens.
  static func with(
    drugs: Int = 30, now: @escaping @Sendable () -> Int64 = { 1_614_560_400_000 },
    configure: (inout ViewServerConfiguration) -> Void = { _ in }, _ body: (RunningServer) async throws -> Void
  ) async throws {
    let server = try await RunningServer(drugs: drugs, now: now, configure)
    do {
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }
}
