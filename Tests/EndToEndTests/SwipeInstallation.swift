import CentreSimulator
import Foundation
import Testing

/// What tests of the swipe test ask an installation.
extension Installation {
  func startWithCatalogue() async throws {
    try await startAgent()
    try await wait(seconds: 30, for: "first release") {
      try await self.qianzhi("release", "list").output.contains("首次下载")
    }
  }

  func centreLedger() async throws -> CentreLedger {
    try JSONDecoder().decode(CentreLedger.self, from: try await admin("GET", "/_admin/ledger"))
  }

  func centreRequests() async throws -> [ReceivedRequest] {
    try JSONDecoder().decode([ReceivedRequest].self, from: try await admin("GET", "/_admin/requests"))
  }

  func setFault(_ spec: String) async throws { _ = try await admin("POST", "/_admin/fault?spec=\(spec)") }
  func clearFaults() async throws { _ = try await admin("POST", "/_admin/fault/clear") }

  var journalBytes: Data {
    FileManager.default.contents(atPath: dataDirectory + "/journal/swipe-0001.log") ?? Data()
  }

  func waitForRecord(_ kind: String, seconds: Double = 30) async throws {
    let marker = Data("\(kind)\n".utf8)
    try await wait(seconds: seconds, for: "record \(kind)") { self.journalBytes.range(of: marker) != nil }
  }

  /// Until every run has ended and nothing is open.
  func waitUntilDecided(seconds: Double = 200) async throws {
    try await wait(seconds: seconds, for: "end of the swipe test") {
      let status = try await self.qianzhi("swipe", "status").output
      let report = try await self.qianzhi("swipe", "report").output
      let runs = report.components(separatedBy: "手工开始（").count - 1
      let ended = status.components(separatedBy: " 结束：").count - 1
      return status.contains("未决 0") && ended >= runs
    }
  }

  /// `[centre]` of an installation that speaks the national platform.
  static let nationalCentre = "interface = \"national\"\narea = \"500000\""

  /// I1, I3, I8, I10 from outside: the ledger of our visits nets to zero, one 05 or 2207A a visit, another patient's
  /// settlement stands, and the report says the ledger's sums.
  func expectLedgerEven() async throws {
    let ledger = try await centreLedger()
    #expect(ledger.standing.allSatisfy { !$0.visit.hasPrefix("QZ") })
    #expect(ledger.reversals.allSatisfy { $0.visit.hasPrefix("QZ") })
    let settles = try await centreRequests().filter { ["05", "2207A"].contains($0.transaction) }
    for (visit, sent) in Dictionary(grouping: settles, by: \.visit) {
      #expect(sent.count == 1, "visit \(visit) was settled \(sent.count) times")
    }
    let report = try await qianzhi("swipe", "report").output
    // What a 2601 took away before 2207A or 3202 named it is in the ledger, and no settlement to the agent: no answer with
    // its serial was journalled.
    let voided = Set(ledger.reversals.filter { $0.serial.hasPrefix("V") }.map(\.original))
    let journal = journalBytes
    let counted = ledger.settlements.filter { row in
      row.visit.hasPrefix("QZ")
        && (!voided.contains(row.serial) || journal.range(of: Data(row.serial.utf8)) != nil)
    }
    let fen = counted.map(\.totalFen).reduce(0, +)
    let yuan = "\(fen / 100).\(fen % 100 < 10 ? "0" : "")\(fen % 100)"
    #expect(report.contains("结算 \(yuan) 元，冲正 \(yuan) 元，净额 0.00 元"), "\(yuan): \(report)")
    #expect(report.contains("已结算 \(counted.count)，"), "\(report)")
  }
}

/// SplitMix64: rounds that can be repeated.
struct RoundRandom {
  var state: UInt64

  mutating func next(below limit: UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return (mixed ^ (mixed >> 31)) % limit
  }
}
