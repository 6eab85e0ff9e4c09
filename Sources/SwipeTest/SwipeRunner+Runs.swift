import Catalogue
import CentreProtocol
import Settlement

/// Beginning runs and choosing visits (R7, R16, R18).
extension SwipeRunner {
  /// Begins or continues a run while nothing is open; `nil` when something was done, else the wait.
  func continueRun() async throws -> Int64? {
    let now = clock.now()
    if let retry = gatesRetryAt {
      let remaining = Self.gateRetryMilliseconds - now.certainlyElapsed(since: retry)
      if remaining > 0 { return remaining }
    }
    if let run = activeRun {
      guard run.environment == configuration.environment.rawValue else {
        try record(.runEnded(run.id, reason: "环境已切换", at: now))
        return nil
      }
      return try await planNext(in: run)
    }
    guard configuration.automatic else { return .max }
    let today = CivilDateTime(unixMilliseconds: now.wallMilliseconds).date
    let window = configuration.window(on: today)
    if configuration.dates.contains(today), !hasRun(in: window), window.contains(now.wallMilliseconds) {
      return try await begin(id: automaticRun(in: window), window: window)
    }
    if let missed = missedRun(now) {
      logger.error("刷卡测试 \(missed.id) 没有进行：\(missed.reason)")
      try record(
        .runMissed(
          missed.id, reason: missed.reason, window: missed.window, environment: configuration.environment.rawValue,
          at: now))
      return nil
    }
    return waitForWindow(now)
  }

  /// R15: after so many settlements in a row without any parsable answer no new visit starts.
  static let unansweredLimit = 3

  private func begin(id: String, window: SwipeWindow) async throws -> Int64? {
    guard try await passGates() else { return waitAfterGates }
    try record(
      .runStarted(
        SwipeRun(
          id: id, startedBy: "", reason: "窗口开启", window: window,
          environment: configuration.environment.rawValue), at: clock.now()))
    return nil
  }

  /// What the gates found standing is reversed at once.
  private var waitAfterGates: Int64? { ledger.visits.contains(where: \.isOpen) ? nil : Self.gateRetryMilliseconds }

  private func waitForWindow(_ now: Instant) -> Int64 {
    let starts = configuration.dates.map { configuration.window(on: $0).startMilliseconds }
    return starts.filter { $0 > now.wallMilliseconds }.min().map { $0 - now.wallMilliseconds } ?? .max
  }

  private func passGates() async throws -> Bool {
    let gates = try await checkGates()
    if gates.allSatisfy(\.passed) {
      gatesRetryAt = nil
      return true
    }
    logger.error("\(SwipeError.gates(gates))")
    gatesRetryAt = clock.now()
    return false
  }

  /// Plans the next visit of the run, or ends it.
  private func planNext(in run: SwipeRun) async throws -> Int64? {
    guard !isOver(run.window, at: clock.now()) else {
      try record(.runEnded(run.id, reason: windowOver(run), at: clock.now()))
      return nil
    }
    guard ledger.unansweredInARow(run.id) < Self.unansweredLimit else {
      logger.error("连续 \(Self.unansweredLimit) 笔结算没有可读的应答，不再开始新的流水")
      try record(.runEnded(run.id, reason: "连续 \(Self.unansweredLimit) 笔结算没有可读的应答", at: clock.now()))
      return nil
    }
    // Without its cards a run has not tested all of them.
    guard cardsProblem == nil else {
      guard try await passGates() else { return Self.gateRetryMilliseconds }
      return nil
    }
    guard let card = nextCard(of: run) else {
      try record(.runEnded(run.id, reason: allTried(run), at: clock.now()))
      return nil
    }
    if clocksDisagree(at: clock.now()) {
      anchor = nil
    } else if let wait = waitForStart(of: run.window, at: clock.now()) {
      return wait
    } else if clock.now().wallMilliseconds < run.window.startMilliseconds {
      try record(.runEnded(run.id, reason: "时钟已调回，窗口不是今天的", at: clock.now()))
      return nil
    }
    // A new process, gates that did not pass or were checked too long ago, clocks that disagree: only through the gates.
    guard gatesPassed, gatesHold(at: clock.now()), let anchor, let insuredKind = identified[card.number],
      !isNational || persons[card.number] != nil
    else {
      guard try await passGates() else { return waitAfterGates }
      return nil
    }
    let details: [Detail04]
    do {
      details = try await self.details(insurance: persons[card.number]?.insurance ?? card.insurance)
    } catch let error as SwipeError {
      throw error
    } catch {
      logger.error("测试项目读不出来，稍后再试", metadata: ["error": "\(error)"])
      return Self.gateRetryMilliseconds
    }
    guard !details.isEmpty else {
      try record(.runEnded(run.id, reason: "没有可用的项目", at: clock.now()))
      return nil
    }
    // A release published since the gates may have changed prices.
    guard let total = Fen.sum(details.map(\.amount)), total > .zero else {
      try record(.runEnded(run.id, reason: "测试项目的金额合计过大或为零", at: clock.now()))
      return nil
    }
    let budget = Int64(configuration.budgetSeconds(details: details.count)) * 1000
    let now = clock.now()
    switch SettlePermission(
      now: now, anchor: anchor, window: run.window, reserve: configuration.reserve, budgetMilliseconds: budget)
    {
    case .permitted: try plan(card, insuredKind, details, total, run, at: now)
    case .tooLate: try record(.runEnded(run.id, reason: "距窗口结束不足以完成冲正", at: now))
    case .tooEarly: return 1000
    case .clocksDisagree: self.anchor = nil
    }
    return nil
  }

  /// Past its end by both clocks, as far as the wall clock was ever believed: somebody may have set it for a moment (R16).
  private func isOver(_ window: SwipeWindow, at now: Instant) -> Bool {
    let projected = believed?.projectedWallMilliseconds(now) ?? now.wallMilliseconds
    return min(now.wallMilliseconds, projected) >= window.endMilliseconds
  }

  /// The wall clock was set since it was believed: the gates say which of the two is right.
  private func clocksDisagree(at now: Instant) -> Bool {
    believed.map { $0.disagreementMilliseconds(now) > Int64(configuration.clockToleranceSeconds) * 1000 } ?? false
  }

  /// A clock that was ahead and was set right: the window of the run is still to come, today.
  private func waitForStart(of window: SwipeWindow, at now: Instant) -> Int64? {
    let isToday =
      ShanghaiTime.dayNumber(now.wallMilliseconds) == ShanghaiTime.dayNumber(window.startMilliseconds)
    let rest = window.startMilliseconds - now.wallMilliseconds
    return isToday && rest > 0 ? rest : nil
  }

  /// What a check said an hour ago is no reason to begin a visit: the card may have been blocked since, or another visit of
  /// ours been booked (R18). R16 looks at the clocks after the check, so that the time it takes counts.
  func gatesHold(at now: Instant) -> Bool {
    gatesCheckedAt.map { now.certainlyElapsed(since: $0) <= Self.gatesHoldMilliseconds } ?? false
  }

  /// One that is blocked, or that 01 does not answer for, keeps the gates shut (R18): they are asked again while the window
  /// lasts.
  ///
  /// A visit that was cancelled before its 05, as by a restart, and of which nothing is left at the centre, tested nothing:
  /// the card gets another (R6), `unsentLimit` times.
  func nextCard(of run: SwipeRun) -> SwipeConfiguration.Card? {
    configuration.cards.first { card in
      let made = ledger.visits.filter { $0.plan.run == run.id && $0.plan.card == card.number }
      let unsent = made.filter { $0.end == .cancelled && $0.settleIntended == nil && $0.state == .finished }.count
      return made.count - min(unsent, Self.unsentLimit) < configuration.visitsPerCard
    }
  }

  /// Visits of one card in one run that may end before their 05 without counting.
  static let unsentLimit = 2

  /// Why a run ended with no card left: every card was tested, or some never came to a settlement.
  private func allTried(_ run: SwipeRun) -> String {
    let settled = Set(ledger.visits.filter { $0.plan.run == run.id && $0.hasSettled }.map(\.plan.card))
    let untested = configuration.cards.filter { !settled.contains($0.number) }
    guard !untested.isEmpty else { return "全部卡已测试" }
    return "没有可再试的卡，这些卡没有走到结算：" + untested.map { "\($0.number)" }.joined(separator: "、")
  }

  /// Why a run ended with its window: what the gates said last, when they kept it from going on.
  private func windowOver(_ run: SwipeRun) -> String {
    guard nextCard(of: run) != nil || cardsProblem != nil, let checked = gatesCheckedAt,
      run.window.contains(checked.wallMilliseconds)
    else {
      return "窗口已过"
    }
    let failed = lastGates.filter { !$0.passed }.map { "\($0.name)：\($0.reason)" }
    return failed.isEmpty ? "窗口已过" : "窗口已过，其间条件不满足：" + failed.joined(separator: "；")
  }

  private func plan(
    _ card: SwipeConfiguration.Card, _ insuredKind: String, _ details: [Detail04], _ total: Fen, _ run: SwipeRun,
    at now: Instant
  ) throws {
    var number = VisitNumber(wallMilliseconds: now.wallMilliseconds, random: nextRandom())
    // R14: a clock that went back does not repeat one.
    while ledger.contains(number) {
      number = VisitNumber(wallMilliseconds: now.wallMilliseconds, random: nextRandom())
    }
    let prescribedAt = CivilDateTime(unixMilliseconds: now.wallMilliseconds).fullText
    let rows = details.map { detail in
      var row = detail
      row.prescription = number.text
      row.prescribedAt = prescribedAt
      return row
    }
    let person = persons[card.number]
    let plan = VisitPlan(
      number: number, card: card.number, insurance: person?.insurance ?? card.insurance, insuredKind: insuredKind,
      run: run.id,
      detailCount: rows.count, total: total, window: run.window,
      details: DetailList.encode(rows), person: person)
    try record(.planned(plan, rules: rules, at: now))
    plannedHere.insert(number)
  }

  private func details(insurance: String) async throws -> [Detail04] {
    try await chosenItems().map { item in
      Detail04(
        prescription: "", prescribedAt: "", itemSerial: item.serial,
        hospitalCode: item.code.isEmpty ? item.serial : item.code, name: item.name,
        price: Self.price(of: item),
        quantity: item.quantity, doctorName: configuration.doctorName, operatorCode: configuration.operatorCode,
        unit: item.unit.isEmpty ? "次" : item.unit,
        specification: item.specification.isEmpty ? "无" : item.specification,
        form: item.form.isEmpty ? "无" : item.form, departmentCode: configuration.departmentCode,
        departmentName: configuration.departmentName, doctorCode: configuration.doctorCode, insurance: insurance,
        nationalCode: item.nationalCode, nationalDoctorCode: configuration.nationalDoctorCode)
    }
  }

  /// The configured items that exist; with `require_national_code` only those that carry one.
  func chosenItems() async throws -> [SwipeItem] {
    var chosen: [SwipeItem] = []
    switch configuration.items {
    case .newlyChanged(let count):
      return try await items.newlyChanged(limit: count, codedOnly: configuration.requireNationalCode)
    case .explicit(let wanted):
      for item in wanted {
        guard var found = try await items.item(serial: item.serial) else { continue }
        found.price = item.price
        found.quantity = item.quantity
        chosen.append(found)
      }
    }
    return configuration.requireNationalCode ? chosen.filter { !$0.nationalCode.isEmpty } : chosen
  }
}
