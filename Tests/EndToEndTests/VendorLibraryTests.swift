import CentreSimulator
import Foundation
import SampleVendorLibrary
import Testing

/// The shipped agent over a vendor's library: the feed, and a swipe test whose settlement the library crashes or hangs
/// in. The centre's ledger nets to zero and each visit was settled at most once (settlement.md I1, I3).
@Suite(.serialized) struct VendorLibraryTests {
  private func install() async throws -> (Installation, SampleVendorLibrary) {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60")
    let library = try SampleVendorLibrary(port: installation.centrePort)
    let text = try String(contentsOfFile: installation.configPath, encoding: .utf8)
    let url = "url = \"http://127.0.0.1:\(installation.centrePort)/\""
    try #require(text.contains(url))
    try text.replacingOccurrences(of: url, with: "library = \"\(library.path)\"")
      .write(toFile: installation.configPath, atomically: true, encoding: .utf8)
    return (installation, library)
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
}
