import Foundation
import Testing

/// The shipped binary killed at random moments of `release rollback` and `release resume`: afterwards the old or the new
/// release is there, whole, and every log line exactly once.
@Suite(.serialized) struct RollbackKillTests {
  /// `QIANZHI_ROLLBACK_KILL_ROUNDS` rounds, 16 as a rule; `QIANZHI_FEED_KILL_SEED` chooses others.
  @Test(.timeLimit(.minutes(120))) func killedAtRandom() async throws {
    let environment = ProcessInfo.processInfo.environment
    let rounds = environment["QIANZHI_ROLLBACK_KILL_ROUNDS"].flatMap { Int($0) } ?? 16
    let seed = environment["QIANZHI_FEED_KILL_SEED"].flatMap { UInt64($0) } ?? 1
    var random = RoundRandom(state: seed)
    let catalogue = try ScratchCatalogue(rows: 600)
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue)
    for index in 0..<2 {
      try await run.publishAtCentre(index)
      try await run.finish()
    }
    let typical = try await Self.typicalMilliseconds(run)
    var tally: [String: Int] = [:]
    for round in 0..<rounds {
      let before = try await run.settledState()
      let isBack = before.states["ypml"] == 1
      let arguments =
        isBack ? ["release", "resume", "ypml"] : ["release", "rollback", "1", "--catalogue", "ypml", "--reason", "试"]
      let place = "seed \(seed), round \(round): \(arguments.joined(separator: " "))"
      let longest = isBack ? typical.resume : typical.rollback
      let isCutOff = try await Self.kill(run, arguments, longestMilliseconds: longest, &random)
      let crashed = try await run.state("crashed")
      #expect(crashed.problems.isEmpty, "\(place): \(crashed.problems)")
      let settled = try await run.settledState()
      #expect(settled.problems.isEmpty, "\(place): \(settled.problems)")
      #expect(settled.release == crashed.release && settled.counts == crashed.counts, "\(place)")
      #expect([before.release, before.release + 1].contains(settled.release), "\(place)")
      let isNew = settled.release > before.release
      #expect(settled.states["ypml"] == (isNew == isBack ? 2 : 1), "\(place): \(settled.states)")
      #expect(settled.states["zlxm"] == 2 && settled.states["bzml"] == 2, "\(place)")
      if !isNew { #expect(settled.digest == before.digest, "\(place)") }
      tally[
        "\(isBack ? "resume" : "rollback"), \(isCutOff ? "cut off" : "ended"), \(isNew ? "new" : "old")", default: 0] +=
        1
      // A resume that died after it let the catalogue go on: the next poll brings the rows.
      if isBack, !isNew, isCutOff {
        let resumed = try await run.installation.qianzhi("release", "resume", "ypml")
        #expect(resumed.status == 0, "\(place): \(resumed.output)")
        try await run.finish()
      }
    }
    let back = try await run.installation.qianzhi("release", "resume", "ypml")
    #expect(back.status == 0, "\(back.output)")
    try await run.finish()
    let last = try await run.settledState()
    #expect(last.problems.isEmpty && last.staged.isEmpty, "\(last.problems)")
    #expect(last.states.values.allSatisfy { $0 == 2 }, "\(last.states)")
    let published = tally.filter { $0.key.hasSuffix("new") }.values.reduce(0, +)
    #expect(rounds < 16 || published > 0, "no round came to its commit: \(tally)")
    print("rolled back and killed \(rounds) times, seed \(seed): \(tally)")
    try await run.tearDown()
  }

  /// How long a rollback and a resume take that nobody disturbs.
  private static func typicalMilliseconds(_ run: FeedRun) async throws -> (rollback: Int, resume: Int) {
    func milliseconds(_ arguments: [String]) async throws -> Int {
      let began = ContinuousClock.now
      let command = try RunningProcess(
        BuiltBinaries.qianzhi, arguments + ["--config", run.installation.configPath],
        outputPath: run.installation.directory + "/rollback.log")
      try await command.waitUntilExit(seconds: 60)
      guard command.process.terminationStatus == 0 else { throw HarnessError(command.output) }
      return Int((ContinuousClock.now - began) / .milliseconds(1))
    }
    let rollback = try await milliseconds(["release", "rollback", "1", "--catalogue", "ypml", "--reason", "试"])
    return (rollback, try await milliseconds(["release", "resume", "ypml"]))
  }

  /// When the command dies: a random time after its start, after its first commit, or after its first log line.
  private enum Moment: CaseIterable {
    case anyTime
    case commit
    case logLine

    func size(in data: String) -> Int64 {
      func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
      }
      switch self {
      case .anyTime: return 0
      case .commit: return size("\(data)/agent.sqlite-wal")
      case .logLine:
        let folder = "\(data)/目录下载日志"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.reduce(0) { $0 + size("\(folder)/\($1)") }
      }
    }
  }

  /// - Returns: whether the command was still running.
  private static func kill(
    _ run: FeedRun, _ arguments: [String], longestMilliseconds: Int, _ random: inout RoundRandom
  ) async throws -> Bool {
    let data = run.installation.dataDirectory
    let moment = Moment.allCases[Int(random.next(below: UInt64(Moment.allCases.count)))]
    let extra = Int(random.next(below: moment == .anyTime ? UInt64(longestMilliseconds) : 40))
    let before = moment.size(in: data)
    let command = try RunningProcess(
      BuiltBinaries.qianzhi, arguments + ["--config", run.installation.configPath],
      outputPath: run.installation.directory + "/rollback.log")
    if moment != .anyTime {
      while command.isRunning, moment.size(in: data) == before { try await Task.sleep(for: .milliseconds(1)) }
    }
    try await Task.sleep(for: .milliseconds(extra))
    guard command.isRunning else {
      guard command.process.terminationStatus == 0 else { throw HarnessError(command.output) }
      return false
    }
    try await command.killHard()
    return true
  }
}
