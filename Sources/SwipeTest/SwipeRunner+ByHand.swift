import Catalogue
import Settlement

/// Runs that a person starts: within the configured window, or within an explicit one (R17).
extension SwipeRunner {
  /// Starts a run by hand in an explicit window of 60 minutes from now: gates, then the run, journalled with a name and a
  /// reason (R17). Returns when its visits are closed or handed over.
  public func runNow(name: String, reason: String) async throws -> SwipeStatus {
    try await run(name: name, reason: reason) { [configuration] now throws(SwipeError) in
      let today = CivilDateTime(unixMilliseconds: now.wallMilliseconds).date
      guard configuration.environment == .test || configuration.dates.contains(today) else { throw .notToday }
      return SwipeWindow(
        startMilliseconds: now.wallMilliseconds,
        endMilliseconds: now.wallMilliseconds + Self.handWindowMilliseconds)
    }
  }

  /// Starts a run by hand inside today's configured window, which ends when it is configured to end (R16). Returns as
  /// `runNow` does.
  ///
  /// - Throws: `SwipeError.outsideWindow` before it, after it, and when too little of it is left.
  public func runInWindow(name: String, reason: String) async throws -> SwipeStatus {
    try await run(name: name, reason: reason) { [configuration] now throws(SwipeError) in
      try configuration.window(open: now)
    }
  }

  private func run(
    name: String, reason: String, window: @Sendable (Instant) throws(SwipeError) -> SwipeWindow
  ) async throws -> SwipeStatus {
    guard let name = PersonName.named(name), let reason = PersonName.named(reason) else { throw SwipeError.nameless }
    // Before the centre is asked anything.
    _ = try window(clock.now())
    let id: String
    do { id = try await begin(name: name, reason: reason, window: window) } catch let error as SwipeError {
      switch error {
      // The gates signed in, and the window may have ended meanwhile.
      case .gates, .outsideWindow, .notToday: try await signOutAfterCommand()
      default: break
      }
      throw error
    }
    while !isSettled(id) { try await stepAndWait() }
    try await signOutAfterCommand()
    return status()
  }

  /// No service may come after a command to sign out when idle; one that does signs in for itself.
  private func signOutAfterCommand() async throws {
    while stepping { try await pause(200) }
    if stopping { return }
    stepping = true
    defer { stepping = false }
    try await signOut()
  }

  /// - Returns: the run's id.
  private func begin(
    name: String, reason: String, window: @Sendable (Instant) throws(SwipeError) -> SwipeWindow
  ) async throws -> String {
    while stepping { try await pause(200) }
    stepping = true
    defer { stepping = false }
    try start()
    // One by hand that no service goes on with: the command it belonged to was ended from outside. The automatic one is
    // gone on with by the next agent.
    let cutOff = activeRun
    if let run = cutOff, isServing || run.startedBy.isEmpty { throw SwipeError.busy(run.id) }
    windowByHand = try window(clock.now())
    defer { windowByHand = nil }
    let gates = try await checkGates()
    guard gates.allSatisfy(\.passed) else { throw SwipeError.gates(gates) }
    let now = clock.now()
    let stamp = VisitNumber(wallMilliseconds: now.wallMilliseconds, random: nextRandom()).text.dropFirst(2)
    let run = SwipeRun(
      id: "hand-\(stamp)", startedBy: name, reason: kept(reason), window: try window(now),
      environment: configuration.environment.rawValue)
    if let cutOff { try record(.runEnded(cutOff.id, reason: "进行它的命令已中断", at: now)) }
    try record(.runStarted(run, at: now))
    return run.id
  }

  /// Whether a run planned all it could and none of its visits is open without a mark.
  private func isSettled(_ run: String) -> Bool {
    guard ledger.visits.allSatisfy({ $0.plan.run != run || !$0.isOpen || $0.handedOver }) else { return false }
    if ledger.runs.last(where: { $0.id == run })?.ended ?? true { return true }
    // A visit that waits for a person, or for its environment, ends the waiting, whichever run it is of: nothing new starts
    // before it is closed (R7).
    return ledger.visits.contains { $0.isOpen && ($0.handedOver || !isReachable($0)) }
  }
}

extension SwipeConfiguration {
  /// Today's window while it is open and long enough for a settlement still (R16).
  ///
  /// - Throws: `SwipeError.outsideWindow`, with the window that comes or the one that went by.
  func window(open now: Instant) throws(SwipeError) -> SwipeWindow {
    guard !dates.isEmpty else { throw .outsideWindow("没有配置刷卡测试日期，请写 [swipe_test] date") }
    let windows = dates.map { window(on: $0) }.sorted { $0.startMilliseconds < $1.startMilliseconds }
    if let open = windows.first(where: { $0.contains(now.wallMilliseconds) }) {
      let last = reserve.lastSettleMilliseconds(of: open)
      guard now.wallMilliseconds <= last else {
        throw .outsideWindow("\(words(open, now)) 结算不晚于 \(ShanghaiTime.timeText(last))，现在开始已来不及冲正")
      }
      return open
    }
    let today = CivilDateTime(unixMilliseconds: now.wallMilliseconds).date
    var sentences: [String] = []
    if let last = windows.last(where: { $0.endMilliseconds <= now.wallMilliseconds }),
      dates.contains(today) && CivilDateTime(unixMilliseconds: last.startMilliseconds).date == today
        || windows.last == last
    {
      sentences.append("\(words(last, now)) 已过")
    }
    if let next = windows.first(where: { $0.startMilliseconds > now.wallMilliseconds }) {
      let isFirst = sentences.isEmpty
      sentences.append(
        (isFirst ? "" : "下一个") + words(next, now) + (isFirst ? " 还没有开" : "")
          + (automatic
            ? "，qianzhi run 会在窗口开始时自动进行" : "，[swipe_test] start 是 \"by hand\"：请在窗口开始后执行 qianzhi swipe run"))
    }
    throw .outsideWindow(sentences.joined(separator: "；"))
  }

  private func words(_ window: SwipeWindow, _ now: Instant) -> String {
    let isToday =
      CivilDateTime(unixMilliseconds: window.startMilliseconds).date
      == CivilDateTime(unixMilliseconds: now.wallMilliseconds).date
    return "\(isToday ? "今天的" : "")窗口 \(ShanghaiTime.fullText(window.startMilliseconds)) 至 "
      + ShanghaiTime.timeText(window.endMilliseconds)
  }
}
