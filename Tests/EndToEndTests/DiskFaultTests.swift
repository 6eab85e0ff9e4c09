import Catalogue
import CatalogueFeed
import CatalogueStore
import Foundation
import Testing

/// The shipped binary on a disk that is full, read-only or fails to sync: nothing half-applied, an error with its code,
/// and the next poll ends where an undisturbed one ends.
@Suite(.serialized) struct DiskFaultTests {
  private static let drivers = BuiltBinaries.project + "/Tests/EndToEndTests/Drivers"

  /// The answer of a script that mounts: output, and the statuses of what it ran.
  private func inNamespace(_ script: String, _ argument: String, _ run: FeedRun) async throws -> (String, [Int]) {
    let result = try await runCommand(
      "/usr/bin/unshare",
      (geteuid() == 0 ? ["-m"] : ["-r", "-m"]) + [
        "/bin/bash", "\(Self.drivers)/\(script)", argument, run.installation.directory, BuiltBinaries.qianzhi,
      ], directory: run.installation.directory)
    guard result.status == 0, let line = result.output.range(of: "STATUS ", options: .backwards) else {
      throw HarnessError("\(script): \(result.status) \(result.output.suffix(600))")
    }
    return (
      result.output, result.output[line.upperBound...].split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    )
  }

  /// An error an operator can read, and no crash.
  private func expectSaid(_ output: String, _ status: Int, _ place: String) {
    #expect(output.contains("QZ-"), "\(place): \(output.suffix(400))")
    #expect(status > 0 && status < 128 && !output.contains("Fatal error"), "\(place): \(status) \(output.suffix(400))")
  }

  /// The final state after some releases without any fault, and the kibibytes it takes.
  private func undisturbed(
    _ catalogue: ScratchCatalogue, releases: Int = 1
  ) async throws -> (digest: String, kibibytes: Int) {
    let run = try await FeedRun.make(catalogue)
    for index in 0..<releases {
      try await run.publishAtCentre(index)
      try await run.finish()
    }
    let state = try await run.state("settled")
    let size = try await runCommand(
      "/usr/bin/du", ["-sk", run.installation.dataDirectory], directory: run.installation.directory)
    try await run.tearDown()
    return (state.digest, Int(size.output.prefix { $0.isNumber }) ?? 0)
  }

  @Test(.timeLimit(.minutes(5))) func diskFullAtEachStage() async throws {
    let catalogue = try ScratchCatalogue(rows: 400)
    defer { catalogue.remove() }
    let whole = try await undisturbed(catalogue)
    var failed = 0
    for percent in [3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 97] {
      let run = try await FeedRun.make(catalogue)
      let place = "\(percent) % of \(whole.kibibytes) KiB"
      let (output, statuses) = try await inNamespace("narrow_disk.sh", "\(whole.kibibytes * percent / 100)", run)
      guard statuses.count == 2 else { throw HarnessError("\(place): \(output)") }
      if statuses[0] != 0 {
        failed += 1
        expectSaid(output, statuses[0], place)
        #expect(output.contains("磁盘"), "\(place): \(output)")
      }
      let folder = run.installation.directory
      if FileManager.default.fileExists(atPath: folder + "/failed/agent.sqlite") {
        let left = try await run.state("crashed", data: folder + "/failed")
        #expect(left.problems.isEmpty, "\(place): \(left.problems)")
      }
      #expect(statuses[1] == 0, "\(place)")
      let recovered = try await run.state("settled", data: folder + "/recovered")
      #expect(recovered.problems.isEmpty && recovered.digest == whole.digest, "\(place): \(recovered)")
      try await run.tearDown()
    }
    #expect(failed >= 5)
  }

  /// The folder of one catalogue, of the logs, or everything.
  @Test(.timeLimit(.minutes(3)), arguments: ["releases/zlxm", "目录下载日志", "."])
  func readOnlyFolder(_ folder: String) async throws {
    let catalogue = try ScratchCatalogue(rows: 200)
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue)
    try await run.finish()
    try await run.publishAtCentre(1)
    let (output, statuses) = try await inNamespace("read_only.sh", folder, run)
    expectSaid(output, statuses.first ?? 0, folder)
    let left = try await run.state("crashed")
    #expect(left.problems.isEmpty, "\(folder): \(left.problems)")
    // The log follows a publication; it does not stand in its way.
    #expect(left.release == (folder == "目录下载日志" ? 2 : 1))
    try await run.finish()
    let healed = try await run.state("settled")
    #expect(healed.problems.isEmpty && healed.release == 2, "\(folder): \(healed)")
    try await run.tearDown()
  }

  /// Failing system calls while a first release is loaded and while another is made from it: each sync, some of them,
  /// some writes.
  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      DiskFault("fsync", code: DiskFault.inputOutput), DiskFault("fdatasync", code: DiskFault.inputOutput),
      DiskFault("fsync", code: DiskFault.inputOutput, chance: 500),
      DiskFault("fdatasync", code: DiskFault.inputOutput, chance: 150),
      DiskFault("pwrite", code: DiskFault.noSpace, chance: 10), DiskFault("write", code: DiskFault.noSpace),
      DiskFault("copy_file_range", code: DiskFault.noSpace),
    ]) func failingSystemCalls(_ fault: DiskFault) async throws
  {
    let catalogue = try ScratchCatalogue(rows: 200)
    defer { catalogue.remove() }
    let whole = try await undisturbed(catalogue, releases: 2)
    let run = try await FeedRun.make(catalogue)
    var failed = 0
    for release in 0..<2 {
      try await run.publishAtCentre(release)
      for attempt in 1...3 where try await !poll(run, fault: fault, seed: release * 10 + attempt) { failed += 1 }
      try await run.finish()
    }
    #expect(failed > 0, "\(fault)")
    let recovered = try await run.state("settled")
    #expect(recovered.problems.isEmpty && recovered.digest == whole.digest, "\(fault): \(recovered)")
    try await run.tearDown()
  }

  /// One poll on a failing disk: what it leaves is whole, and what stood in its way is said.
  ///
  /// - Returns: Whether it ended well all the same.
  private func poll(_ run: FeedRun, fault: DiskFault, seed: Int) async throws -> Bool {
    let place = "\(fault), seed \(seed)"
    let folder = run.installation.directory
    try fault.begin(in: folder, seed: seed)
    let result = try await runCommand(
      BuiltBinaries.qianzhi, ["sync", "--config", run.installation.configPath], directory: folder,
      environment: try DiskFault.environment(in: folder))
    try DiskFault.end(in: folder)
    if result.status != 0 { expectSaid(result.output, Int(result.status), place) }
    #expect(!result.output.contains("Fatal error"), "\(place): \(result.output.suffix(400))")
    if FileManager.default.fileExists(atPath: run.installation.dataDirectory + "/agent.sqlite") {
      let left = try await run.state("crashed")
      #expect(left.problems.isEmpty, "\(place): \(left.problems)")
    }
    return result.status == 0
  }

  /// A clock set back a year and forward ten: polls go on, and nothing is lost once it is right again.
  @Test func aJumpingClock() async throws {
    let today = try #require(CivilDate(year: 2021, month: 3, day: 2))
    let odd = try await OddCentre(
      diseases: [
        ("baseline", (1...7).map { disease("A\($0)") }), ("back", [disease("B", date: "2021-03-01")]),
        ("ahead", [disease("C", date: "2021-03-02")]), ("right", [disease("D", date: "2021-03-02")]),
      ], today: today)
    // Set back in the middle of paging: the pages kept are of the future, and are not used.
    try await odd.simulator.addFault("24:2:503")
    #expect(try await odd.feed.runOnce().firstFailure != nil)
    let year: Int64 = 365 * 24
    odd.clock.advance(hours: -year)
    #expect(try await odd.feed.runOnce().release == 1)
    #expect(try odd.published().count == 7)
    try await odd.simulator.publish(release: "back")
    #expect(try await odd.feed.runOnce().isComplete)
    odd.clock.advance(hours: 11 * year)
    try await odd.simulator.publish(release: "ahead")
    #expect(try await odd.feed.runOnce().isComplete)
    odd.clock.advance(hours: -10 * year)
    try await odd.simulator.publish(release: "right")
    for _ in 0..<2 {
      #expect(try await odd.feed.runOnce().isComplete)
      odd.clock.advance(hours: 24)
    }
    #expect(try odd.published() == (1...7).map { "A\($0)|1||" } + ["B|1||", "C|1||", "D|1||"])
    #expect(odd.feed.status.lastError == nil)
    try await odd.stop()
  }
}
