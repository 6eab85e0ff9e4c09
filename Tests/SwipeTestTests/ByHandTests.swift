import Catalogue
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A person starts the run of the configured window (R16, R17): it ends when that window ends.
@Suite("swipe run without --now: inside the configured window only")
struct ByHandTests {
  /// 2021-03-01, and a centre whose invariants know the window 06:00 to 07:00.
  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre

    init(_ second: Int64) {
      let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds
      clock = VirtualClock(wall: midnight + second * 1000)
      let window = SwipeWindow(startMilliseconds: midnight + 6 * 3_600_000, endMilliseconds: midnight + 7 * 3_600_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    }

    func runner(change: (inout SwipeConfiguration) -> Void = { _ in }) throws -> SwipeRunner {
      var configuration = Simulation.configuration(CentreProfile())
      configuration.automatic = false
      change(&configuration)
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: configuration, transport: centre, journal: journal, records: records, items: MemoryItems(),
        clock: clock, random: SeededRandom(state: 5))
    }

    func records(_ kind: String) throws -> [JournalRecord] { try disk.durableRecords().filter { $0.kind == kind } }
  }

  private static let sixFifty: Int64 = 6 * 3600 + 50 * 60

  private func refusal(_ second: Int64, _ change: (inout SwipeConfiguration) -> Void = { _ in }) async throws -> String
  {
    let machine = Machine(second)
    let runner = try machine.runner(change: change)
    do {
      _ = try await runner.runInWindow(name: "王", reason: "上线")
      return ""
    } catch SwipeError.outsideWindow(let words) {
      // Nothing was asked and nothing journalled.
      #expect(try machine.disk.durableRecords().isEmpty)
      return words
    }
  }

  @Test("At 06:50 it runs in [06:00, 07:00), not in 60 minutes from now")
  func inside() async throws {
    for automatic in [false, true] {
      let machine = Machine(Self.sixFifty)
      let runner = try machine.runner { $0.automatic = automatic }
      let status = try await runner.runInWindow(name: "王", reason: "上线")
      #expect(status.visits.map(\.state) == ["FINISHED"])
      #expect(machine.centre.violations == [])
      let run = try #require(try machine.records("RUN_STARTED").first)
      #expect(run.fields["by"] == "王" && run.fields["reason"] == "上线")
      // 2021-03-01 06:00:00 and 07:00:00 of UTC+8.
      #expect(run.fields["window"] == "1614549600000,1614553200000")
    }
  }

  @Test("The window's run is done: none starts by itself, and no run counts as missed")
  func once() async throws {
    let machine = Machine(Self.sixFifty)
    let runner = try machine.runner { $0.automatic = true }
    _ = try await runner.runInWindow(name: "王", reason: "上线")
    let end = machine.clock.now().wallMilliseconds + 3_600_000
    while machine.clock.now().wallMilliseconds < end { machine.clock.advance(min(try await runner.runOnce(), 60_000)) }
    #expect(try machine.records("RUN_STARTED").count == 1)
    #expect(try machine.records("RUN_MISSED").isEmpty)
    #expect(machine.centre.settleRequests.count == 1)
    #expect(await !runner.status().needsAttention)
  }

  @Test("The first and the last second it may start, and one past each")
  func limits() async throws {
    let configuration = Simulation.configuration(CentreProfile())
    func open(_ second: Int64) throws -> SwipeWindow {
      let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds
      return try configuration.window(
        open: Instant(wallMilliseconds: midnight + second * 1000, bootMilliseconds: 1))
    }
    for second: Int64 in [6 * 3600, 6 * 3600 + 55 * 60 + 52] {
      #expect(try open(second).endMilliseconds == 1_614_553_200_000)
    }
    for second: Int64 in [6 * 3600 - 1, 6 * 3600 + 55 * 60 + 53, 7 * 3600] {
      #expect(throws: SwipeError.self) { _ = try open(second) }
    }
    let early = try await refusal(6 * 3600 - 1)
    #expect(early.hasPrefix("今天的窗口 2021-03-01 06:00:00 至 07:00:00 还没有开"), "\(early)")
    let late = try await refusal(6 * 3600 + 55 * 60 + 53)
    #expect(late.contains("结算不晚于 06:55:52"), "\(late)")
    let over = try await refusal(7 * 3600)
    #expect(over == "今天的窗口 2021-03-01 06:00:00 至 07:00:00 已过")
  }

  @Test("Its last moment goes by while the gates are asked: nothing is begun")
  func overMeanwhile() async throws {
    let machine = Machine(6 * 3600 + 55 * 60 + 52)
    let runner = try machine.runner()
    var words = ""
    do {
      _ = try await runner.runInWindow(name: "王", reason: "上线")
    } catch SwipeError.outsideWindow(let told) {
      words = told
    }
    #expect(words.contains("结算不晚于 06:55:52"), "\(words)")
    #expect(try machine.records("RUN_STARTED").isEmpty)
  }

  @Test("Before it: by hand the command must be given then, with automatic it starts by itself")
  func before() async throws {
    let byHand = try await refusal(5 * 3600)
    #expect(byHand.contains("\"by hand\"") && byHand.contains("请在窗口开始后执行 qianzhi swipe run"), "\(byHand)")
    let automatic = try await refusal(5 * 3600) { $0.automatic = true }
    #expect(automatic.contains("会在窗口开始时自动进行") && !automatic.contains("by hand"), "\(automatic)")
    let tomorrow = try await refusal(7 * 3600) { $0.dates.append(Simulation.date.adding(days: 1)) }
    #expect(
      tomorrow.hasPrefix("今天的窗口 2021-03-01 06:00:00 至 07:00:00 已过；下一个窗口 2021-03-02 06:00:00 至 07:00:00"),
      "\(tomorrow)")
    let gone = try await refusal(7 * 3600) { $0.dates = [Simulation.date.adding(days: -3)] }
    #expect(gone == "窗口 2021-02-26 06:00:00 至 07:00:00 已过")
    let between = try await refusal(5 * 3600) {
      $0.dates = [Simulation.date.adding(days: -3), Simulation.date.adding(days: 2)]
    }
    #expect(between.hasPrefix("窗口 2021-03-03 06:00:00 至 07:00:00 还没有开"), "\(between)")
    let none = try await refusal(5 * 3600) { $0.dates = [] }
    #expect(none.contains("没有配置刷卡测试日期"))
  }
}
