import Catalogue
import Foundation
import ODBCClient
import Testing

/// Faults of the national platform in the middle of a download, with the shipped agent: at the second file of the drugs and
/// at the second page of 1304. (A file that never comes is waited for five minutes, so `hang` is at the page only.)
@Suite(.serialized) struct NationalFaultTests {
  /// A fault, how `sync` ends and what it says; without a code it comes to nothing.
  private struct Case {
    let fault: String
    let status: Int32
    let code: String
  }

  private static func cases(_ place: String, _ kinds: [(String, Int32, String)]) -> [Case] {
    kinds.map { Case(fault: place + $0.0, status: $0.1, code: $0.2) }
  }

  private static let files = cases(
    "9102:2:",
    [
      ("refuse", 3, "QZ-F103"), ("unknown-code", 3, "QZ-F103"), ("lost-before", 4, "QZ-F102"),
      ("lost-after", 4, "QZ-F102"), ("half", 4, "QZ-F102"), ("502-after", 4, "QZ-F102"), ("503", 4, "QZ-F102"),
      ("redirect", 4, "QZ-F102"), ("down", 4, "QZ-F102"), ("garbage", 3, "QZ-F13"), ("html", 3, "QZ-F13"),
      ("slow:0.2", 0, ""), ("bad-row", 3, "QZ-F121"),
    ])
  /// A page that announces another number than the one before it is asked for again from the first (centre.md, "Proof").
  private static let pages = cases(
    "1304:2:",
    [
      ("refuse", 3, "QZ-F103"), ("unknown-code", 3, "QZ-F104"), ("lost-before", 4, "QZ-F102"),
      ("lost-after", 4, "QZ-F102"), ("half", 4, "QZ-F102"), ("502-after", 4, "QZ-F102"), ("503", 4, "QZ-F102"),
      ("redirect", 4, "QZ-F102"), ("down", 4, "QZ-F102"), ("garbage", 3, "QZ-F13"), ("html", 3, "QZ-F13"),
      ("slow:0.2", 0, ""), ("slow:6", 4, "QZ-F102"), ("hang", 4, "QZ-F102"), ("wrong-count", 0, ""),
      ("bad-row", 3, "QZ-F121"),
    ])

  /// Numbers that end in 9: 1304, three pages of them.
  private static let ethnic = (0..<210).map { $0 * 10 + 9 }
  /// Two of each other catalogue.
  private static let others = (0..<10).filter { $0 != 9 }.flatMap { [$0, $0 + 10] }

  /// Over and over with other names, and a new row of each view each time.
  private static func release(_ number: Int) -> [CatalogueKind: [String]] {
    let date = CivilDate(year: 2020, month: 1, day: 1)?.adding(days: number).text ?? ""
    var rows = ScratchCatalogue.nationalRows(others + [100_000 + number * 10], release: number, date: date)
    let pages = ScratchCatalogue.nationalRows(ethnic, release: number, date: date)
    rows[.ypml]?.append(contentsOf: pages[.ypml] ?? [])
    return rows
  }

  private func counts(_ connection: ODBCConnection) throws -> [String: Int] {
    var counted: [String: Int] = [:]
    for kind in CatalogueKind.allCases {
      let answer = try connection.execute("SELECT COUNT(*) FROM \(kind.rawValue)", maximumRows: 1)
      counted[kind.rawValue] = answer.rows.first?.first.flatMap { $0 }.flatMap { Int($0) }
    }
    return counted
  }

  /// One after another in one data directory, a release for each: what failed keeps its old rows, which are served
  /// meanwhile, the other views come; with the next poll everything is the platform's.
  @Test(.timeLimit(.minutes(5))) func everyKindInTheMiddle() async throws {
    let cases = Self.files + Self.pages
    let catalogue = try ScratchCatalogue(
      [("baseline", Self.release(0))] + cases.indices.map { ("fault-\($0 + 1)", Self.release($0 + 1)) })
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue, over: .national)
    let installation = run.installation
    try installation.writeConfiguration(start: "by hand", swipe: "", extra: "[feed]\nenabled = false")
    try await installation.startAgent()
    try await run.finish()
    let connection = try ODBCConnection(connectionString: try installation.connectionString())
    // 18 and 210 drugs, 18 items and diseases, and the new row of each release.
    func whole(_ release: Int) -> [String: Int] {
      ["ypml": 229 + release, "zlxm": 19 + release, "bzml": 19 + release]
    }
    for (index, fault) in cases.enumerated() {
      try await run.publishAtCentre(index + 1)
      let before = try await installation.centreRequests().count
      try await installation.setFault(fault.fault)
      async let sync = installation.qianzhi("sync")
      let meanwhile = try counts(connection)
      let hit = try await sync
      #expect(hit.status == fault.status, "\(fault.fault): \(hit.status) \(hit.output)")
      #expect(fault.code.isEmpty || hit.output.contains("药品目录：\(fault.code)"), "\(fault.fault): \(hit.output)")
      let asked = try await installation.centreRequests().dropFirst(before)
      // A platform that is down records nothing.
      if !fault.fault.hasSuffix("down") { #expect(asked.contains { $0.fault == fault.fault }, "\(fault.fault)") }
      let left = try counts(connection)
      let expected = whole(index + 1).merging(fault.status == 0 ? [:] : ["ypml": 229 + index]) { $1 }
      #expect(left == expected, "\(fault.fault): \(left)")
      #expect(meanwhile == whole(index) || meanwhile == expected, "\(fault.fault): \(meanwhile)")
      try await installation.clearFaults()
      // A row that was rejected is settled by everything only.
      let everything = fault.code == "QZ-F121" ? ["--full"] : []
      let healed = try await runCommand(
        BuiltBinaries.qianzhi, ["sync", "--config", installation.configPath] + everything,
        directory: installation.directory)
      #expect(healed.status == 0, "\(fault.fault): \(healed.output)")
      let after = try counts(connection)
      #expect(after == whole(index + 1), "\(fault.fault): \(after)")
    }
    connection.close()
    let status = try await installation.qianzhi("status")
    #expect(status.status == 0, "\(status.output)")
    try await installation.agent?.stop()
    let last = try await run.settledState()
    #expect(last.problems.isEmpty && last.staged.isEmpty, "\(last)")
    #expect(last.states.count == 3 && last.states.values.allSatisfy { $0 == cases.count + 1 }, "\(last.states)")
    try await run.tearDown()
  }
}
