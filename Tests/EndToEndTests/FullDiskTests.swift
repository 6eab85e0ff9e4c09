import Foundation
import Testing

/// The shipped binary on a disk that becomes full at one stage after another of what follows a first load: the old release
/// or the new one is there, whole, every log line once; with room again it ends where an undisturbed run ends.
@Suite(.serialized) struct FullDiskTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var interface = FeedRun.Interface.unified
    /// Releases of the centre that are there before.
    var releases = 2
    /// What brings the directory to where the command begins.
    var before: [[String]] = []
    /// Whether the centre publishes another release just before.
    var publishes = false
    let command: String
    var afterwards: String?
    /// How many of the centre's releases each catalogue holds afterwards.
    let states: [String: Int]
    /// Where the disk has to be full at least once, beside the log and its position, which follow the release.
    let stages: Set<FullDisk.Outcome.Stage>
    /// Whether there is a room in which the release comes and its log lines do not. The pages of a download, which go with
    /// its release, leave more than that.
    var cutsOffTheLog = true
  }

  /// Kibibytes of room, in hundredths of what the command adds to the directory.
  private static let rooms = [0, 12, 35, 60, 90, 120, 200, 400]

  @Test(
    .timeLimit(.minutes(3)),
    arguments: [
      Case(
        testDescription: "delta", releases: 1, publishes: true, command: "qz sync",
        states: ["ypml": 2, "zlxm": 2, "bzml": 2], stages: [.history, .releaseFile]),
      Case(
        testDescription: "national delta", interface: .national, releases: 1, publishes: true, command: "qz sync",
        states: ["ypml": 2, "zlxm": 2, "bzml": 2], stages: [.staging, .history, .releaseFile], cutsOffTheLog: false),
      Case(
        testDescription: "rollback", command: "qz release rollback 1 --reason 试",
        afterwards: "qz release rollback 1 --reason 试; qz sync",
        states: ["ypml": 1, "zlxm": 1, "bzml": 1], stages: [.history]),
      Case(
        testDescription: "resume", before: [["release", "rollback", "1", "--reason", "试"]],
        command: "qz release resume ypml", afterwards: "qz release resume ypml; qz sync --catalogue ypml",
        states: ["ypml": 2, "zlxm": 1, "bzml": 1], stages: [.history, .releaseFile], cutsOffTheLog: false),
      Case(
        testDescription: "import", command: "qz import file.txt --catalogue ypml",
        afterwards: "qz import file.txt --catalogue ypml && qz sync --catalogue bzml",
        states: ["ypml": 3, "zlxm": 2, "bzml": 2], stages: [.history, .releaseFile]),
    ])
  func oldOrNewWhole(_ work: Case) async throws {
    let catalogue =
      work.interface == .national ? try ScratchCatalogue(nationalRows: 250) : try ScratchCatalogue(rows: 250)
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue, over: work.interface)
    try await prepare(run, work)
    let old = try await run.state("settled")
    #expect(old.problems.isEmpty, "\(old.problems)")
    let disk = FullDisk(
      installation: run.installation, place: "data", command: work.command,
      afterwards: work.afterwards ?? work.command)

    let ample = try #require(try await disk.run(rooms: [FullDisk.ample]).first)
    #expect(ample.status == 0, "\(ample.said)")
    let new = try await run.state("settled", data: ample.failed)
    #expect(new.problems.isEmpty && new.states == work.states && new.release == old.release + 1, "\(new)")
    let added =
      try await FullDisk.size(of: ample.failed, run.installation)
      - FullDisk.size(of: run.installation.dataDirectory, run.installation)

    var stages: Set<FullDisk.Outcome.Stage> = []
    func look(_ rooms: [Int]) async throws -> [(room: Int, isNew: Bool, isDone: Bool)] {
      var seen: [(Int, Bool, Bool)] = []
      for outcome in try await disk.run(rooms: rooms) {
        if outcome.status != 0 { stages.insert(outcome.stage) }
        let place = "\(work.testDescription), \(outcome.kibibytes) of \(added) KiB"
        let isNew = try await judge(outcome, place, run, old: old, new: new)
        seen.append((outcome.kibibytes, isNew, outcome.status == 0))
      }
      return seen
    }
    let seen = try await look(Self.rooms.map { added * $0 / 100 })
    // Between the last release that did not come and the first command that ended well lies what follows a release.
    var low = seen.filter { !$0.isNew }.map(\.room).max() ?? 0
    var high = seen.filter(\.isDone).map(\.room).min() ?? 0
    var isLogCutOff = seen.contains { $0.isNew && !$0.isDone }
    while !isLogCutOff, high - low > 4 {
      let middle = try #require(try await look([(low + high) / 2]).first)
      if middle.isDone { high = middle.room } else { low = middle.room }
      isLogCutOff = middle.isNew && !middle.isDone
    }
    #expect(isLogCutOff || !work.cutsOffTheLog, "\(work.testDescription): \(seen), then \(low) to \(high)")
    #expect(stages.isSuperset(of: work.stages), "\(work.testDescription): \(stages)")
    try await run.tearDown()
  }

  /// - Returns: whether the new release is there.
  private func judge(
    _ outcome: FullDisk.Outcome, _ place: String, _ run: FeedRun, old: FeedState, new: FeedState
  ) async throws -> Bool {
    if outcome.status != 0 { #expect(outcome.isSaid, "\(place): \(outcome.status) \(outcome.said.suffix(400))") }
    let left = try await run.state(outcome.status == 0 ? "settled" : "crashed", data: outcome.failed)
    #expect(left.problems.isEmpty, "\(place): \(left.problems)")
    let isNew = left.release == new.release
    // What was published is told, and that only its log lacks.
    if isNew, outcome.status != 0 {
      #expect(outcome.status == 3 && outcome.said.contains("QZ-L103 下载日志没有写成"), "\(place): \(outcome.said)")
      #expect(outcome.said.contains("第 \(new.release) 次发布"), "\(place): \(outcome.said)")
    }
    #expect(isNew || outcome.status != 0 && left.release == old.release, "\(place): release \(left.release)")
    #expect(left.states == (isNew ? new.states : old.states), "\(place): \(left.states)")
    #expect(left.counts == (isNew ? new.counts : old.counts), "\(place): \(left.counts)")
    let recovered = try await run.state("settled", data: outcome.recovered)
    #expect(recovered.problems.isEmpty && recovered.staged.isEmpty, "\(place): \(recovered)")
    #expect(recovered.release == new.release && recovered.digest == new.digest, "\(place): \(recovered)")
    return isNew
  }

  /// Shell text: an agent, its disk filled to the last page, and made free again.
  private static let servedMeanwhile = """
    "$program" run --config qianzhi.toml >agent.txt 2>&1 & agent=$!
    for try in $(seq 200); do grep -q 已就绪 agent.txt && break; sleep 0.1; done
    for round in full free; do
      if [ $round = full ]; then cat /dev/zero >data/filler; else rm data/filler; fi
      qz sync; echo "sync $round $?"
      qz sql 'SELECT COUNT(*) FROM ypml'; echo "sql $round $?"
      qz status; echo "status $round $?"
    done
    kill -TERM $agent; wait $agent
    """

  /// The agent that runs while its disk is filled serves the old release and says what is wrong; with room again the new
  /// one comes without a restart.
  @Test(.timeLimit(.minutes(1))) func aRunningAgentServesOn() async throws {
    let catalogue = try ScratchCatalogue(rows: 100)
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue)
    try await run.finish()
    let old = try await run.state("settled")
    try await run.publishAtCentre(1)
    try run.installation.writeConfiguration(start: "by hand", swipe: "", extra: "[feed]\nenabled = false")
    let disk = FullDisk(
      installation: run.installation, place: "data", command: Self.servedMeanwhile, afterwards: "true")
    let outcome = try #require(try await disk.run(rooms: [20_000]).first)
    let new = try await run.state("settled", data: outcome.failed)
    #expect(outcome.status == 0 && new.problems.isEmpty && new.states["ypml"] == 2, "\(new) \(outcome.said)")
    let lines = outcome.said.split(separator: "\n").map(String.init)
    let seen = lines.filter { Int($0) != nil || ["sync ", "sql ", "status "].contains(where: $0.hasPrefix) }
    #expect(
      seen == [
        "sync full 3", "\(old.counts["ypml"] ?? 0)", "sql full 0", "status full 3",
        "sync free 0", "\(new.counts["ypml"] ?? 0)", "sql free 0", "status free 0",
      ], "\(outcome.said)")
    #expect(lines.contains { $0.hasPrefix("  上次错误") && $0.contains("QZ-S106") && $0.contains("磁盘已满") }, "\(lines)")
    try await run.tearDown()
  }

  private func prepare(_ run: FeedRun, _ work: Case) async throws {
    for index in 0..<work.releases {
      try await run.publishAtCentre(index)
      try await run.finish()
    }
    for arguments in work.before {
      let result = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", run.installation.configPath],
        directory: run.installation.directory)
      #expect(result.status == 0, "\(result.output)")
    }
    if work.publishes { try await run.publishAtCentre(work.releases) }
    // What the centre would bring next, as a file.
    let file = "\(run.catalogue.path)/\(run.catalogue.releases[2])/ypml.txt"
    try FileManager.default.copyItem(atPath: file, toPath: run.installation.directory + "/file.txt")
  }
}
