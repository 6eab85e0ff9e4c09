import CentreSimulator
import Foundation
import SampleVendorLibrary
import Testing

/// The shipped agent over a vendor's library: the feed, and a swipe test whose settlement the library crashes or hangs
/// in. The centre's ledger nets to zero and each visit was settled at most once (settlement.md I1, I3).
@Suite(.serialized) struct VendorLibraryTests {
  private func install() async throws -> (Installation, SampleVendorLibrary) {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60")
    return (installation, try useLibrary(installation))
  }

  /// The centre is called through the library from now on.
  private func useLibrary(_ installation: Installation) throws -> SampleVendorLibrary {
    let library = try SampleVendorLibrary(port: installation.centrePort)
    let text = try String(contentsOfFile: installation.configPath, encoding: .utf8)
    let url = "url = \"http://127.0.0.1:\(installation.centrePort)/\""
    try #require(text.contains(url))
    try text.replacingOccurrences(of: url, with: "library = \"\(library.path)\"")
      .write(toFile: installation.configPath, atomically: true, encoding: .utf8)
    return library
  }

  private func ledger(_ installation: Installation) async throws -> CentreLedger {
    try JSONDecoder().decode(CentreLedger.self, from: try await installation.admin("GET", "/_admin/ledger"))
  }

  private func settles(_ installation: Installation) async throws -> [ReceivedRequest] {
    let data = try await installation.admin("GET", "/_admin/requests")
    return try JSONDecoder().decode([ReceivedRequest].self, from: data).filter { $0.transaction == "05" }
  }

  /// What the library does in the 05, and how many 05 the centre got.
  @Test(
    .timeLimit(.minutes(3)),
    arguments: [("", 1), ("05 crash-after", 1), ("05 crash-before", 0), ("05 hang-after", 1), ("99 crash-after", 1)])
  func swipeTest(fault: String, settled: Int) async throws {
    let (installation, library) = try await install()
    try await installation.startAgent()
    try await wait(seconds: 30, for: "first release through the library") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    if !fault.isEmpty { try library.misbehave(fault) }
    _ = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "接口库", seconds: 90)
    try await wait(seconds: 60, for: "end of the swipe test") {
      let output = try await installation.qianzhi("swipe", "status").output
      return output.contains("未决 0") && !output.contains("计划 0")
    }
    let ledger = try await ledger(installation)
    #expect(ledger.standing.isEmpty)
    #expect(ledger.netFen == 0)
    let sent = try await settles(installation)
    #expect(Dictionary(grouping: sent, by: \.visit).values.allSatisfy { $0.count == 1 })
    if settled == 0 { #expect(sent.isEmpty) } else { #expect(!sent.isEmpty) }
    #expect(library.calls().contains("05"))
    // The fault was met, and with the agent its child processes went.
    #expect(!FileManager.default.fileExists(atPath: library.folder + "/switch"))
    try await installation.agent?.stop()
    try await wait(seconds: 5, for: "end of the child processes") {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").allSatisfy { name in
        guard Int(name) != nil, let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
          return true
        }
        return !String(decoding: data, as: UTF8.self).contains(library.path)
      }
    }
    try await installation.tearDown()
    try library.remove()
  }

  /// What the library does in the middle of paging. The agent goes on behind the pages kept, through another child: no
  /// page that came is asked for again, and HIS sees nothing until all came.
  @Test(.timeLimit(.minutes(3)), arguments: ["24 crash-before", "24 crash-after", "24 exit-before", "24 hang-after"])
  func paging(fault: String) async throws {
    let catalogue = try ScratchCatalogue(diseases: [("baseline", (10...39).map { disease("A\($0)") })])
    defer { catalogue.remove() }
    let installation = try await Installation.make(
      simulatorArguments: ["--catalogue", catalogue.path, "--page-size", "3"])
    try installation.writeConfiguration(
      start: "by hand", swipe: "", extra: "[feed]\ncatalogues = [\"bzml\"]\npoll_every = \"1s\"")
    let library = try useLibrary(installation)
    try await installation.setFault("24:*:slow:0.3")
    try await installation.startAgent()
    try await wait(seconds: 20, for: "the third page") {
      try await installation.centreRequests().count { $0.transaction == "24" } >= 3
    }
    try library.misbehave(fault)
    try await wait(seconds: 20, for: "\(fault)") {
      !FileManager.default.fileExists(atPath: library.folder + "/switch")
    }
    let meanwhile = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml")
    #expect(!meanwhile.output.contains("30"), "\(meanwhile.output)")
    try await wait(seconds: 40, for: "the whole catalogue") {
      try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml").output.split(separator: "\n").contains("30")
    }
    let asked = try await installation.centreRequests().filter { $0.transaction == "24" }.map(\.digest)
    let repeats = Dictionary(grouping: asked.prefix(11), by: { $0 }).values.filter { $0.count > 1 }
    // The page the library failed with, where the centre had got it.
    #expect(repeats.count <= 1 && repeats.allSatisfy { $0.count == 2 && $0[0] != asked[0] }, "\(asked)")
    #expect(installation.agent?.isRunning == true)
    let status = try await installation.qianzhi("status")
    #expect(status.status == 0, "\(status.output)")
    try await installation.tearDown()
    try library.remove()
  }
}
