import Foundation
import Testing

/// I9: known card numbers, identity numbers and names, and every output of an installation in which all of them passed
/// through the agent.
@Suite(.serialized) struct SwipeSecretsTests {
  /// The simulator's test persons.
  static let cards = ["T00000001", "T00000002"]
  static let secrets = cards + ["500000198503121011", "500000195207182020", "测试甲", "测试乙"]

  @Test(.timeLimit(.minutes(3))) func nothingIsPrintedWhole() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60\nvisits_per_card = 2")
    let file = installation.directory + "/cards.toml"
    let cards = Self.cards.map { "[[card]]\nnumber = \"\($0)\"\ninsurance = \"1\"\n" }.joined()
    try cards.write(toFile: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    try await installation.startWithCatalogue()
    try await installation.setFault("05:2:lost-after")
    try await installation.setFault("99:3:lost-after")
    var outputs: [String: String] = [:]
    let page = installation.directory + "/report.html"
    for arguments in [
      ["swipe", "gates"], ["swipe", "run", "--now", "--person", "测试员", "--reason", "泄露检查"], ["swipe", "status"],
      ["swipe", "report"], ["swipe", "report", "--to", page], ["swipe", "journal", "show"],
      ["swipe", "journal", "verify"], ["swipe", "resolve", "QZ210301060000ABCD", "--query", "--by", "测试员"],
      ["status"], ["status", "--json"], ["run", "--print-config"],
    ] {
      let result = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory,
        seconds: 120)
      outputs[arguments.joined(separator: " ")] = result.output
    }
    let ledger = try await installation.centreLedger()
    #expect(ledger.settlements.count == 4 && ledger.standing.isEmpty)
    try await installation.expectLedgerEven()
    outputs["agent"] = installation.agent?.output
    // A crash writes no core file either.
    let limits = try String(contentsOfFile: "/proc/\(try #require(installation.agent).id)/limits", encoding: .utf8)
    let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    #expect(core?.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(limits)")
    outputs["page"] = try String(contentsOfFile: page, encoding: .utf8)
    for (path, text) in try files(in: installation.dataDirectory + "/audit") { outputs[path] = text }
    for (path, text) in try files(in: installation.dataDirectory + "/目录下载日志") { outputs[path] = text }
    #expect(outputs.count >= 14)
    for (name, text) in outputs {
      #expect(!text.isEmpty, "\(name)")
      for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(name)") }
    }
    #expect(outputs["page"]?.contains("****0001") == true)
    // The journal keeps what a reversal needs, for its owner only.
    #expect(installation.journalBytes.range(of: Data("T00000001".utf8)) != nil)
    let mode = try FileManager.default.attributesOfItem(atPath: installation.dataDirectory + "/journal/swipe-0001.log")
    #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    try await installation.tearDown()
  }

  private func files(in folder: String) throws -> [(String, String)] {
    try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
      let bytes = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
      return (name, String(decoding: bytes, as: UTF8.self))
    }
  }
}
