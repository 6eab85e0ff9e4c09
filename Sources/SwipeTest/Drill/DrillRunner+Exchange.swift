import CentreProtocol
import Settlement
import SettlementJournal

/// R1: bytes → INTENT → fdatasync → send → whole answer → RESULT → fdatasync → act.
extension DrillRunner {
  func perform(_ call: DrillCall, _ index: Int, of drill: Drill) async throws {
    guard let centre else { return }
    let step = drill.plan.steps[index]
    let serial = drill.steps[index].serial
    await signIn()
    let planned =
      switch call {
      case .upload: Optional(step.upload)
      case .query: step.query
      case .undo: Optional(step.undo)
      }
    guard let planned, let input = planned.input(serial: serial, wallMilliseconds: clock.now().wallMilliseconds) else {
      throw SwipeError.journal("演练 \(drill.plan.number.text) 第 \(index + 1) 步的计划不完整")
    }
    let now = clock.now()
    let message = centre.messages.next(now: now.wallMilliseconds)
    let request = NationalRequest(
      number: planned.number, messageID: message, time: ShanghaiTime.fullText(now.wallMilliseconds),
      personArea: drill.plan.personArea ?? personArea, signNumber: session.number, input: input)
    let body = request.body(from: centre.caller)
    try await record(
      .intended(step: index, call, message: message), of: drill.plan.number,
      extra: ["digest": JournalDigest.hex(body), "argument": planned.number])
    // An older copy restored from now on is noticed by its head: the upload may stand (R20).
    if call == .upload { await journal.storeDrillHead() }
    // In a task of its own, as the swipe test's: a stop does not throw the answer away.
    let reply = await Task { [configuration] in
      await centre.transport.call(number: planned.number, body: body, timeoutSeconds: configuration.timeoutSeconds)
    }.value
    var outcome = DrillAnswer(revokedStatuses: configuration.revokedStatuses)
      .outcome(of: reply, to: call, drill.plan.kind, number: drill.plan.number, serial: serial)
    let full = JournalRecord.drill(
      .resulted(step: index, call, outcome), of: drill.plan.number, at: clock.now(), extra: Self.raw(reply))
    if !full.isWritable {
      logger.error("平台的应答过长，记不下，按没有应答处理", metadata: ["drill": "\(drill.plan.number.text)"])
      outcome = .unknown("应答过长，记不下")
    }
    try await record(.resulted(step: index, call, outcome), of: drill.plan.number, extra: Self.raw(reply))
    let title = "\(step.title)\(call.title)（\(planned.number)）"
    logger.info("\(title)：\(outcome.summary)", metadata: ["drill": "\(drill.plan.number.text)"])
    switch outcome {
    case .unknown, .notSent, .refused: session = NationalSession()
    case .accepted, .found, .revoked, .absent: break
    }
  }

  /// Of the platform's answers, which name the patient, the journal keeps length and digest; what the undo needs is in the
  /// outcome.
  private static func raw(_ reply: NationalReply) -> [String: String] {
    guard case .answer(let bytes) = reply else { return [:] }
    return ["raw-bytes": String(bytes.count), "raw-digest": JournalDigest.hex(bytes)]
  }

  /// 9001. What is owed is sent without it too: `sign_no` is not mandatory (facts A.1.1).
  ///
  /// - Returns: why it failed; `nil` when signed in.
  @discardableResult
  func signIn() async -> String? {
    guard !session.isValid(at: clock.now()), let centre else { return nil }
    session = NationalSession()
    let input: JSONValue = [
      "signIn": ["opter_no": .string(centre.caller.operatorCode), "mac": "00-00-00-00-00-00", "ip": "127.0.0.1"]
    ]
    switch await exchange("9001", input) {
    case .success(let output):
      guard let number = output["signinoutb"]?["sign_no"]?.text, !number.isEmpty else { return "签到应答没有 sign_no" }
      session = NationalSession(number: number, since: clock.now())
      return nil
    case .failure(let failure): return failure.reason
    }
  }

  /// 9002. What it answers does not matter when all is done.
  func signOut() async {
    guard !session.number.isEmpty, let centre else { return }
    let input: JSONValue = [
      "signOut": ["sign_no": .string(session.number), "opter_no": .string(centre.caller.operatorCode)]
    ]
    if case .failure(let failure) = await exchange("9002", input) {
      logger.info("演练之后的签退没有成功", metadata: ["reason": "\(failure.reason)"])
    }
    session = NationalSession()
  }

  private struct SessionFailure: Error { let reason: String }

  /// 9001 or 9002; the message id is journalled before it is sent (R14).
  private func exchange(_ number: String, _ input: JSONValue) async -> Result<JSONValue, SessionFailure> {
    guard let centre else { return .failure(SessionFailure(reason: "没有平台")) }
    let now = clock.now()
    let message = centre.messages.next(now: now.wallMilliseconds)
    do {
      let body = NationalRequest(
        number: number, messageID: message, time: ShanghaiTime.fullText(now.wallMilliseconds),
        signNumber: session.number,
        input: input
      ).body(from: centre.caller)
      try await journal.recordDrill(.drillSession(number, message: message, at: now))
      switch await centre.transport.call(number: number, body: body, timeoutSeconds: configuration.timeoutSeconds) {
      case .notSent(let reason), .unknown(let reason): return .failure(SessionFailure(reason: reason))
      case .answer(let bytes):
        switch try NationalAnswer.parse(bytes) {
        case .output(let output): return .success(output)
        case .refused: return .failure(SessionFailure(reason: "平台未受理"))
        case .systemFailure: return .failure(SessionFailure(reason: "平台处理失败"))
        }
      }
    } catch let error as NationalProtocolError {
      return .failure(SessionFailure(reason: error.text))
    } catch {
      // A journal that failed refuses the next record too, which ends the process.
      return .failure(SessionFailure(reason: "\(error)"))
    }
  }
}
