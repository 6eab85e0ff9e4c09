import Foundation
import Testing

/// Every kind of fault of the centre at the third page of a download, with the shipped agent.
@Suite(.serialized) struct FeedFaultTests {
  /// `slow:6` is longer than the time-out, `slow:0.2` is not; `new-row` changes the centre and comes last.
  private static let kinds = [
    "refuse", "hang", "lost-before", "lost-after", "late:0.3", "slow:0.2", "slow:6", "garbage", "html", "half",
    "other-visit", "502-after", "503", "redirect", "duplicate", "wrong-catalogue", "wrong-count", "bad-row",
    "unknown-code", "down", "new-row",
  ]

  /// One after another in one data directory, a release of one more row for each: the old release stays or the new one
  /// comes, whole; with the next polls it is the centre's.
  @Test(.timeLimit(.minutes(3))) func everyKindAtTheThirdPage() async throws {
    let codes = (10..<24).map { "A\($0)" }
    // The simulated centre takes in a copy of its first row, with the number of its rows in the code.
    let taken = "ZZ\(codes.count + Self.kinds.count)|\(disease("A10").drop { $0 != "|" }.dropFirst())"
    let catalogue = try ScratchCatalogue(
      diseases: [("baseline", codes.map { disease($0) })]
        + Self.kinds.indices.map { ("fault-\($0)", [disease("B\($0 + 10)", date: "2021-02-20")]) }
        + [("taken-in", [taken])])
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue, pageSize: 3)
    let installation = run.installation
    try installation.writeConfiguration(
      start: "by hand", swipe: "", extra: "[feed]\ncatalogues = [\"bzml\"]\npoll_every = \"1h\"")
    try await installation.startAgent()
    try await wait(seconds: 20, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    for (index, kind) in Self.kinds.enumerated() {
      try await run.publishAtCentre(index + 1)
      let before = try await installation.centreRequests().count
      try await installation.setFault("24:3:\(kind)")
      let hit = try await installation.qianzhi("sync", "--full")
      let asked = try await installation.centreRequests().dropFirst(before)
      // A centre that is down records nothing.
      if kind == "down" {
        #expect(hit.status == 4 && asked.count == 2, "\(kind): \(hit.output.suffix(300))")
      } else {
        #expect(asked.map(\.fault).firstIndex(of: "24:3:\(kind)") == 2, "\(kind): \(asked.map(\.fault))")
      }
      let isLast = kind == "new-row"
      let left = try await run.state("crashed")
      #expect(left.problems.isEmpty, "\(kind): \(left.problems)")
      let known = [index + 1, index + 2, isLast ? index + 3 : 0]
      #expect(left.states["bzml"].map(known.contains) == true, "\(kind): \(left.states)")
      // 3: a person is needed, 4: nothing or no whole answer came; with a code in either case.
      #expect([0, 3, 4].contains(hit.status), "\(kind): \(hit.status)")
      if hit.status != 0 {
        #expect(hit.output.contains("QZ-F") || hit.output.contains("QZ-C"), "\(kind): \(hit.output.suffix(300))")
      }
      if hit.status == 0 { #expect(left.states["bzml"] != index + 1, "\(kind): \(hit.output.suffix(300))") }
      try await installation.clearFaults()
      // What the fault left (rejected rows, a late execution) is gone with the next polls.
      for _ in 0..<2 { _ = try await installation.qianzhi("sync", "--full") }
      let status = try await installation.qianzhi("status")
      #expect(status.status == 0, "\(kind): \(status.output)")
      let healed = try await run.state("settled")
      #expect(healed.problems.isEmpty && healed.staged.isEmpty, "\(kind): \(healed)")
      #expect(healed.states["bzml"] == index + (isLast ? 3 : 2), "\(kind): \(healed.states)")
    }
    try await installation.agent?.stop()
    let last = try await run.settledState()
    #expect(last.problems.isEmpty && last.counts["bzml"] == codes.count + Self.kinds.count + 1, "\(last)")
    try await run.tearDown()
  }
}
