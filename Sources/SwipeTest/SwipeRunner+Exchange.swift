import CentreProtocol
import Settlement
import SettlementJournal

/// R1: bytes → INTENT → fdatasync → send → whole answer → RESULT → fdatasync → act.
extension SwipeRunner {
  /// Sends one step of a visit.
  func perform(_ step: Step, of visit: Visit) async throws {
    if step == .settle, let refusal = settleRefusal(visit) {
      try record(.cancelled(reason: refusal), visit: visit.plan.number)
      return
    }
    let message = messageID(for: step, of: visit)
    let request =
      isNational ? try nationalRequest(for: step, of: visit, message: message) : try request(for: step, of: visit)
    let extra = [
      "digest": JournalDigest.hex(Array(request.utf8)), "card": visit.plan.card.revealed,
      "amount": visit.plan.total.yuanText,
    ]
    try record(
      .intended(step.key, request: request, message: message), visit: visit.plan.number,
      extra: extra)
    // An older copy restored from now on is noticed by its head: money may be on its way (R20).
    if step == .settle { await storeHead() }
    var outcome: Outcome
    var raw: [String: String] = [:]
    if step == .settle, let refusal = settleRefusal(visit) {
      // Syncing took so long that the reserve would be eaten into: the first byte is not sent (R16).
      outcome = .notSent(refusal)
    } else {
      let timeout = step == .settle ? configuration.settleTimeoutSeconds : configuration.timeoutSeconds
      // In a task of its own: a service that is told to stop is cancelled, and what was sent is waited for all the same.
      let reply = await Task { [transport] in await transport.call(request, timeoutSeconds: timeout) }.value
      if case .answer(let text, _) = reply { raw = isNational ? Self.digestFields(text) : Self.rawFields(text) }
      outcome = Self.outcome(of: reply) {
        isNational ? nationalParse($0, step, visit, message: message) : parse($0, step, visit)
      }
      noteSession(reply, isDone: outcome.isAnswered)
    }
    if case .refused(let text) = outcome, let words = centreWords(text, about: visit.plan.card) { raw["words"] = words }
    outcome = try recordResult(step.key, outcome, of: visit.plan.number, extra: raw)
    logger.info(
      "\(step.key.name.title(configuration.profile.interface))：\(outcome.summary)",
      metadata: ["visit": "\(visit.plan.number.text)"])
  }

  /// Ids of requests do not repeat (R14): visit number and record number; a reversal keeps its first (R11, I3).
  private func messageID(for step: Step, of visit: Visit) -> String {
    if isNational { return nextMessage() }
    if case .reverse(let serial) = step,
      let kept = visit.settlements.first(where: { $0.serial == serial })?.reversalMessage
    {
      return kept
    }
    return "\(visit.plan.number.text)-\(ledger.recordCount)"
  }

  /// The RESULT of a step. An answer that no record can hold decides nothing: it is UNKNOWN (R4), with an alarm, and is asked
  /// about like any other.
  private func recordResult(
    _ key: StepKey, _ outcome: Outcome, of number: VisitNumber, extra: [String: String]
  ) throws -> Outcome {
    let full = JournalRecord(.resulted(key, outcome), visit: number, at: clock.now(), extra: extra)
    if full.isWritable {
      try record(full)
      return outcome
    }
    logger.error("中心的应答过长，记不下，按没有应答处理", metadata: ["visit": "\(number.text)", "step": "\(key.name.rawValue)"])
    let silent = Outcome.silent("应答过长，记不下")
    let kept = extra.filter { $0.key == "raw-bytes" || $0.key == "raw-digest" }
    try record(.resulted(key, silent), visit: number, extra: kept)
    return silent
  }

  /// Longest part of an answer that the journal keeps, in Unicode scalars, of which one is at most four bytes; 15's may be
  /// long. A character can have any number of them.
  static let rawLimit = 16_384

  /// The centre's own words about a visit, as a later dispute needs them: beginning, whole length and digest.
  static func rawFields(_ text: String) -> [String: String] {
    [
      "raw": String(String.UnicodeScalarView(text.unicodeScalars.prefix(rawLimit))),
      "raw-bytes": String(text.utf8.count),
      "raw-digest": JournalDigest.hex(Array(text.utf8)),
    ]
  }

  /// R16, immediately before the 05's intent and once more before its first byte.
  func settleRefusal(_ visit: Visit) -> String? {
    guard plannedHere.contains(visit.plan.number) else { return "程序在结算之前重新启动过" }
    guard let anchor else { return "条件检查没有通过，时钟尚未核对" }
    let permission = SettlePermission(
      now: clock.now(), anchor: anchor, window: visit.plan.window, reserve: configuration.reserve)
    return permission == .permitted ? nil : permission.reason
  }

  private func request(for step: Step, of visit: Visit) throws -> String {
    let plan = visit.plan
    let operatorCode = configuration.operatorCode
    let date = ShanghaiTime.dateText(clock.now().wallMilliseconds)
    switch step {
    case .describe, .void: throw SwipeError.journal("统一接口没有 \(step.key.name.title)")
    case .register:
      return Register02(
        visit: plan.number, medicalKind: configuration.medicalKind(insuredKind: plan.insuredKind), card: plan.card,
        departmentCode: configuration.departmentCode, doctorCode: configuration.doctorCode, date: date,
        diagnosis: configuration.diagnosis, operatorCode: operatorCode, insurance: plan.insurance
      ).request
    case .upload(let batch):
      let details = try DetailList.decode(plan.details).dropFirst(batch * Details04.rowLimit).prefix(Details04.rowLimit)
      guard !details.isEmpty else { throw SwipeError.journal("计划中没有第 \(batch + 1) 批明细") }
      return Details04.request(visit: plan.number, details: Array(details))
    case .preview: return settlement(plan).previewRequest(date: date)
    case .settle: return settlement(plan).request
    case .query(let date):
      return Query43.request(
        card: plan.card, insuredKind: plan.insuredKind, date: date, insurance: plan.insurance, visit: plan.number)
    case .reverse(let serial):
      // R11: made once and reused.
      return visit.settlements.first { $0.serial == serial }?.reversalRequest
        ?? Reverse99.request(
          settlement: serial, operatorCode: operatorCode, visit: plan.number, insurance: plan.insurance)
    case .reconcile(let from, let to):
      return Reconcile15.request(insurance: plan.insurance, from: from, to: to, visit: plan.number)
    case .clearDetails: return ClearDetails10.request(visit: plan.number, prescription: plan.number.text)
    case .undoDetail(let serial):
      return Reverse99.request(
        detail: serial, operatorCode: operatorCode, visit: plan.number, insurance: plan.insurance)
    case .unregister(let serial):
      return Reverse99.request(
        registration: serial, operatorCode: operatorCode, visit: plan.number, insurance: plan.insurance)
    }
  }

  private func settlement(_ plan: VisitPlan) -> Settle05 {
    Settle05(
      visit: plan.number, operatorCode: configuration.operatorCode, total: plan.total, detailCount: plan.detailCount,
      insurance: plan.insurance, developerCode: configuration.developerCode,
      departmentCode: configuration.departmentCode, doctorCode: configuration.doctorCode)
  }

  private func parse(_ text: String, _ step: Step, _ visit: Visit) -> Outcome {
    switch step {
    case .describe, .void: return .silent("统一接口没有 \(step.key.name.title)")
    case .register: return Self.outcome(Register02.parse(text)) { .registered($0) }
    case .upload(let batch):
      let rows = min(Details04.rowLimit, visit.plan.detailCount - batch * Details04.rowLimit)
      return Self.outcome(Details04.parse(text, rows: rows)) { .uploaded($0) }
    case .preview: return Self.outcome(Settle05.parsePreview(text)) { .previewed($0, PolicyParts()) }
    case .settle: return Self.outcome(Settle05.parse(text)) { .settled($0.serial, $0.funds) }
    case .query: return Self.outcome(Query43.parse(text)) { .queried($0) }
    case .reverse:
      return Self.outcome(Reverse99.parseSettlement(text)) {
        isOther($0.serial, than: visit) ? .silent("99 应答是另一流水的") : .reversed($0.serial, $0.funds)
      }
    case .reconcile:
      return Self.outcome(Reconcile15.parse(text, visit: visit.plan.number)) { .reconciled($0.map(\.row)) }
    case .clearDetails: return Self.outcome(ClearDetails10.parse(text)) { _ in .accepted }
    case .undoDetail, .unregister: return Self.outcome(Reverse99.parsePlain(text)) { _ in .accepted }
    }
  }

  /// R4: a 99's answer names no visit, but its serial may be known as another one's: that of its refund, or of its
  /// settlement with a sign. Two test visits have the same amounts. Another environment's centre has serials of its own.
  private func isOther(_ refund: RefundSerial, than visit: Visit) -> Bool {
    let original = refund.text.hasPrefix("-") ? String(refund.text.dropFirst()) : refund.text
    let environment = ledger.environment(of: visit)
    return ledger.visits.contains { other in
      other.plan.number != visit.plan.number && ledger.environment(of: other) == environment
        && (other.knownRefunds.contains(refund.text) || other.claimed?.text == original
          || other.settlements.contains { $0.serial.text == original })
    }
  }

  static func outcome<Value>(_ answer: UnifiedAnswer<Value>, _ wrap: (Value) -> Outcome) -> Outcome {
    switch answer {
    case .value(let value): wrap(value)
    case .refused(let message): .refused(message)
    case .unparsable(let reason): .silent(reason)
    }
  }

  static func outcome(of reply: CentreReply, _ parse: (String) -> Outcome) -> Outcome {
    switch reply {
    case .answer(let text, _): parse(text)
    case .notSent(let reason): .notSent(reason)
    case .unknown(let reason): .silent(reason)
    }
  }

  /// A request that belongs to no visit: 31, 01, and the gates' 43 and 15. Journalled like every other (R1).
  func exchange<Value>(
    _ key: StepKey, request: String, card: MaskedText?, message: String? = nil,
    parse: (String) -> UnifiedAnswer<Value>
  ) async throws -> Exchange<Value> {
    var fields = ["request": request, "digest": JournalDigest.hex(Array(request.utf8))]
    fields["message"] = message ?? "QZ-\(ledger.recordCount)"
    if let card { fields["card"] = card.revealed }
    let sentAt = clock.now()
    try record(.exchange(key, isIntent: true, fields: fields, at: sentAt))
    let reply = await transport.call(request, timeoutSeconds: configuration.timeoutSeconds)
    var exchange = Exchange<Value>(
      answer: .unparsable("没有应答"), serverDate: nil, sentAt: sentAt, answeredAt: clock.now())
    let outcome: String
    var digest = ""
    switch reply {
    case .answer(let text, let serverDate):
      // Only its digest: 15 for a whole day names other patients.
      digest = JournalDigest.hex(Array(text.utf8))
      exchange.answer = parse(text)
      exchange.serverDate = serverDate
    case .notSent(let reason), .unknown(let reason): exchange.answer = .unparsable(reason)
    }
    switch exchange.answer {
    case .value: outcome = "answered"
    case .refused: outcome = "refused"
    case .unparsable: outcome = "silent"
    }
    let result = ["outcome": outcome, "raw-digest": digest]
    try record(.exchange(key, isIntent: false, fields: result, at: exchange.answeredAt))
    return exchange
  }

  struct Exchange<Value: Sendable>: Sendable {
    var answer: UnifiedAnswer<Value>
    var serverDate: Int64?
    var sentAt: Instant
    var answeredAt: Instant
  }
}
