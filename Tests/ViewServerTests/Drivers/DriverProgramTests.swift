import Catalogue
import Foundation
import Testing

@testable import ViewServer

/// Unmodified drivers and tools on a running server: psycopg 3, psqlODBC's ANSI driver in GBK, pgbench.
@Suite(.serialized) struct DriverProgramTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

  private func run(
    _ program: String, _ arguments: [String], _ variables: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["PGPASSWORD"] = "his_interface"
    environment.merge(variables) { $1 }
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private func python(
    _ script: String, _ arguments: [String], _ variables: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let python = try #require(
      ProcessInfo.processInfo.environment["QIANZHI_PYTHON"], "run through scripts/test, which installs the drivers")
    return try run(python, ["-B", "\(Self.folder)/\(script).py"] + arguments, variables)
  }

  @Test(.timeLimit(.minutes(1))) func psycopg() async throws {
    try await RunningServer.with { server in
      let result = try python("psycopg_binary", ["\(try #require(server.server.boundPort))"])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["", "UseDeclareFetch=1;Fetch=5;", "UseServerSidePrepare=0;"])
  func ansiDriverInGBK(options: String) async throws {
    try await RunningServer.with { server in
      try server.folder.write(.zlxm, [["bm": "1", "xmmc": "维生素B₂µ•𠮷"]])
      server.published.publish(ReleaseSet(number: 2, files: server.folder.files))
      let result = try python("odbc_gbk", ["\(try #require(server.server.boundPort))", options, "settings"])
      #expect(result.status == 0, "\(result.output)")
      #expect(server.server.status().substitutedCharacters > 0)
    }
  }

  @Test("The ANSI driver asks for GBK by itself under a GBK locale", .timeLimit(.minutes(1)))
  func ansiDriverUnderAGBKLocale() async throws {
    let locales = "\(NSTemporaryDirectory())locales-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: locales, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: locales) }
    let made = try run("/usr/bin/localedef", ["-c", "-i", "zh_CN", "-f", "GBK", "\(locales)/zh_CN.GBK"])
    try #require(FileManager.default.fileExists(atPath: "\(locales)/zh_CN.GBK"), "\(made.output)")
    try await RunningServer.with { server in
      try server.folder.write(.zlxm, [["bm": "1", "xmmc": "维生素B₂µ•𠮷"]])
      server.published.publish(ReleaseSet(number: 2, files: server.folder.files))
      // Python itself stays in UTF-8; the driver sees the locale's name alone.
      let result = try python(
        "odbc_gbk", ["\(try #require(server.server.boundPort))", "", "locale"],
        ["LOCPATH": locales, "LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "1"])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["simple", "extended", "prepared"])
  func pgbench(mode: String) async throws {
    try await RunningServer.with(drugs: 3000) { server in
      let script = "\(server.folder.path)/lookup.sql"
      try "\\set n random(1, 3000)\nselect ypbm, tym from ypml where yplsh = :n::text;\n".write(
        toFile: script, atomically: true, encoding: .utf8)
      defer { unlink(script) }
      let result = try run(
        "/usr/lib/postgresql/15/bin/pgbench",
        [
          "-n", "-M", mode, "-c", "4", "-t", "50", "-f", script, "-h", "127.0.0.1", "-p",
          "\(try #require(server.server.boundPort))", "-U", "his_interface", "qianzhi",
        ])
      #expect(result.status == 0, "\(result.output)")
      #expect(
        result.output.contains("number of transactions actually processed: 200/200")
          && result.output.contains("number of failed transactions: 0"), "\(result.output)")
    }
  }

  /// Both drivers, with the rows fetched in pieces and at once, behind row 65,536.
  @Test(
    .timeLimit(.minutes(4)),
    arguments: [
      ("psqlodbcw", "UpdatableCursors=1;UseDeclareFetch=1;Fetch=2000"),
      ("psqlodbcw", "UpdatableCursors=1;UseDeclareFetch=0"),
      ("psqlodbca", "UpdatableCursors=0;UseDeclareFetch=1;Fetch=2000;ReadOnly=1"),
    ])
  func everyCursor(driver: String, options: String) async throws {
    let rows = 66_000
    let program = "\(NSTemporaryDirectory())odbc_cursors-\(UUID().uuidString)"
    defer { unlink(program) }
    let compiled = try run("/usr/bin/env", ["cc", "-O1", "-o", program, "\(Self.folder)/odbc_cursors.c", "-lodbc"])
    try #require(compiled.status == 0, "\(compiled.output)")
    try await RunningServer.with(drugs: rows) { server in
      let connection =
        "Driver=/usr/lib/\(Self.architecture)-linux-gnu/odbc/\(driver).so;Servername=127.0.0.1;"
        + "Port=\(try #require(server.server.boundPort));Database=qianzhi;UID=his_interface;PWD=his_interface;"
        + "MaxVarcharSize=4000;\(options)"
      let result = try run(program, [connection, "\(rows)"])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  #if arch(x86_64)
    private static let architecture = "x86_64"
  #else
    private static let architecture = "aarch64"
  #endif
}
