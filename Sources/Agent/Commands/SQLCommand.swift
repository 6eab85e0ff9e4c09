import Foundation
import Logging
import ODBCClient

/// `qianzhi sql`: as `his_interface`, through unixODBC and psqlODBC, over the agent's own socket.
public enum SQLCommand {
  /// Rows shown; a HIS reads without a limit.
  public static let maximumRows = 10_000

  /// Over the agent's own socket, or without an agent over one of its own.
  public static func run(
    _ statement: String, configuration: AgentConfiguration, output: @escaping @Sendable (String) -> Void
  ) async throws {
    let runtime: AgentRuntime
    do {
      LoggingSetup.commandLine()
      runtime = try await AgentRuntime(configuration, logger: Logger(label: "qianzhi"), createsDirectory: false)
    } catch let held as DataDirectoryLock.Held {
      guard FileManager.default.fileExists(atPath: configuration.controlSocketPath) else { throw held }
      return try await AgentRuntime.blocking { try ask(statement, configuration, output) }
    }
    do {
      try await runtime.withViews { try await AgentRuntime.blocking { try ask(statement, configuration, output) } }
    } catch {
      try await runtime.close()
      throw error
    }
    try await runtime.close()
  }

  private static func ask(
    _ statement: String, _ configuration: AgentConfiguration, _ output: (String) -> Void
  ) throws {
    let connection = try ODBCConnection(connectionString: try HISConnection.string(configuration))
    defer { connection.close() }
    let rows = try connection.query(statement)
    output(rows.columns.joined(separator: " | "))
    var count = 0
    while let row = try rows.next() {
      count += 1
      guard count <= maximumRows else {
        output("（只显示前 \(maximumRows) 行）")
        return
      }
      output(row.map { $0 ?? "" }.joined(separator: " | "))
    }
    output("（\(count) 行）")
  }
}

/// How the agent's own commands read the views: as a HIS, but over the socket in the data directory, where the agent's
/// user needs no password.
enum HISConnection {
  /// - Throws: `AgentError` QZ-A004 when nothing listens there, or the driver is not installed.
  static func string(_ configuration: AgentConfiguration) throws -> String {
    let socket = "\(configuration.dataDirectory)/.s.PGSQL.\(AgentRuntime.viewSocketPort)"
    guard FileManager.default.fileExists(atPath: socket) else {
      throw AgentError(.notRunning, "前置程序没有在运行", "请先启动：qianzhi run --config \(configuration.file)")
    }
    return "Driver=\(try driver());Servername=\(configuration.dataDirectory);Port=\(AgentRuntime.viewSocketPort);"
      + "Database=\(configuration.views.database);UID=\(configuration.views.user);"
      + "MaxVarcharSize=4000;UpdatableCursors=0;UseDeclareFetch=1;Fetch=2000;ReadOnly=1"
  }

  /// The Unicode driver as Debian installs it.
  private static func driver() throws -> String {
    let root = "/usr/lib"
    for folder in try FileManager.default.contentsOfDirectory(atPath: root).sorted() {
      let path = "\(root)/\(folder)/odbc/psqlodbcw.so"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw AgentError(.notRunning, "没有安装 ODBC 驱动 psqlODBC", "请执行 apt-get install odbc-postgresql")
  }
}
