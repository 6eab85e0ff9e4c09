import CentreProtocol
import Settlement

/// R18 over the national platform: 9001, 1101 per card, and 3202.
extension SwipeRunner {
  func nationalGates(_ dates: inout [ServerDate]) async throws -> [GateResult] {
    var gates = [institutionGate()]
    let problem = try await signIn(&dates)
    gates.append(GateResult(name: "签到", passed: problem == nil, reason: problem ?? "9001 有应答"))
    gates += try await certificateGates(&dates)
    gates.append(try await askStatement(&dates).gate)
    return gates
  }

  /// A message id begins with the institution's 12 characters; a pharmacy settles with 2102, which is not in this version.
  private func institutionGate() -> GateResult {
    let name = "机构编号"
    guard configuration.institutionCode.count == MessageNumber.codeLength else {
      return GateResult(name: name, passed: false, reason: "国家平台的机构编号是 12 位，请检查 [institution] code")
    }
    guard !configuration.isPharmacy else {
      return GateResult(name: name, passed: false, reason: "药店在国家平台用 2102 结算，此版本没有")
    }
    return GateResult(name: name, passed: true, reason: "12 位")
  }

  private func certificateGates(_ dates: inout [ServerDate]) async throws -> [GateResult] {
    if let cardsGate { return [cardsGate] }
    guard !configuration.cards.isEmpty else {
      return [GateResult(name: "测试卡", passed: false, reason: "没有配置，请在 cards_file 中登记")]
    }
    identified = [:]
    persons = [:]
    var gates: [GateResult] = []
    for card in configuration.cards { gates.append(try await identify(card, &dates)) }
    return gates
  }

  /// 1101 of one card.
  private func identify(_ card: SwipeConfiguration.Card, _ dates: inout [ServerDate]) async throws -> GateResult {
    let certificate = card.certificate ?? Person1101.Certificate(kind: "03", number: card.number)
    let answer = try await nationalExchange(
      StepKey(.identify), Person1101.request(certificate), &dates, card: card.number, parse: Person1101.parse)
    if case .value(let person) = answer {
      personNumbers[card.number] = person.number
      cardNames[card.number] = person.name
    }
    return certificateGate(card, certificate, answer)
  }

  /// 3202 for a journal that is older than it was. It may have lost the first visit of a person, whom only 1101 names then:
  /// as long as one configured card's person is unknown, nothing is clear.
  ///
  /// - Returns: whether 3202 shows nothing of ours that the journal does not know.
  func askStatementOfOlder(_ dates: inout [ServerDate]) async throws -> Bool {
    if !session.isValid(at: clock.now()) { _ = try await signIn(&dates) }
    for card in unidentifiedCards { _ = try await identify(card, &dates) }
    let (gate, isClear) = try await askStatement(&dates)
    olderReason = gate.passed ? "" : gate.reason
    if isClear, !unidentifiedCards.isEmpty || configuration.cards.isEmpty {
      olderReason = "测试卡的人员编号未知（1101 没有应答或没有配置卡），无法认出其结算"
    }
    if !olderReason.isEmpty { logger.error("\(olderReason)") }
    return isClear && olderReason.isEmpty
  }

  /// Configured cards whose person neither 1101 nor a visit's plan has named.
  private var unidentifiedCards: [SwipeConfiguration.Card] {
    let planned = Set(ledger.visits.filter { $0.plan.person != nil }.map(\.plan.card))
    return configuration.cards.filter { personNumbers[$0.number] == nil && !planned.contains($0.number) }
  }

  private func certificateGate(
    _ card: SwipeConfiguration.Card, _ certificate: Person1101.Certificate, _ answer: UnifiedAnswer<Person1101>
  ) -> GateResult {
    let name = "测试卡 \(card.number)"
    switch answer {
    case .value(let person):
      guard let insurance = person.insurance(configured: card.insurance) else {
        return GateResult(name: name, passed: false, reason: "没有可用的参保（险种 \(card.insurance)）")
      }
      identified[card.number] = insurance.kind
      persons[card.number] = NationalPerson(
        number: person.number, area: insurance.area, insurance: insurance.kind, certificate: certificate.kind)
      return GateResult(name: name, passed: true, reason: "正常，险种 \(insurance.kind)")
    case .refused: return GateResult(name: name, passed: false, reason: "中心不受理该卡")
    case .unparsable(let reason): return GateResult(name: name, passed: false, reason: "没有应答：\(reason)")
    }
  }

  /// 3202 for today, yesterday and every day with an open visit. Its rows do not carry the 门诊号, so one that the journal
  /// does not know cannot be opened as a visit (*ours*): a row of a test card's person with a message id of ours, which
  /// the journal never made, keeps the gate shut, and an older journal older, until a person has looked.
  ///
  /// - Returns: `isClear`: answered, and nothing of ours that the journal does not know.
  func askStatement(_ dates: inout [ServerDate]) async throws -> (gate: GateResult, isClear: Bool) {
    let name = "对账交易"
    guard configuration.profile.reconcile else {
      return (GateResult(name: name, passed: true, isWarning: true, reason: "未配置（none）：查无的流水不能自动关闭"), false)
    }
    let (from, to) = reconciledDays()
    let answer = try await nationalExchange(
      StepKey(.reconcile, "\(from)/\(to)"), statement(from: from, to: to), &dates, parse: Statement3202.parse)
    switch answer {
    case .value(let rows):
      let (standing, unwritable) = try reopenNational(rows)
      let unknown = unknownSettlements(rows)
      let unreadable = unreadableVisits(rows, from: from)
      try noteUnexplained(unknown: unknown, unreadable: (unwritable + unreadable).map(\.text), from: from)
      guard unwritable.isEmpty else { return (Self.unwritableGate(unwritable), false) }
      guard standing.isEmpty, unknown.isEmpty, !unreadable.isEmpty else {
        return (Self.reconcileGate(unknown: unknown, standing: standing), unknown.isEmpty && unreadable.isEmpty)
      }
      let list = unreadable.map(\.text).joined(separator: " ")
      return (GateResult(name: name, passed: false, reason: "3202 有读不懂的行，不能断定这些流水已平：\(list)"), false)
    case .refused: return (GateResult(name: name, passed: false, reason: "3202 未受理"), false)
    case .unparsable(let reason): return (GateResult(name: name, passed: false, reason: "3202：\(reason)"), false)
    }
  }

  private func reopenNational(
    _ rows: [Statement3202.Row]
  ) throws -> (reopened: [VisitNumber], unwritable: [VisitNumber]) {
    var reopened: [VisitNumber] = []
    var unwritable: [VisitNumber] = []
    for visit in ledger.visits where visit.inFlight == nil && isReachable(visit) {
      guard case .value(let ours) = self.rows(rows, of: visit), !ours.isEmpty, visit.contradicts(ours) else { continue }
      guard try recordReappeared(ours, of: visit.plan.number) else {
        unwritable.append(visit.plan.number)
        continue
      }
      if ledger.visit(visit.plan.number)?.isUndecided == true { reopened.append(visit.plan.number) }
    }
    return (reopened, unwritable)
  }

  /// Visits of the journal whose rows of 3202 cannot be read: they may stand. One that two persons closed stays with them:
  /// the report says that nobody verified it, and no later test could begin. Of one older than the days asked about, half
  /// the rows may be missing, which says nothing: of a rehearsal that was reversed a day later, only the refund comes.
  ///
  /// - Parameter from: the first day asked about, `yyyy-MM-dd`.
  private func unreadableVisits(_ rows: [Statement3202.Row], from: String) -> [VisitNumber] {
    let asked = ledger.visits.filter { visit in
      isReachable(visit) && visit.end != .closedByHand
        && (visit.isOpen || visit.settleIntended.map { ShanghaiTime.dateText($0.wallMilliseconds) >= from } ?? true)
    }
    return asked.filter { if case .value = self.rows(rows, of: $0) { false } else { true } }.map(\.plan.number)
  }

  /// Settlements that only this program can have made, that the journal does not know, and that have no refund each. Which
  /// refund is whose is not asked: of a visit with more settlements than refunds all are named.
  private func unknownSettlements(_ rows: [Statement3202.Row]) -> [String] {
    let registrations = Set(ledger.visits.compactMap { $0.registration?.text })
    // At a start no card is identified yet: the plans name the persons too.
    let tested = Set(Array(personNumbers.values) + ledger.visits.compactMap(\.plan.person?.number))
    let ours = rows.filter {
      !$0.isRefund && tested.contains($0.person) && !registrations.contains($0.registration)
        && MessageNumber($0.message) != nil
    }
    var found: [String] = []
    for (registration, settled) in Dictionary(grouping: ours, by: \.registration) {
      let settlements = Set(settled.map(\.settlement))
      let refunds = Set(
        rows.filter { $0.isRefund && $0.registration == registration }.map { "\($0.settlement) \($0.message)" })
      if settlements.count > refunds.count { found += settlements.map { "结算ID \($0)" } }
    }
    return found.sorted()
  }
}
