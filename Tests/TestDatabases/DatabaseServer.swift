import Foundation

/// A database server of a test's own on loopback, in a folder of its own, ended by its process id.
public final class DatabaseServer: @unchecked Sendable {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
    public init(description: String) { self.description = description }
  }

  public let folder: String
  public let port: Int
  private let process: Process
  private let stopSignal: Int32

  private init(folder: String, port: Int, process: Process, stopSignal: Int32) {
    self.folder = folder
    self.port = port
    self.process = process
    self.stopSignal = stopSignal
  }

  public var isRunning: Bool { process.isRunning }

  /// Ends the server; its folder stays for `restart`.
  public func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, stopSignal)
    let deadline = Date().addingTimeInterval(20)
    while process.isRunning, Date() < deadline { usleep(20_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Ends it as a failing machine does.
  public func crash() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    usleep(300_000)
  }

  public func remove() {
    stop()
    try? FileManager.default.removeItem(atPath: folder)
  }

  // MARK: PostgreSQL

  /// setpriv becomes the program it starts, so that our process id is the server's.
  private static let asPostgres = ["--reuid=postgres", "--regid=postgres", "--init-groups"]
  public static let postgresBinaries = "/usr/lib/postgresql/15/bin"

  /// Starts PostgreSQL 15 as the user postgres, which trusts loopback.
  ///
  /// - Parameters:
  ///   - folder: where data are already (a restart, a replica); `nil` makes new ones.
  ///   - encoding: of the cluster.
  public static func postgres(
    in folder: String? = nil, port: Int? = nil, encoding: String = "UTF8", settings: [String] = []
  ) throws -> DatabaseServer {
    let port = try port ?? unusedPort()
    let home: String
    if let folder {
      home = folder
    } else {
      home = try newFolder(owner: "postgres")
      try run(
        "/usr/bin/setpriv",
        asPostgres + [
          postgresBinaries + "/initdb", "-D", home + "/data", "--locale=C",
          "--encoding=\(encoding)", "-A", "trust", "-U", "postgres", "--no-sync",
        ])
    }
    var arguments =
      asPostgres + [
        postgresBinaries + "/postgres", "-D", home + "/data", "-p", String(port), "-k", home,
        "-c",
        "listen_addresses=127.0.0.1", "-c", "fsync=off",
      ]
    for setting in settings { arguments += ["-c", setting] }
    let server = try start("/usr/bin/setpriv", arguments, home, port, log: "postgres.log", stopSignal: SIGINT)
    try server.waitUntil { (try? postgresQuery(port, "SELECT 1")) == "1" }
    return server
  }

  /// A streaming replica that follows a running server.
  public static func postgresReplica(of primary: DatabaseServer) throws -> DatabaseServer {
    let home = try newFolder(owner: "postgres")
    try run(
      "/usr/bin/setpriv",
      asPostgres + [
        postgresBinaries + "/pg_basebackup", "-h", "127.0.0.1", "-p", String(primary.port), "-U", "postgres", "-D",
        home + "/data", "-R", "-X", "stream", "--checkpoint=fast", "--no-sync",
      ])
    return try postgres(in: home)
  }

  /// The first value of a statement, asked with psql.
  @discardableResult
  public static func postgresQuery(_ port: Int, _ sql: String, database: String = "postgres", user: String = "postgres")
    throws
    -> String
  {
    try run(
      "/usr/bin/psql",
      ["-h", "127.0.0.1", "-p", String(port), "-U", user, "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql],
      environment: ["PGPASSWORD": "his_interface"])
  }

  // MARK: MariaDB

  public static func mariadb() throws -> DatabaseServer {
    let port = try unusedPort()
    let home = try newFolder(owner: "mysql")
    try run(
      "/usr/bin/mariadb-install-db",
      ["--no-defaults", "--user=mysql", "--datadir=\(home)/data", "--auth-root-authentication-method=normal"],
      // The server writes temporary files as its own user.
      environment: ["TMPDIR": home])
    let server = try start(
      "/usr/sbin/mariadbd",
      [
        "--no-defaults", "--user=mysql", "--datadir=\(home)/data", "--port=\(port)", "--bind-address=127.0.0.1",
        "--socket=\(home)/m.sock", "--innodb-flush-log-at-trx-commit=0", "--tmpdir=\(home)",
      ], home, port, log: "mariadb.log", stopSignal: SIGTERM)
    try server.waitUntil { (try? mariadbQuery(server, "SELECT 1")) == "1" }
    // An account without a name would catch every local login.
    try mariadbQuery(server, "DELETE FROM mysql.global_priv WHERE User = ''; FLUSH PRIVILEGES")
    try mariadbQuery(server, "CREATE USER agent@'127.0.0.1' IDENTIFIED BY 'agent-secret'")
    try mariadbQuery(server, "GRANT ALL ON *.* TO agent@'127.0.0.1' WITH GRANT OPTION")
    return server
  }

  @discardableResult
  public static func mariadbQuery(_ server: DatabaseServer, _ sql: String) throws -> String {
    try run(
      "/usr/bin/mariadb",
      ["--no-defaults", "-uroot", "--socket=\(server.folder)/m.sock", "--default-character-set=utf8mb4", "-NBe", sql])
  }

  // MARK: Processes

  private static func start(
    _ path: String, _ arguments: [String], _ home: String, _ port: Int, log: String, stopSignal: Int32
  ) throws -> DatabaseServer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    _ = FileManager.default.createFile(atPath: "\(home)/\(log)", contents: nil)
    let output = FileHandle(forWritingAtPath: "\(home)/\(log)")
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return DatabaseServer(folder: home, port: port, process: process, stopSignal: stopSignal)
  }

  private func waitUntil(_ isReady: () -> Bool) throws {
    let deadline = Date().addingTimeInterval(60)
    while !isReady() {
      guard Date() < deadline, process.isRunning else {
        let log = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        stop()
        throw Failure(description: "database server in \(folder) did not come up: \(log)")
      }
      usleep(100_000)
    }
  }

  public static func newFolder(owner: String) throws -> String {
    let home = NSTemporaryDirectory() + "qz-db-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try run("/bin/chown", [owner, home])
    try run("/bin/chmod", ["a+x", (home as NSString).deletingLastPathComponent])
    return home
  }

  @discardableResult
  public static func run(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(path) \(arguments.joined(separator: " ")): \(problem)")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A free port below those the system hands to outgoing connections.
  public static func unusedPort() throws -> Int {
    for _ in 0..<100 {
      let port = Int.random(in: 15_000..<30_000)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = UInt16(port).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let isFree = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if isFree { return port }
    }
    throw Failure(description: "no free port")
  }
}
