import Foundation
import Testing

@testable import ViewServer

/// psql's commands that describe: each answers without an error and shows what it shall show.
@Suite(.serialized) struct PsqlCommandTests {
  private func psql(_ server: RunningServer, _ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/psql")
    process.arguments = [
      "-X", "-A", "-t", "host=\(server.folder.path) port=5433 user=his_interface dbname=qianzhi", "-c", command,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test(
    .timeLimit(.minutes(2)),
    arguments: [
      ("\\d", "his_interface|ypml|table|his_interface"), ("\\d+", "his_interface|ypml|table|his_interface"),
      ("\\dt", "his_interface|zlxm|table|his_interface"), ("\\dv", "Did not find any relations."),
      ("\\du", "his_interface"), ("\\dg+", "his_interface"), ("\\dn", "his_interface|his_interface"),
      ("\\dn+", "his_interface"), ("\\df", ""), ("\\l", "qianzhi"), ("\\dp", "his_interface|ypml|table"),
      ("\\z bzml", "bzml"), ("\\d ypml", "yplsh|character varying(30)"),
      ("\\d+ bzml", "bgsj|timestamp(0) without time zone"), ("\\d ypml_lbdm", "bh|numeric"),

      ("\\dt *.*", "pg_catalog|pg_class|table"), ("\\di", ""), ("\\ds", ""), ("\\db", "pg_default"),
      ("\\dT int4", "pg_catalog|integer"), ("\\conninfo", "qianzhi"),
      ("\\copy (select ypbm from ypml where yplsh = '7') to stdout", "Y000007"),
    ])
  func answers(command: String, expected: String) async throws {
    try await RunningServer.with { server in
      let output = try psql(server, command)
      #expect(!output.contains("ERROR") && !output.contains("FATAL"), "\(command): \(output)")
      #expect(expected.isEmpty || output.contains(expected), "\(command): \(output)")
    }
  }

  /// Listed as a view; of a table psql also asks for publications.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("\\d ypml", "yplsh|character varying(30)"), ("\\d+ ypml", "bgsj|timestamp(0) without time zone"),
    ])
  func aView(command: String, expected: String) async throws {
    try await RunningServer.with(configure: { $0.options.listAs = .view }) { server in
      let output = try psql(server, command)
      #expect(!output.contains("ERROR") && output.contains(expected), "\(command): \(output)")
    }
  }

  @Test func fetchCount() async throws {
    try await RunningServer.with(drugs: 2500) { server in
      let output = try psql(server, "select 1").trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(output == "1")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = [
        "-c",
        "psql -X -A -t -v FETCH_COUNT=1000 'host=\(server.folder.path) port=5433 user=his_interface dbname=qianzhi' "
          + "<<< 'select ypbm from ypml;' | wc -l",
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(String(decoding: data, as: UTF8.self) == "2500\n")
    }
  }
}
