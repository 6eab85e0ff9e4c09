import Foundation
import Testing

/// The shipped binary killed at random moments while it takes three releases from the centre: real rows over the unified
/// interface, files and pages of the national platform.
@Suite(.serialized) struct FeedKillTests {
  /// Rows of each catalogue's baseline; 0 for all.
  static let rows = ProcessInfo.processInfo.environment["QIANZHI_FEED_KILL_ROWS"].flatMap { Int($0) } ?? 1000

  /// `QIANZHI_FEED_KILL_ROUNDS` rounds over each interface, 25 and 10 as a rule; `QIANZHI_FEED_KILL_SEED` chooses others.
  @Test(.timeLimit(.minutes(240)), arguments: FeedRun.Interface.allCases)
  func killedAtRandom(over interface: FeedRun.Interface) async throws {
    let environment = ProcessInfo.processInfo.environment
    let usual = interface == .national ? 10 : 25
    let rounds = environment["QIANZHI_FEED_KILL_ROUNDS"].flatMap { Int($0) } ?? usual
    let seed = environment["QIANZHI_FEED_KILL_SEED"].flatMap { UInt64($0) } ?? 1
    let catalogue =
      interface == .national
      ? try ScratchCatalogue(nationalRows: Self.rows == 0 ? 10_000 : Self.rows)
      : try ScratchCatalogue(rows: Self.rows)
    defer { catalogue.remove() }
    let undisturbed = try await FeedRun.undisturbed(catalogue, over: interface)
    var rest = KillRounds(random: RoundRandom(state: seed), left: rounds, seed: seed)
    while rest.left > 0 {
      let run = try await FeedRun.make(catalogue, over: interface)
      for index in catalogue.releases.indices {
        try await run.publishAtCentre(index)
        try await rest.kill(run, until: index + 1, typicalMilliseconds: undisturbed.milliseconds[index])
      }
      let state = try await run.settledState()
      #expect(state.problems.isEmpty, "seed \(seed): \(state.problems)")
      #expect(state.staged.isEmpty, "seed \(seed)")
      #expect(state.release == 3, "seed \(seed)")
      #expect(
        state.digest == undisturbed.digest, "seed \(seed): another final state, \(rest.left) rounds before the end")
      try await run.tearDown()
    }
    print("\(interface) feed killed \(rounds) times, seed \(seed), \(Self.rows) rows: \(rest.tally)")
    let within = rest.tally.filter { $0.key != .anyTime }.values.reduce(0, +)
    #expect(rounds < usual || within > 0, "no round died within a publication: \(rest.tally)")
  }

  /// What the tests above go by notices a line twice, a line lost, a changed row, a torn file and a lost journal row.
  @Test(.timeLimit(.minutes(2))) func damageIsNoticed() async throws {
    let catalogue = try ScratchCatalogue(rows: 20)
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue)
    for index in 0..<2 {
      try await run.publishAtCentre(index)
      let sync = try await run.installation.qianzhi("sync")
      #expect(sync.status == 0, "\(sync.output)")
    }
    let data = run.installation.dataDirectory
    let whole = try await run.state("settled")
    #expect(whole.problems.isEmpty, "\(whole.problems)")
    #expect(whole.release == 2)
    let log = try #require(try run.logFiles().first)
    let bytes = try Data(contentsOf: log)
    let lineEnd = try #require(bytes.range(of: Data("\r\n".utf8)))
    for (damaged, moment) in [
      (bytes + bytes[..<lineEnd.upperBound], "settled"), (bytes[lineEnd.upperBound...], "settled"),
      (bytes[lineEnd.upperBound...], "crashed"), (bytes.dropLast(3), "settled"),
    ] {
      try Data(damaged).write(to: log)
      let problems = try await run.state(moment).problems
      #expect(!problems.isEmpty, "\(moment), \(damaged.count) of \(bytes.count) bytes")
    }
    try Data(bytes.dropLast(3)).write(to: log)
    let torn = try await run.state("crashed").problems
    #expect(torn.isEmpty, "\(torn)")
    try bytes.write(to: log)
    for (file, statement) in [
      ("agent.sqlite", "DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)"),
      ("agent.sqlite", "UPDATE change SET verb = '修改' WHERE seq = 1"),
      ("releases/ypml/000002.sqlite", "DELETE FROM ypml WHERE row = 3"),
      ("releases/ypml/000002.sqlite", "UPDATE ypml SET bgsj = '1999-01-01 00:00:00' WHERE row = 3"),
    ] {
      let path = "\(data)/\(file)"
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      let edit = try await runCommand(
        try BuiltBinaries.python,
        [
          "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()", path,
          statement,
        ],
        directory: run.installation.directory)
      #expect(edit.status == 0, "\(edit.output)")
      let problems = try await run.state("settled").problems
      #expect(!problems.isEmpty, "\(statement)")
      try before.write(to: URL(fileURLWithPath: path))
      try? FileManager.default.removeItem(atPath: path + "-wal")
    }
    try await run.tearDown()
  }
}

/// Rounds of killing: what is left of them, and at which moments the process died.
struct KillRounds {
  enum Moment: String, CaseIterable { case anyTime, releaseFile, publication, logFile }

  var random: RoundRandom
  var left: Int
  let seed: UInt64
  /// How often the process died at each kind of moment.
  var tally: [Moment: Int] = [:]

  init(random: RoundRandom, left: Int, seed: UInt64) {
    self.random = random
    self.left = left
    self.seed = seed
    for moment in Moment.allCases { tally[moment] = 0 }
  }

  /// Starts the agent and kills it until all catalogues hold so many releases; without killing when the rounds are used
  /// up. After each kill: what is on disk is whole, and a restart brings the log to it.
  mutating func kill(_ run: FeedRun, until releases: Int, typicalMilliseconds: Int) async throws {
    while true {
      guard left > 0 else { return try await run.finish() }
      left -= 1
      let moment = Moment.allCases[Int(random.next(below: UInt64(Moment.allCases.count)))]
      let latest = ContinuousClock.now + .milliseconds(typicalMilliseconds * 2 + 1500)
      let extra = Int(random.next(below: moment == .anyTime ? UInt64(typicalMilliseconds) : 50))
      let place = "seed \(seed), \(left) rounds left: \(moment) + \(extra) ms, release \(releases)"
      let agent = try run.startFeeding()
      tally[try await run.wait(for: moment, until: latest) ? moment : .anyTime, default: 0] += 1
      try await Task.sleep(for: .milliseconds(extra))
      try await agent.killHard()
      let crashed = try await run.state("crashed")
      #expect(crashed.problems.isEmpty, "\(place): \(crashed.problems)")
      let settled = try await run.settledState()
      #expect(settled.problems.isEmpty, "\(place): \(settled.problems)")
      #expect(settled.release == crashed.release && settled.counts == crashed.counts, "\(place)")
      let known = [releases - 1, releases]
      #expect(settled.states.values.allSatisfy(known.contains), "\(place): \(settled.states)")
      if settled.states.count == 3, settled.states.values.allSatisfy({ $0 == releases }) { return }
    }
  }
}
