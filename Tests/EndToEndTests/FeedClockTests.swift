import Foundation
import Testing

/// The shipped agent polling on a machine whose wall clock is set back a year and forward ten.
@Suite(.serialized) struct FeedClockTests {
  private static let day: Int64 = 86_400

  /// `yyyyMMdd` of the centre's zone, so many seconds from now.
  private static func stamp(_ seconds: Int64, separator: String = "") -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3600)!
    let parts = calendar.dateComponents([.year, .month, .day], from: Date() + TimeInterval(seconds))
    return [parts.year, parts.month, parts.day].map { number in
      let digits = String(number ?? 0)
      return digits.count == 1 ? "0" + digits : digits
    }.joined(separator: separator)
  }

  /// Set back in the middle of paging, so that the pages kept are of the future; polls go on through both jumps, and
  /// nothing is lost once the clock is right. A release's log lines are in the file of the day the clock said.
  @Test(.timeLimit(.minutes(2))) func theClockJumpsWhileTheAgentPolls() async throws {
    let (back, ahead) = (-365 * Self.day, 3650 * Self.day)
    let catalogue = try ScratchCatalogue(diseases: [
      ("baseline", (1...7).map { disease("A\($0)") }),
      ("back", [disease("B", date: Self.stamp(back, separator: "-"))]),
      ("ahead", [disease("C", date: Self.stamp(ahead, separator: "-"))]),
      ("right", [disease("D", date: Self.stamp(0, separator: "-"))]),
    ])
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue, pageSize: 3)
    let installation = run.installation
    try installation.writeConfiguration(
      start: "by hand", swipe: "", extra: "[feed]\ncatalogues = [\"bzml\"]\npoll_every = \"1s\"")
    // From page 2 on, until the clock is set.
    try await installation.setFault("24:2+:503")
    try await installation.startAgent(environment: try ClockShift.environment(in: installation.directory))
    try await wait(seconds: 20, for: "the page that fails") {
      try await installation.qianzhi("status", "--json").output.contains("QZ-F102")
    }
    try ClockShift.set(back, in: installation.directory)
    let asked = try await installation.centreRequests().filter { $0.transaction == "24" }
    #expect(asked.count >= 2 && asked.first?.fault == "" && asked.dropFirst().allSatisfy { $0.fault != "" })
    try await installation.clearFaults()
    try await expectRows(7, installation)
    // Page 1 again, and not what follows the pages kept.
    let next = try await installation.centreRequests().filter { $0.transaction == "24" }.dropFirst(asked.count)
      .first { $0.fault == "" }
    #expect(next?.digest == asked.first?.digest)
    try await run.publishAtCentre(1)
    try await expectRows(8, installation)
    try ClockShift.set(ahead, in: installation.directory)
    try await run.publishAtCentre(2)
    try await expectRows(9, installation)
    try ClockShift.set(0, in: installation.directory)
    try await run.publishAtCentre(3)
    try await expectRows(10, installation)
    let status = try await installation.qianzhi("status")
    #expect(status.status == 0, "\(status.output)")
    let list = try await installation.qianzhi("log", "list")
    let days = [Self.stamp(back), Self.stamp(0), Self.stamp(ahead)]
    #expect(days.allSatisfy { list.output.contains("下载日志-\($0)") }, "\(list.output)")
    try await installation.agent?.stop()
    let logs = try run.logFiles().map(\.lastPathComponent)
    #expect(logs == days.map { "下载日志-\($0).txt" })
    let state = try await run.settledState()
    #expect(state.problems.isEmpty && state.staged.isEmpty, "\(state)")
    #expect(state.states["bzml"] == 4 && state.counts["bzml"] == 10, "\(state)")
    try await run.tearDown()
  }

  /// Downloaded from three seconds before midnight to some after it: the release's lines are in one file, whose date is
  /// that of the publication.
  @Test(.timeLimit(.minutes(2))) func aReleaseAcrossMidnight() async throws {
    let catalogue = try ScratchCatalogue(diseases: [("baseline", (1...12).map { disease("A\($0)") })])
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue, pageSize: 2)
    let installation = run.installation
    try installation.writeConfiguration(
      start: "by hand", swipe: "", extra: "[feed]\ncatalogues = [\"bzml\"]\npoll_every = \"600s\"")
    let environment = try ClockShift.environment(in: installation.directory)
    let intoDay = (Int64(Date().timeIntervalSince1970) + 8 * 3600) % Self.day
    let shift = Self.day - 3 - intoDay
    try ClockShift.set(shift, in: installation.directory)
    try await installation.setFault("24:*:slow:0.7")
    try await installation.startAgent(environment: environment)
    try await expectRows(12, installation)
    try await installation.agent?.stop()
    let asked = try await installation.centreRequests().filter { $0.transaction == "24" }
    // By the agent's clock, which the simulator does not have: the first page before midnight, the last after it.
    let seconds = asked.map { request in
      let parts = request.at.suffix(8).split(separator: ":").compactMap { Int64($0) }
      return (parts.reduce(0) { $0 * 60 + $1 } + shift) % Self.day
    }
    let (first, last) = (try #require(seconds.first), try #require(seconds.last))
    #expect(first >= Self.day - 4 && last < 60, "\(seconds)")
    let files = try run.logFiles()
    try #require(files.count == 1)
    #expect(files[0].lastPathComponent == "下载日志-\(Self.stamp(shift)).txt")
    let lines = try String(contentsOf: files[0], encoding: .utf8).split(whereSeparator: \.isNewline)
    #expect(lines.count == 12 && lines.allSatisfy { $0.hasPrefix("新增|病种目录|A") })
    try await run.tearDown()
  }

  /// The view holds so many rows before long, as HIS counts them.
  private func expectRows(_ rows: Int, _ installation: Installation) async throws {
    try await wait(seconds: 20, for: "\(rows) rows") {
      let answer = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml")
      return answer.status == 0 && answer.output.split(separator: "\n").contains("\(rows)")
    }
  }
}
