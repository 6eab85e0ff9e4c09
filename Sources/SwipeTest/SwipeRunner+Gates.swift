import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal

/// R18: what must hold before the first visit, each with its reason.
extension SwipeRunner {
  /// Checks every gate now and says for each whether it passed. Sends 31, 01, 43 and 15, and nothing else.
  public func gates() async throws -> [GateResult] {
    while stepping { try await clock.sleep(until: clock.now().adding(milliseconds: 200)) }
    stepping = true
    defer { stepping = false }
    let gates = try await checkGates()
    // No service may come to sign out when idle; an open visit goes on with this sign-in.
    if !ledger.visits.contains(where: \.isOpen) { try await signOut() }
    return gates
  }

  func checkGates() async throws -> [GateResult] {
    var gates: [GateResult] = []
    var serverDates: [ServerDate] = []
    gates.append(try await gate("目录版本") { try await self.releaseGate() })
    gates += try journalGates()
    gates.append(try await gate("日志连续") { try await self.headGate() })
    gates.append(windowGate())
    gates.append(try await gate("测试项目") { try await self.itemsGate() })
    gates.append(openGate())
    if isNational {
      gates += try await nationalGates(&serverDates)
    } else {
      gates += try await cardGates(&serverDates)
      gates.append(try await queryGate(&serverDates))
      gates.append(try await askWholeDays(&serverDates).gate)
    }
    gates.append(clockGate(serverDates))
    lastGates = gates
    gatesCheckedAt = clock.now()
    return gates
  }

  /// A gate that needs the catalogue store: a store that does not answer is a gate that did not pass, and never stops
  /// what is owed to open visits (R21).
  private func gate(_ name: String, _ body: () async throws -> GateResult) async throws -> GateResult {
    do {
      return try await body()
    } catch let error as SwipeError {
      throw error
    } catch let error as CancellationError {
      throw error
    } catch {
      return GateResult(name: name, passed: false, reason: "\(error)")
    }
  }

  /// An HTTP `Date`, and between which two moments of ours it was written.
  struct ServerDate {
    let wallMilliseconds: Int64
    let sentAt: Instant
    let answeredAt: Instant
  }

  private func releaseGate() async throws -> GateResult {
    guard let release = try await items.newestRelease() else {
      return GateResult(name: "目录版本", passed: false, reason: "还没有发布任何目录，先等待下载或执行 qianzhi sync")
    }
    return GateResult(name: "目录版本", passed: true, reason: "第 \(release) 版已发布并核对")
  }

  /// A write-and-sync probe, and space reserved (R21). A failure here is the journal's: the process stops.
  private func journalGates() throws -> [GateResult] {
    let visits = configuration.cards.count * configuration.visitsPerCard
    let reserved = Self.reservedForAsking + visits * Self.reservedPerVisit
    do { try journal.reserveSpace(bytes: reserved) } catch {
      journalFailure = "\(error)"
      throw SwipeError.journal("\(error)")
    }
    try record(.probe(at: clock.now()))
    return [
      GateResult(name: "资金日志", passed: true, reason: "试写并落盘成功，共 \(journal.head.length) 条"),
      GateResult(name: "日志空间", passed: true, reason: "已为 \(visits) 笔预留 \(reserved >> 10) KB"),
      singleGate(),
    ]
  }

  /// Bytes a visit's records take with every answer at its longest, and a day of asking about one in vain.
  static let reservedPerVisit = 256 << 10
  static let reservedForAsking = 512 << 10

  private func singleGate() -> GateResult {
    do {
      try journal.verifyClaim()
      return GateResult(name: "单一实例", passed: true, reason: "资金日志由本进程独占")
    } catch {
      return GateResult(name: "单一实例", passed: false, reason: "\(error)")
    }
  }

  /// A journal that does not continue the head kept elsewhere is an older copy or another one (R20).
  private func headGate() async throws -> GateResult {
    guard let headStore, let stored = try await headStore.storedHead() else {
      return GateResult(name: "日志连续", passed: true, reason: "没有更早的记录可比")
    }
    let length = journal.head.length
    guard journal.continues(stored) else {
      return GateResult(
        name: "日志连续", passed: false,
        reason: "现有 \(length) 条，曾有 \(stored.length) 条，摘要不接续：可能是旧的副本。"
          + "核实后由两人执行 qianzhi swipe resolve journal --by … --confirmed-by … --reason …")
    }
    return GateResult(name: "日志连续", passed: true, reason: "现有 \(length) 条，接续曾有的 \(stored.length) 条")
  }

  /// R16: when the last 05 may be sent, and that the window is long enough for one.
  private func windowGate() -> GateResult {
    let length = Int64(configuration.windowEndSecond - configuration.windowStartSecond) * 1000
    let window = SwipeWindow(startMilliseconds: 0, endMilliseconds: length)
    let last = configuration.reserve.lastSettleMilliseconds(of: window)
    guard last > 0 else {
      return GateResult(
        name: "窗口", passed: false, reason: "窗口 \(length / 1000) 秒，留给冲正的就要 \(configuration.reserve.seconds) 秒")
    }
    let second = configuration.windowStartSecond + Int(last / 1000)
    let time = ShanghaiTime.timeText(ShanghaiTime.wallMilliseconds(dayNumber: 0, secondOfDay: second))
    return GateResult(
      name: "窗口", passed: true, reason: "结算不晚于 \(time)，留 \(configuration.reserve.seconds) 秒查询和冲正")
  }

  private func itemsGate() async throws -> GateResult {
    let chosen = try await chosenItems()
    let wanted: Int
    switch configuration.items {
    case .newlyChanged: wanted = 1
    case .explicit(let items): wanted = items.count
    }
    let marks = configuration.requireNationalCode ? "，均有国家编码" : ""
    guard chosen.count >= max(wanted, 1) else {
      return GateResult(name: "测试项目", passed: false, reason: "需要 \(wanted) 项，只有 \(chosen.count) 项可用\(marks)")
    }
    var kinds: [String] = []
    for item in chosen where !item.kind.isEmpty && !kinds.contains(item.kind) { kinds.append(item.kind) }
    let list = kinds.isEmpty ? "" : "（\(kinds.joined(separator: "、"))）"
    return GateResult(name: "测试项目", passed: true, reason: "\(chosen.count) 项\(list)\(marks)")
  }

  private func openGate() -> GateResult {
    let open = ledger.visits.filter(\.isOpen)
    if let first = unreachableLines.first { return GateResult(name: "未结流水", passed: false, reason: first) }
    return GateResult(
      name: "未结流水", passed: open.isEmpty,
      reason: open.isEmpty ? "没有" : open.map { "\($0.plan.number.text) \($0.state.title)" }.joined(separator: "、"))
  }

  /// 31 once, then 01 per card. A card that is not in the reader, or no reader, is a warning: the number is configured.
  private func cardGates(_ serverDates: inout [ServerDate]) async throws -> [GateResult] {
    guard !configuration.cards.isEmpty else {
      return [GateResult(name: "测试卡", passed: false, reason: "没有配置，请在 cards_file 中登记")]
    }
    identified = [:]
    let read = try await exchange(StepKey(.readCard), request: ReadCard31.request(), card: nil, parse: ReadCard31.parse)
    note(read, in: &serverDates)
    var gates = [readerGate(read.answer)]
    for card in configuration.cards {
      let person = try await exchange(
        StepKey(.identify), request: Person01.request(card: card.number, insurance: card.insurance), card: card.number,
        parse: Person01.parse)
      note(person, in: &serverDates)
      gates.append(cardGate(card, person.answer))
    }
    return gates
  }

  private func readerGate(_ answer: UnifiedAnswer<MaskedText>) -> GateResult {
    switch answer {
    case .value(let card):
      let known = configuration.cards.contains { $0.number == card }
      return GateResult(
        name: "读卡", passed: true, isWarning: !known, reason: known ? "\(card)" : "读卡器中的卡 \(card) 不是测试卡，用配置的卡号")
    case .refused, .unparsable:
      return GateResult(name: "读卡", passed: true, isWarning: true, reason: "读卡没有结果，用配置的卡号")
    }
  }

  private func cardGate(_ card: SwipeConfiguration.Card, _ answer: UnifiedAnswer<Person01>) -> GateResult {
    let name = "测试卡 \(card.number)"
    switch answer {
    case .value(let person) where person.blocked.isEmpty:
      identified[card.number] = person.insuredKind
      return GateResult(name: name, passed: true, reason: "正常")
    case .value(let person): return GateResult(name: name, passed: false, reason: "封锁状况 \(person.blocked)")
    case .refused: return GateResult(name: name, passed: false, reason: "中心不受理该卡")
    case .unparsable(let reason): return GateResult(name: name, passed: false, reason: "没有应答：\(reason)")
    }
  }

  /// 43 about a visit number that was never used must answer *absent*.
  private func queryGate(_ serverDates: inout [ServerDate]) async throws -> GateResult {
    guard configuration.profile.query else {
      return GateResult(name: "查询交易", passed: true, isWarning: true, reason: "未配置（none）：结果未知时可能需要人工")
    }
    guard let card = configuration.cards.first else {
      return GateResult(name: "查询交易", passed: false, reason: "没有测试卡可用于试问")
    }
    let now = clock.now().wallMilliseconds
    let date = ShanghaiTime.dateText(now)
    let unused = VisitNumber(wallMilliseconds: now, random: nextRandom())
    let request = Query43.request(
      card: card.number, insuredKind: identified[card.number] ?? "1", date: date, insurance: card.insurance,
      visit: unused)
    let asked = try await exchange(
      StepKey(.query, date), request: request, card: card.number, parse: Query43.parse)
    note(asked, in: &serverDates)
    switch asked.answer {
    case .value(let answer) where answer.positives.isEmpty && answer.negatives.isEmpty:
      return GateResult(name: "查询交易", passed: true, reason: "43 有应答")
    case .value: return GateResult(name: "查询交易", passed: false, reason: "43 对从未使用的门诊号给出了流水号")
    case .refused: return GateResult(name: "查询交易", passed: false, reason: "43 未受理")
    case .unparsable(let reason): return GateResult(name: "查询交易", passed: false, reason: "43：\(reason)")
    }
  }

  /// 15 for today, yesterday and every day with an open visit shows no visit of our pattern that the journal does not
  /// know; one that it does is opened.
  private func askWholeDays(
    _ serverDates: inout [ServerDate]
  ) async throws -> (gate: GateResult, isAnswered: Bool) {
    guard configuration.profile.reconcile else {
      return (GateResult(name: "对账交易", passed: true, isWarning: true, reason: "未配置（none）：查无的流水不能自动关闭"), false)
    }
    let (from, to) = reconciledDays()
    let insurances = Set(configuration.cards.map(\.insurance)).sorted()
    var unknown: [Reconcile15.Row] = []
    var standing: [VisitNumber] = []
    for insurance in insurances.isEmpty ? ["1"] : insurances {
      let request = Reconcile15.request(insurance: insurance, from: from, to: to, visit: nil)
      let asked = try await exchange(
        StepKey(.reconcile, "\(from)/\(to)"), request: request, card: nil,
        parse: { Reconcile15.parse($0, visit: nil) })
      note(asked, in: &serverDates)
      switch asked.answer {
      case .value(let rows):
        unknown += rows.filter { row in row.visit.map { !ledger.contains($0) } ?? false }
        standing += try reopen(rows)
      case .refused: return (GateResult(name: "对账交易", passed: false, reason: "15 未受理"), false)
      case .unparsable(let reason): return (GateResult(name: "对账交易", passed: false, reason: "15：\(reason)"), false)
      }
      try adopt(unknown, insurance: insurance)
    }
    return (Self.reconcileGate(unknown: Set(unknown.map(\.visitText)).sorted(), standing: standing), true)
  }

  static func reconcileGate(unknown: [String], standing: [VisitNumber]) -> GateResult {
    let name = "对账交易"
    if !standing.isEmpty {
      let list = standing.map(\.text).joined(separator: " ")
      return GateResult(name: name, passed: false, reason: "已关闭的流水又有结算：\(list)，先行冲正")
    }
    guard unknown.isEmpty else {
      return GateResult(name: name, passed: false, reason: "日志里没有的流水：\(unknown.joined(separator: " "))，先行冲正")
    }
    return GateResult(name: name, passed: true, reason: "对账有应答，没有不认识的流水")
  }

  /// Today, yesterday, and every day with an open visit; a visit closed as never settled or refused is looked for at each later run
  /// for as long as `lookBackDays` (R9), in the same request.
  func reconciledDays() -> (from: String, to: String) {
    let now = clock.now().wallMilliseconds
    let oldest = now - Self.lookBackDays * ShanghaiTime.dayMilliseconds
    let moments = ledger.visits.compactMap { visit -> Int64? in
      guard let intended = visit.settleIntended?.wallMilliseconds else { return nil }
      let isDoubted = visit.end == .closedNever || visit.end == .refused
      return visit.isOpen || isDoubted && intended > oldest ? intended : nil
    }
    // When an older journal was copied cannot be known: every start appends to it.
    let from = moments.reduce(journalIsOlder ? oldest : now, min) - ShanghaiTime.dayMilliseconds
    return (ShanghaiTime.dateText(from), ShanghaiTime.dateText(now))
  }

  static let lookBackDays: Int64 = 31

  /// Rows of visits that the journal knows and holds closed or not settled, and that stand: they are opened again.
  private func reopen(_ rows: [Reconcile15.Row]) throws -> [VisitNumber] {
    var reopened: [VisitNumber] = []
    for visit in ledger.visits where visit.inFlight == nil && isReachable(visit) {
      let ours = rows.filter { $0.visit == visit.plan.number }.map(\.row)
      guard !ours.isEmpty, visit.contradicts(ours) else { continue }
      try record(.reappeared(ours), visit: visit.plan.number)
      reopened.append(visit.plan.number)
    }
    return reopened
  }

  /// Asks 15 as the gate does, because the journal does not continue the head kept elsewhere; whether it answered.
  func reconcileWholeDays() async throws -> Bool {
    var dates: [ServerDate] = []
    if isNational {
      return try await askStatementOfOlder(&dates)
    }
    let (gate, isAnswered) = try await askWholeDays(&dates)
    olderReason = isAnswered ? "" : gate.reason
    return isAnswered
  }

  private func adopt(_ rows: [Reconcile15.Row], insurance: String) throws {
    for number in Set(rows.compactMap(\.visit)).sorted(by: { $0.text < $1.text }) where !ledger.contains(number) {
      let ours = rows.filter { $0.visit == number }
      let now = clock.now()
      guard let card = ours.first?.card,
        ours.contains(where: { if case .settlement = $0.row.kind { true } else { false } })
      else { continue }
      let plan = VisitPlan(
        number: number, card: card, insurance: insurance, insuredKind: identified[card] ?? "1", run: "adopted",
        detailCount: 0, total: ours.map(\.row.total).filter { $0 > .zero }.reduce(.zero, +),
        window: SwipeWindow(
          startMilliseconds: now.wallMilliseconds, endMilliseconds: now.wallMilliseconds), details: "")
      try record(.adopted(plan, rows: ours.map(\.row), rules: configuration.rules, at: now))
    }
  }

  func note<Value>(_ exchange: Exchange<Value>, in dates: inout [ServerDate]) {
    guard let date = exchange.serverDate else { return }
    dates.append(ServerDate(wallMilliseconds: date, sentAt: exchange.sentAt, answeredAt: exchange.answeredAt))
  }

  /// HTTP `Date` within the tolerance, else the kernel's sync state, else a warning. Passing anchors both clocks (R16).
  private func clockGate(_ dates: [ServerDate]) -> GateResult {
    let tolerance = Int64(configuration.clockToleranceSeconds) * 1000
    let now = clock.now()
    anchor = nil
    guard let date = dates.last else {
      anchor = ClockAnchor(now)
      switch clock.kernelSynchronised() {
      case true?: return GateResult(name: "时钟", passed: true, reason: "内核报告已同步")
      case false?, nil: return GateResult(name: "时钟", passed: true, isWarning: true, reason: "无法核对，请人工确认时间")
      }
    }
    // `Date` has whole seconds, and was written somewhere between sending and answering.
    let early = date.sentAt.wallMilliseconds - date.wallMilliseconds - 1000
    let late = date.wallMilliseconds - date.answeredAt.wallMilliseconds
    let offset = max(early, late, 0)
    let moved = ClockAnchor(date.answeredAt).disagreementMilliseconds(now)
    guard offset <= tolerance, moved <= tolerance else {
      return GateResult(
        name: "时钟", passed: false, reason: "与中心相差约 \(max(offset, moved) / 1000) 秒，超过 \(tolerance / 1000) 秒")
    }
    anchor = ClockAnchor(now)
    return GateResult(name: "时钟", passed: true, reason: "与中心相差不超过 \(configuration.clockToleranceSeconds) 秒")
  }
}
