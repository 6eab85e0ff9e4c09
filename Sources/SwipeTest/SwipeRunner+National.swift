import CentreProtocol
import Settlement
import SettlementJournal

/// The national platform's texts for what the saga decides (centre.md, "The national platform").
extension SwipeRunner {
  var isNational: Bool { configuration.profile.interface == .national }

  /// R14: not made before its predecessor is durable, since the journal's newest is what it follows.
  func nextMessage() -> String {
    MessageNumber(
      institutionCode: configuration.institutionCode, after: ledger.newestMessage, now: clock.now()
    ).text
  }

  /// The whole envelope. The content of a reversal is the same at every resend (R11); id, time and 签到编号 around it are
  /// the sending's own, because the platform takes an id once and a sign-in ends.
  func envelope(_ transaction: NationalTransaction, message: String, area: String = "") throws -> String {
    guard let caller = configuration.national else { throw SwipeError.journal("没有配置国家平台的机构信息") }
    let request = NationalRequest(
      number: transaction.number, messageID: message, time: ShanghaiTime.fullText(clock.now().wallMilliseconds),
      personArea: area, signNumber: session.number, input: transaction.input)
    return String(decoding: request.body(from: caller), as: UTF8.self)
  }

  func nationalRequest(for step: Step, of visit: Visit, message: String) throws -> String {
    let transaction = try transaction(for: step, of: visit)
    return try envelope(transaction, message: message, area: visit.plan.person?.area ?? "")
  }

  /// Who and what the visit is at the platform.
  private struct Subject {
    let person: NationalPerson
    let registration: RegistrationSerial
  }

  private func subject(_ visit: Visit) throws -> Subject {
    guard let person = visit.plan.person, let registration = visit.registration else {
      throw SwipeError.journal("流水 \(visit.plan.number.text) 没有就诊ID")
    }
    return Subject(person: person, registration: registration)
  }

  private func transaction(for step: Step, of visit: Visit) throws -> NationalTransaction {
    let plan = visit.plan
    let time = ShanghaiTime.fullText(clock.now().wallMilliseconds)
    switch step {
    case .register:
      guard let person = plan.person else { throw SwipeError.journal("计划中没有人员编号") }
      return Register2201(
        visit: plan.number, person: person, card: plan.card, time: time, doctorCode: doctorCode,
        doctorName: configuration.doctorName, departmentCode: configuration.departmentCode,
        departmentName: configuration.departmentName, departmentKind: configuration.departmentKind
      ).request
    case .describe:
      let subject = try subject(visit)
      return Describe2203A(
        registration: subject.registration, person: subject.person, medicalKind: medicalKind, time: time,
        diagnosisCode: configuration.nationalDiagnosisCode, diagnosisName: configuration.nationalDiagnosisName,
        departmentCode: configuration.departmentCode, doctorCode: doctorCode, doctorName: configuration.doctorName
      ).request
    case .upload(let batch):
      let subject = try subject(visit)
      let first = batch * VisitPlan.detailsPerUpload
      let details = try DetailList.decode(plan.details).dropFirst(first).prefix(VisitPlan.detailsPerUpload)
      guard !details.isEmpty else { throw SwipeError.journal("计划中没有第 \(batch + 1) 批明细") }
      return Details2204.request(
        visit: plan.number, registration: subject.registration, person: subject.person, details: Array(details),
        first: first)
    case .preview: return settlement(visit, try subject(visit)).previewRequest
    case .settle: return settlement(visit, try subject(visit)).request(visit.policy)
    case .reverse(let serial):
      let subject = try subject(visit)
      return Reverse2208.request(serial, registration: subject.registration, person: subject.person)
    case .void(let message): return Void2601.request(message, person: try subject(visit).person)
    case .reconcile(let from, let to): return statement(from: from, to: to)
    case .clearDetails:
      let subject = try subject(visit)
      return Details2204.undoAll(registration: subject.registration, person: subject.person)
    case .unregister(let registration):
      return Register2201.undo(registration, visit: plan.number, person: try subject(visit).person)
    case .query, .undoDetail: throw SwipeError.journal("国家平台没有 \(step.key.name.title)")
    }
  }

  func statement(from: String, to: String) -> NationalTransaction {
    Statement3202.request(from: from, to: to, area: configuration.national?.area ?? "")
  }

  private func settlement(_ visit: Visit, _ subject: Subject) -> Settle2207A {
    Settle2207A(
      visit: visit.plan.number, registration: subject.registration, person: subject.person, card: visit.plan.card,
      total: visit.plan.total, medicalKind: medicalKind)
  }

  /// 医疗类别: 11 普通门诊.
  private var medicalKind: String { "11" }

  private var doctorCode: String {
    configuration.nationalDoctorCode.isEmpty ? configuration.doctorCode : configuration.nationalDoctorCode
  }

  func nationalParse(_ text: String, _ step: Step, _ visit: Visit, message: String) -> Outcome {
    let plan = visit.plan
    guard let person = plan.person else { return .silent("计划中没有人员编号") }
    if step == .register {
      return Self.outcome(Register2201.parse(text, visit: plan.number, person: person)) { .registered($0) }
    }
    guard let registration = visit.registration else { return .silent("没有就诊ID") }
    let settlement = settlement(visit, Subject(person: person, registration: registration))
    switch step {
    case .register, .query, .undoDetail: return .silent("国家平台没有这个步骤")
    case .describe: return Self.outcome(Describe2203A.parse(text)) { _ in .accepted }
    case .upload(let batch):
      let first = batch * VisitPlan.detailsPerUpload
      let count = min(VisitPlan.detailsPerUpload, plan.detailCount - first)
      let sent = (first..<first + count).map { Details2204.serial(plan.number, $0) }
      return Self.outcome(Details2204.parse(text, sent: sent)) { .uploaded($0) }
    case .preview: return Self.outcome(settlement.parsePreview(text)) { .previewed($0.funds, $0.policy) }
    case .settle: return Self.outcome(settlement.parse(text, message: message)) { .settled($0.serial, $0.funds) }
    case .reverse:
      return Self.outcome(Reverse2208.parse(text, registration: registration, message: message)) {
        .reversed($0.serial, $0.funds)
      }
    case .void: return Self.outcome(Void2601.parse(text)) { _ in .accepted }
    case .reconcile:
      return Self.outcome(Statement3202.parse(text)) { rows in
        Self.outcome(self.rows(rows, of: visit)) { .reconciled($0) }
      }
    case .clearDetails: return Self.outcome(Details2204.parseUndo(text)) { _ in .accepted }
    case .unregister: return Self.outcome(Register2201.parseUndo(text)) { _ in .accepted }
    }
  }

  /// 3202's rows of one visit.
  func rows(_ rows: [Statement3202.Row], of visit: Visit) -> UnifiedAnswer<[ReconcileRow]> {
    guard let person = visit.plan.person, let registration = visit.registration else { return .value([]) }
    let reversals = Dictionary(
      visit.settlements.map { ($0.serial.text, $0.reversalMessages) }, uniquingKeysWith: { $0 + $1 })
    return Statement3202.rows(
      rows, registration: registration, person: person, reversals: reversals, knownRefunds: visit.knownRefunds)
  }

  /// Of the platform's answers, which name the person, the journal keeps length and digest.
  static func digestFields(_ text: String) -> [String: String] {
    ["raw-bytes": String(text.utf8.count), "raw-digest": JournalDigest.hex(Array(text.utf8))]
  }
}

extension Outcome {
  /// Neither unknown nor refused.
  var isAnswered: Bool {
    switch self {
    case .silent, .notSent, .refused: false
    case .accepted, .registered, .uploaded, .previewed, .settled, .reversed, .queried, .reconciled: true
    }
  }
}
