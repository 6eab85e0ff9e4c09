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
    try startForGates()
    let gates = try await checkGates()
    // No service may come to sign out when idle; an open visit goes on with this sign-in.
    if !ledger.visits.contains(where: \.isOpen) { try await signOut() }
    return gates
  }

  /// A check is a start like any other (R22): what 15 names opens as a visit of the environment that is configured now, not
  /// of the one the last agent was started in. Over a damaged journal, and without room in it, nobody is asked (R20, R21).
  private func startForGates() throws {
    guard !started, journalDamage == nil else { return }
    try reserveForWindow()
    if spaceProblem == nil { try start() }
  }

  func checkGates() async throws -> [GateResult] {
    readCards()
    if let damaged = damageGate {
      lastGates = [damaged]
      return lastGates
    }
    var gates: [GateResult] = []
    var serverDates: [ServerDate] = []
    gates.append(try await gate("目录版本") { try await self.releaseGate() })
    gates += try journalGates()
    let hasRoom = spaceProblem == nil
    gates.append(try await gate("日志连续") { try await self.headGate() })
    gates.append(windowGate())
    gates.append(try await gate("测试项目") { try await self.itemsGate() })
    gates.append(openGate())
    // Asking the centre is journalled too: the room that is left belongs to what is open.
    if hasRoom { gates += try await centreGates(&serverDates) }
    let (clockGate, clockAnchor) = clockGate(serverDates)
    gates.append(clockGate)
    lastGates = gates
    gatesCheckedAt = clock.now()
    // The visit under way fails one gate by being open. Every other one counts for its 05 too (R16, R18); its card gets
    // another visit then.
    anchor = gates.allSatisfy({ $0.passed || $0.name == Self.openGateName }) ? clockAnchor : nil
    believed = clockAnchor ?? believed
    gatesPassed = gates.allSatisfy(\.passed)
    return gates
  }

  private func centreGates(_ serverDates: inout [ServerDate]) async throws -> [GateResult] {
    if isNational { return try await nationalGates(&serverDates) }
    var gates = try await cardGates(&serverDates)
    gates.append(try await queryGate(&serverDates))
    gates.append(try await askWholeDays(&serverDates).gate)
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

  /// A write-and-sync probe, and space reserved (R21). Without space nothing is probed; any other failure is the
  /// journal's: the process stops.
  private func journalGates() throws -> [GateResult] {
    try reserveForWindow()
    if let spaceProblem {
      return [GateResult(name: "日志空间", passed: false, reason: spaceProblem), singleGate()]
    }
    try record(.probe(at: clock.now()))
    return [
      GateResult(name: "资金日志", passed: true, reason: "试写并落盘成功，共 \(journal.head.length) 条"),
      GateResult(name: "日志空间", passed: true, reason: "已为 \(plannedVisits) 笔预留 \(wantedSpace >> 10) KB"),
      singleGate(),
    ]
  }

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

  /// R16: when the last 05 may be sent, and that the window is long enough for one: that of the run under way or about to
  /// begin by hand, else the configured one.
  private func windowGate() -> GateResult {
    let run = windowByHand ?? activeRun?.window
    let now = clock.now().wallMilliseconds
    let today = configuration.window(on: CivilDateTime(unixMilliseconds: now).date)
    let window = run.flatMap { $0.contains(now) ? $0 : nil } ?? today
    let length = window.endMilliseconds - window.startMilliseconds
    let last = configuration.reserve.lastSettleMilliseconds(of: window)
    guard last > window.startMilliseconds else {
      return GateResult(
        name: "窗口", passed: false, reason: "窗口 \(length / 1000) 秒，留给冲正的就要 \(configuration.reserve.seconds) 秒")
    }
    return GateResult(
      name: "窗口", passed: true, reason: "结算不晚于 \(ShanghaiTime.timeText(last))，留 \(configuration.reserve.seconds) 秒查询和冲正"
    )
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
    // Left to the default, a wrong price would be sent as 1.00.
    let isPriced = chosen.allSatisfy { item in item.price.map { $0.amount(quantity: item.quantity) > .zero } ?? true }
    guard isPriced || configuration.items.isFromCatalogue else {
      return GateResult(name: "测试项目", passed: false, reason: "单价须大于 0，请改 [swipe_test] items")
    }
    guard Self.total(of: chosen) != nil else {
      return GateResult(
        name: "测试项目", passed: false, reason: "金额合计不在 0.01 到 \(Fen.largest.yuanText) 元之间，请改 [swipe_test] items")
    }
    var kinds: [String] = []
    for item in chosen where !item.kind.isEmpty && !kinds.contains(item.kind) { kinds.append(item.kind) }
    let list = kinds.isEmpty ? "" : "（\(kinds.joined(separator: "、"))）"
    return GateResult(name: "测试项目", passed: true, reason: "\(chosen.count) 项\(list)\(marks)")
  }

  /// What the details will sum up to; `nil` when that is nothing, or more than a record and a request can carry.
  static func total(of items: [SwipeItem]) -> Fen? {
    guard items.allSatisfy({ $0.quantity > 0 && $0.quantity <= 999 }) else { return nil }
    return Fen.sum(items.map { price(of: $0).amount(quantity: $0.quantity) }).flatMap { $0 > .zero ? $0 : nil }
  }

  /// The catalogue's price, where it has one that comes to an amount.
  static func price(of item: SwipeItem) -> UnitPrice {
    item.price.flatMap { $0.amount(quantity: item.quantity) > .zero ? $0 : nil } ?? defaultPrice
  }

  static let openGateName = "未结流水"

  private func openGate() -> GateResult {
    let open = ledger.visits.filter(\.isOpen)
    if let first = unreachableLines.first { return GateResult(name: Self.openGateName, passed: false, reason: first) }
    return GateResult(
      name: Self.openGateName, passed: open.isEmpty,
      reason: openGateReason(open))
  }

  /// 31 once, then 01 per card. A card that is not in the reader, or no reader, is a warning: the number is configured.
  private func cardGates(_ serverDates: inout [ServerDate]) async throws -> [GateResult] {
    if let cardsGate { return [cardsGate] }
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
      if case .value(let known) = person.answer { cardNames[card.number] = known.name }
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
    case .value(let person):
      let words = CentreWords.shown(
        person.blocked, without: [person.name.revealed, card.number.revealed].filter { !$0.isEmpty })
      return GateResult(name: name, passed: false, reason: "封锁状况 \(words)")
    case .refused: return GateResult(name: name, passed: false, reason: "中心不受理该卡")
    case .unparsable(let reason): return GateResult(name: name, passed: false, reason: "没有应答：\(reason)")
    }
  }

  /// 43 about a visit number that was never used must answer *absent*.
  private func queryGate(_ serverDates: inout [ServerDate]) async throws -> GateResult {
    guard configuration.profile.query else {
      return GateResult(name: "查询交易", passed: true, isWarning: true, reason: noQueryReason)
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

  private var noQueryReason: String {
    let isBlind = !configuration.profile.reconcile && !transport.hasOwnConnections
    // R10
    return isBlind ? "查询、对账都未配置（none），又经厂商接口库：每笔结算都要人工核实和冲正" : "未配置（none）：结果未知时可能需要人工"
  }

  func note<Value>(_ exchange: Exchange<Value>, in dates: inout [ServerDate]) {
    guard let date = exchange.serverDate else { return }
    dates.append(ServerDate(wallMilliseconds: date, sentAt: exchange.sentAt, answeredAt: exchange.answeredAt))
  }

  /// HTTP `Date` within the tolerance, else the kernel's sync state, else a warning. Both clocks as they may be believed from
  /// now on (R16); `nil` when they may not.
  private func clockGate(_ dates: [ServerDate]) -> (gate: GateResult, anchor: ClockAnchor?) {
    let tolerance = Int64(configuration.clockToleranceSeconds) * 1000
    let now = clock.now()
    guard let date = dates.last else {
      switch clock.kernelSynchronised() {
      case true?: return (GateResult(name: "时钟", passed: true, reason: "内核报告已同步"), ClockAnchor(now))
      case false?, nil:
        return (GateResult(name: "时钟", passed: true, isWarning: true, reason: "无法核对，请人工确认时间"), ClockAnchor(now))
      }
    }
    // `Date` has whole seconds, and was written somewhere between sending and answering.
    let early = date.sentAt.wallMilliseconds - date.wallMilliseconds - 1000
    let late = date.wallMilliseconds - date.answeredAt.wallMilliseconds
    let offset = max(early, late, 0)
    let moved = ClockAnchor(date.answeredAt).disagreementMilliseconds(now)
    guard offset <= tolerance, moved <= tolerance else {
      let reason = "与中心相差约 \(max(offset, moved) / 1000) 秒，超过 \(tolerance / 1000) 秒"
      return (GateResult(name: "时钟", passed: false, reason: reason), nil)
    }
    let reason = "与中心相差不超过 \(configuration.clockToleranceSeconds) 秒"
    return (GateResult(name: "时钟", passed: true, reason: reason), ClockAnchor(now))
  }
}
