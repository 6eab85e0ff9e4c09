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
    guard !configuration.cards.isEmpty else {
      return [GateResult(name: "测试卡", passed: false, reason: "没有配置，请在 cards_file 中登记")]
    }
    identified = [:]
    persons = [:]
    var gates: [GateResult] = []
    for card in configuration.cards {
      let certificate = card.certificate ?? Person1101.Certificate(kind: "03", number: card.number)
      let answer = try await nationalExchange(
        StepKey(.identify), Person1101.request(certificate), &dates, card: card.number, parse: Person1101.parse)
      gates.append(certificateGate(card, certificate, answer))
    }
    return gates
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
      let standing = try reopenNational(rows)
      let unknown = unknownSettlements(rows)
      return (Self.reconcileGate(unknown: unknown, standing: standing), unknown.isEmpty)
    case .refused: return (GateResult(name: name, passed: false, reason: "3202 未受理"), false)
    case .unparsable(let reason): return (GateResult(name: name, passed: false, reason: "3202：\(reason)"), false)
    }
  }

  private func reopenNational(_ rows: [Statement3202.Row]) throws -> [VisitNumber] {
    var reopened: [VisitNumber] = []
    for visit in ledger.visits where visit.inFlight == nil && isReachable(visit) {
      guard case .value(let ours) = self.rows(rows, of: visit), !ours.isEmpty, visit.contradicts(ours) else { continue }
      try record(.reappeared(ours), visit: visit.plan.number)
      reopened.append(visit.plan.number)
    }
    return reopened
  }

  /// Settlements without a refund that only this program can have made and the journal does not know.
  private func unknownSettlements(_ rows: [Statement3202.Row]) -> [String] {
    let registrations = Set(ledger.visits.compactMap { $0.registration?.text })
    // At a start no card is identified yet: the plans name the persons too.
    let tested = Set((Array(persons.values) + ledger.visits.compactMap(\.plan.person)).map(\.number))
    let ours = rows.filter {
      tested.contains($0.person) && !registrations.contains($0.registration) && MessageNumber($0.message) != nil
    }
    let refunded = Set(ours.filter(\.isRefund).map(\.registration))
    return ours.filter { !$0.isRefund && !refunded.contains($0.registration) }.map { "结算ID \($0.settlement)" }.sorted()
  }
}
