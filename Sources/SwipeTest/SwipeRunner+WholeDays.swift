import CentreProtocol
import Settlement

/// 15 about whole days: what the centre has of ours that the journal holds otherwise (R9, R18, R20).
extension SwipeRunner {
  /// 15 for today, yesterday and every day with an open visit shows no visit of our pattern that the journal does not
  /// know; one that it does is opened.
  func askWholeDays(
    _ serverDates: inout [ServerDate]
  ) async throws -> (gate: GateResult, isAnswered: Bool) {
    guard configuration.profile.reconcile else {
      return (GateResult(name: "对账交易", passed: true, isWarning: true, reason: "未配置（none）：查无的流水不能自动关闭"), false)
    }
    let (from, to) = reconciledDays()
    let asked = try await askWholeDays(from: from, to: to, &serverDates)
    let oldest = ShanghaiTime.dateText(
      clock.now().wallMilliseconds - Self.lookBackDays * ShanghaiTime.dayMilliseconds)
    // The settlement of a refund that came alone is of an earlier day: with it the visit can be known.
    guard asked.hasLoneRefunds, oldest < from else { return (asked.gate, asked.isAnswered) }
    let further = try await askWholeDays(from: oldest, to: to, &serverDates)
    return (further.gate, further.isAnswered)
  }

  private func askWholeDays(
    from: String, to: String, _ serverDates: inout [ServerDate]
  ) async throws -> (gate: GateResult, isAnswered: Bool, hasLoneRefunds: Bool) {
    let insurances = reconciledInsurances
    var unknown: [Reconcile15.Row] = []
    var standing: [VisitNumber] = []
    for insurance in insurances {
      let request = Reconcile15.request(insurance: insurance, from: from, to: to, visit: nil)
      let asked = try await exchange(
        StepKey(.reconcile, "\(from)/\(to)"), request: request, card: nil,
        parse: { Reconcile15.parse($0, visit: nil) })
      note(asked, in: &serverDates)
      switch asked.answer {
      case .value(let rows):
        unknown += rows.filter { row in row.visit.map { !ledger.contains($0) } ?? false }
        let (reopened, unwritable) = try reopen(rows)
        standing += reopened
        guard unwritable.isEmpty else {
          try noteUnexplained(unknown: [], unreadable: unwritable.map(\.text), from: from, isWhole: false)
          return (Self.unwritableGate(unwritable), false, false)
        }
      case .refused: return (GateResult(name: "对账交易", passed: false, reason: "15 未受理"), false, false)
      case .unparsable(let reason):
        return (GateResult(name: "对账交易", passed: false, reason: "15：\(reason)"), false, false)
      }
      let unwritable = try adopt(unknown, insurance: insurance)
      guard unwritable.isEmpty else {
        try noteUnexplained(unknown: unwritable.map(\.text), unreadable: [], from: from, isWhole: false)
        return (Self.unwritableGate(unwritable), false, false)
      }
    }
    // What 15 named unknown is a visit of the journal now; a refund without its settlement leaves nothing standing.
    try noteUnexplained(unknown: [], unreadable: [], from: from)
    let hasLoneRefunds = unknown.contains { row in row.visit.map { !ledger.contains($0) } ?? false }
    let gate = Self.reconcileGate(unknown: Set(unknown.map(\.visitText)).sorted(), standing: standing)
    return (gate, true, hasLoneRefunds)
  }

  static func reconcileGate(unknown: [String], standing: [VisitNumber]) -> GateResult {
    let name = "对账交易"
    if !standing.isEmpty {
      let list = standing.map(\.text).joined(separator: " ")
      return GateResult(
        name: name, passed: false, reason: "已关闭的流水在中心仍有结算：\(list)，先行冲正，结束之前不开始新的测试；见 qianzhi swipe status")
    }
    guard unknown.isEmpty else {
      return GateResult(name: name, passed: false, reason: "日志里没有的流水：\(unknown.joined(separator: " "))，先行冲正")
    }
    return GateResult(name: name, passed: true, reason: "对账有应答，没有不认识的流水")
  }

  /// Today, yesterday, and every day with an open visit (R18); one closed as never settled, as refused or by hand, or cancelled after a restart, is looked
  /// for at each later run for as long as `lookBackDays` (R9), in the same request. One that was reversed for certain is
  /// not: a rehearsal weeks ago would make the gate ask about weeks of the whole institution. The days in which a settlement
  /// was named that the journal does not know are asked about until it is not named any more.
  func reconciledDays() -> (from: String, to: String) {
    let now = clock.now().wallMilliseconds
    let oldest = now - Self.lookBackDays * ShanghaiTime.dayMilliseconds
    let moments = ledger.visits.compactMap { visit -> Int64? in
      let isUnseen = visit.mayHaveSettledUnseen
      guard
        let intended = visit.settleIntended?.wallMilliseconds ?? (isUnseen ? visit.plan.window.startMilliseconds : nil)
      else { return nil }
      let isDoubted = isUnseen || visit.end == .closedNever || visit.end == .refused || visit.end == .closedByHand
      return isReachable(visit) && (visit.isOpen || isDoubted && intended > oldest) ? intended : nil
    }
    // When an older journal was copied cannot be known: every start appends to it.
    let from = moments.reduce(journalIsOlder ? oldest : now, min) - ShanghaiTime.dayMilliseconds
    let first = ShanghaiTime.dateText(from)
    guard let named = unexplainedHere, !named.unknown.isEmpty else { return (first, ShanghaiTime.dateText(now)) }
    return (min(first, named.from), ShanghaiTime.dateText(now))
  }

  static let lookBackDays: Int64 = 31

  /// 15 is of one 险种: those of the configured cards, and of the visits that are open or of the last `lookBackDays`, whose
  /// cards may not be configured any more (R9, R18). With an older journal, of all its visits (R20).
  private var reconciledInsurances: [String] {
    let oldest = clock.now().wallMilliseconds - Self.lookBackDays * ShanghaiTime.dayMilliseconds
    let asked = ledger.visits.filter { visit in
      isReachable(visit) && (visit.isOpen || journalIsOlder || visit.plan.window.endMilliseconds > oldest)
    }
    let insurances = Set(configuration.cards.map(\.insurance) + asked.map(\.plan.insurance)).sorted()
    return insurances.isEmpty ? ["1"] : insurances
  }

  /// Rows of visits that the journal knows and holds closed or not settled, and that stand: they are opened again. A refund
  /// of what persons closed is noted.
  private func reopen(
    _ rows: [Reconcile15.Row]
  ) throws -> (reopened: [VisitNumber], unwritable: [VisitNumber]) {
    var reopened: [VisitNumber] = []
    var unwritable: [VisitNumber] = []
    for visit in ledger.visits where visit.inFlight == nil && isReachable(visit) {
      let ours = rows.filter { $0.visit == visit.plan.number }.map(\.row)
      guard !ours.isEmpty, visit.contradicts(ours) else { continue }
      guard try recordReappeared(ours, of: visit.plan.number) else {
        unwritable.append(visit.plan.number)
        continue
      }
      if ledger.visit(visit.plan.number)?.isUndecided == true { reopened.append(visit.plan.number) }
    }
    return (reopened, unwritable)
  }

  /// - Returns: `false` when no record can hold so many rows.
  func recordReappeared(_ rows: [ReconcileRow], of number: VisitNumber) throws -> Bool {
    let word = JournalRecord(.reappeared(rows), visit: number, at: clock.now())
    guard word.isWritable else {
      logger.error("对账中该流水的行过多，记不下", metadata: ["visit": "\(number.text)"])
      return false
    }
    try record(word)
    return true
  }

  static func unwritableGate(_ visits: [VisitNumber]) -> GateResult {
    let list = visits.map(\.text).joined(separator: " ")
    return GateResult(name: "对账交易", passed: false, reason: "对账中这些流水的行过多，记不下：\(list)，请人工核实")
  }

  /// Asks 15 as the gate does, because the journal does not continue the head kept elsewhere; whether it answered.
  func reconcileWholeDays() async throws -> Bool {
    var dates: [ServerDate] = []
    if isNational {
      return try await askStatementOfOlder(&dates)
    }
    readCards()
    let (gate, isAnswered) = try await askWholeDays(&dates)
    olderReason = isAnswered ? noInsuranceReason : gate.reason
    return isAnswered && olderReason.isEmpty
  }

  /// Without its cards nobody knows under which 险种 the lost records settled, and an answer about others clears nothing
  /// (R20). Empty: the cards are known.
  private var noInsuranceReason: String {
    if let cardsProblem { return "测试卡不能用，不知道按哪些险种对账（\(cardsProblem)）" }
    return configuration.cards.isEmpty ? "没有配置测试卡，不知道按哪些险种对账" : ""
  }

  /// - Returns: visits whose rows no record can hold.
  private func adopt(_ rows: [Reconcile15.Row], insurance: String) throws -> [VisitNumber] {
    var unwritable: [VisitNumber] = []
    for number in Set(rows.compactMap(\.visit)).sorted(by: { $0.text < $1.text }) where !ledger.contains(number) {
      let ours = rows.filter { $0.visit == number }
      let now = clock.now()
      guard let card = ours.first?.card,
        ours.contains(where: { if case .settlement = $0.row.kind { true } else { false } })
      else { continue }
      let plan = VisitPlan(
        number: number, card: card, insurance: insurance, insuredKind: identified[card] ?? "1", run: "adopted",
        detailCount: 0, total: Fen.sum(ours.map(\.row.total).filter { $0 > .zero }) ?? .largest,
        window: SwipeWindow(
          startMilliseconds: now.wallMilliseconds, endMilliseconds: now.wallMilliseconds), details: "")
      let adopted = JournalRecord.adopted(
        plan, rows: ours.map(\.row), rules: rules, environment: configuration.environment.rawValue, at: now)
      if adopted.isWritable { try record(adopted) } else { unwritable.append(number) }
    }
    return unwritable
  }
}
