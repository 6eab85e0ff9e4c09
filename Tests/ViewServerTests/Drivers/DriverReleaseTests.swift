import Catalogue
import Foundation
import Testing

@testable import ViewServer

/// psqlODBC's cursors of every type, open while a new release is published (`odbc_release.c`).
@Suite(.serialized) struct DriverReleaseTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

  #if arch(x86_64)
    private static let architecture = "x86_64"
  #else
    private static let architecture = "aarch64"
  #endif

  /// A program that talks by lines.
  private final class Dialogue {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest = Data()

    init(_ program: String, _ arguments: [String]) throws {
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
      process.standardInput = input
      process.standardOutput = output
      try process.run()
    }

    /// `nil` at the end of its output.
    func line() -> String? {
      while true {
        if let end = rest.firstIndex(of: 10) {
          defer { rest = Data(rest[rest.index(after: end)...]) }
          return String(decoding: rest[..<end], as: UTF8.self)
        }
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { return nil }
        rest += more
      }
    }

    func say(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data("\(text)\n".utf8)) }

    func status() -> Int32 {
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  private static func compiled() throws -> String {
    let program = "\(NSTemporaryDirectory())odbc_release-\(UUID().uuidString)"
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["cc", "-O1", "-Wall", "-Werror", "-o", program, "\(folder)/odbc_release.c", "-lodbc"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    return program
  }

  /// Each row says its release in two columns; the second release has fewer.
  private static func release(_ letter: String, _ count: Int) throws -> ReleaseFolder {
    let folder = try ReleaseFolder(name: "qz-\(letter)")
    try folder.write(.ypml, count: count) { index in
      ["yplsh": String(index + 1), "tym": "\(letter)药品\(index + 1)", "ypbm": "\(letter)\(index + 1)"]
    }
    return folder
  }

  @Test(
    .timeLimit(.minutes(4)),
    arguments: [
      ("psqlodbcw", "UpdatableCursors=1;UseDeclareFetch=1;Fetch=100"),
      ("psqlodbcw", "UpdatableCursors=1;UseDeclareFetch=0"),
      ("psqlodbca", "UpdatableCursors=0;UseDeclareFetch=1;Fetch=100;ReadOnly=1"),
      ("psqlodbcw", "UpdatableCursors=1;UseDeclareFetch=1;Fetch=100;Protocol=7.4-0;UseServerSidePrepare=0"),
    ])
  func whileAReleaseIsPublished(driver: String, options: String) async throws {
    let program = try Self.compiled()
    defer { unlink(program) }
    let counts = [3000, 2500]
    let releases = [try Self.release("A", counts[0]), try Self.release("B", counts[1])]
    try await RunningServer.with { server in
      var number = 2
      func publish(_ place: Int) {
        number += 1
        server.published.publish(ReleaseSet(number: Int64(number), files: releases[place].files))
      }
      publish(0)
      let connection =
        "Driver=/usr/lib/\(Self.architecture)-linux-gnu/odbc/\(driver).so;Servername=127.0.0.1;"
        + "Port=\(try #require(server.server.boundPort));Database=qianzhi;UID=his_interface;PWD=his_interface;"
        + "MaxVarcharSize=4000;\(options)"
      let dialogue = try Dialogue(program, [connection, "\(counts[0])", "\(counts[1])"])
      var published = 0
      var answers: [String] = []
      while let line = dialogue.line() {
        guard line == "ready" else {
          answers.append(line)
          continue
        }
        published += 1
        publish(published % 2)
        try dialogue.say("go")
      }
      let status = dialogue.status()
      #expect(status == 0, "\(answers)")
      #expect(answers == ["0 failures"])
      // Four types of three concurrencies, each stopped once.
      #expect(published == 12)
    }
    withExtendedLifetime(releases) {}
  }
}
