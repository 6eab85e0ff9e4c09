import Settlement

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `swipe-simulation [--enumerate [--every N]] [--seeds N] [--from SEED]`: simulated days on all cores; each violation is printed
/// with the seed or the number that repeats it (`--only N`). With `--until-found` no further days begin after one with a
/// violation.
public struct SimulationCommand: Sendable {
  private var enumerate = false
  private var seeds: UInt64 = 0
  private var from: UInt64 = 0
  private var only: Int?
  private var every = 1
  private var first = 0
  private var untilFound = false
  private var interface: CentreProfile.Interface?

  /// `nil` for arguments that are not understood.
  public init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--enumerate": enumerate = true
      case "--until-found": untilFound = true
      case "--seeds":
        guard let number = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
        seeds = number
      case "--from":
        guard let number = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
        from = number
      case "--every":
        guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else { return nil }
        every = number
      case "--first":
        guard let number = rest.popFirst().flatMap({ Int($0) }) else { return nil }
        first = number
      case "--interface":
        guard let named = rest.popFirst().flatMap({ CentreProfile.Interface(rawValue: $0) }) else { return nil }
        interface = named
      case "--only":
        guard let number = rest.popFirst().flatMap({ Int($0) }) else { return nil }
        only = number
      default: return nil
      }
    }
    guard enumerate || seeds > 0 || only != nil else { return nil }
  }

  public static let usage =
    "swipe-simulation [--enumerate [--every N [--first N]] [--interface unified|national]] [--seeds N [--from SEED]] "
    + "[--only NUMBER] [--until-found]"

  /// Runs the days and prints what was violated.
  ///
  /// - Returns: the number of days with a violation.
  public func run() async -> Int {
    var days: [(name: String, scenario: Simulation.Scenario)] = []
    if enumerate || only != nil {
      for (number, scenario) in Simulation.Scenario.enumeration.enumerated() {
        let isChosen = only.map { $0 == number } ?? (number % every == 0 || number < first)
        guard interface == nil || interface == scenario.profile.interface else { continue }
        if isChosen { days.append(("--only \(number)", scenario)) }
      }
    }
    for seed in from..<from + seeds { days.append(("--seeds 1 --from \(seed)", Simulation.Scenario.random(seed))) }
    let started = ContinuousClock.now
    var failures: [String] = []
    var done = 0
    let block = untilFound ? 64 : max(1, days.count)
    while done < days.count, failures.isEmpty {
      let next = Array(days[done..<min(done + block, days.count)])
      failures = await Self.run(next)
      done += next.count
    }
    for failure in failures.prefix(40) { print(failure) }
    let seconds = (ContinuousClock.now - started).components.seconds
    print("\(done) simulated days in \(seconds) s, \(failures.count) with a violation")
    return failures.count
  }

  private static func run(_ days: [(name: String, scenario: Simulation.Scenario)]) async -> [String] {
    let workers = max(1, min(8, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    return await withTaskGroup(of: [String].self) { group in
      for worker in 0..<workers {
        let mine = stride(from: worker, to: days.count, by: workers).map { days[$0] }
        group.addTask {
          var found: [String] = []
          for day in mine { found += await judge(day.name, day.scenario) }
          return found
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  private static func judge(_ name: String, _ scenario: Simulation.Scenario) async -> [String] {
    do {
      let verdict = try await Simulation.run(scenario)
      guard !verdict.violations.isEmpty else { return [] }
      return ["\(name): \(verdict.violations.joined(separator: "; "))\n    \(scenario)"]
    } catch {
      return ["\(name): \(error)\n    \(scenario)"]
    }
  }
}
