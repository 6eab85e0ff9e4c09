import CentreProtocol
import Settlement

/// The sign-in at the national platform. In memory only: a new process signs in for itself.
struct NationalSession: Sendable {
  /// 签到编号, also of a sign-in that may have ended; empty: none.
  var number = ""
  /// `nil`: not signed in, or perhaps not any more.
  var since: Instant?
  var tries = 0
  var failedAt: Instant?

  /// *Ours*: no document says how long a sign-in lasts. A new day and this age end it.
  static let lifetimeMilliseconds: Int64 = 7_200_000
  /// A process with nothing to send for this long signs out.
  static let idleMilliseconds: Int64 = 600_000

  func isValid(at now: Instant) -> Bool {
    guard let since, !number.isEmpty, now.certainlyElapsed(since: since) < Self.lifetimeMilliseconds else {
      return false
    }
    return ShanghaiTime.dateText(since.wallMilliseconds) == ShanghaiTime.dateText(now.wallMilliseconds)
  }
}

extension SwipeRunner {
  /// Signs in where that is needed before a step, so that nothing stands between a settlement's intent and its bytes.
  /// After a failed 9001 only a new visit and its 2207A wait. Everything else goes on with the last number or none (R17),
  /// and 9001 is tried again by R15.
  ///
  /// - Returns: the milliseconds until it can be tried again; `nil`: the step may be sent.
  func signInWait(before step: Step) async throws -> Int64? {
    guard isNational, !session.isValid(at: clock.now()) else { return nil }
    if let failedAt = session.failedAt {
      let delay = BackOff.milliseconds(afterTries: session.tries, insideWindow: true, seed: 1)
      let remaining = delay - clock.now().certainlyElapsed(since: failedAt)
      if remaining > 0 { return Self.needsSession(step) ? remaining : nil }
    }
    var dates: [ServerDate] = []
    guard try await signIn(&dates) != nil else { return nil }
    return Self.needsSession(step) ? 1 : nil
  }

  private static func needsSession(_ step: Step) -> Bool { step == .settle || step == .register }

  /// - Returns: why there is no sign-in; `nil`: there is.
  func signIn(_ dates: inout [ServerDate]) async throws -> String? {
    let last = session.number
    session.number = ""
    let answer = try await nationalExchange(
      StepKey(.signIn), SignIn9001.request(operatorCode: configuration.operatorCode), &dates, parse: SignIn9001.parse)
    switch answer {
    case .value(let number):
      session = NationalSession(number: number, since: clock.now())
      return nil
    case .refused:
      noteFailure(last)
      return "9001 未受理"
    case .unparsable(let reason):
      noteFailure(last)
      return "9001：\(reason)"
    }
  }

  private func noteFailure(_ last: String) {
    session.number = last
    session.since = nil
    session.tries += 1
    session.failedAt = clock.now()
  }

  /// A failure may be an ended sign-in, which no code tells: the next step signs in again.
  func noteSession(_ reply: CentreReply, isDone: Bool) {
    if isNational, !isDone, case .answer = reply { session.since = nil }
  }

  /// 9002 once nothing is due.
  func signOutWhenIdle(_ wait: Int64) async throws {
    if wait > NationalSession.idleMilliseconds { try await signOut() }
  }

  /// 9002. What it answers does not matter.
  func signOut() async throws {
    guard isNational, session.since != nil else { return }
    let request = SignOut9002.request(signNumber: session.number, operatorCode: configuration.operatorCode)
    var dates: [ServerDate] = []
    _ = try await nationalExchange(StepKey(.signOut), request, &dates, parse: SignOut9002.parse)
    session = NationalSession()
  }

  /// A request of no visit, with an id of its own.
  func nationalExchange<Value: Sendable>(
    _ key: StepKey, _ transaction: NationalTransaction, _ dates: inout [ServerDate], card: MaskedText? = nil,
    parse: (String) -> UnifiedAnswer<Value>
  ) async throws -> UnifiedAnswer<Value> {
    let message = nextMessage()
    let done = try await exchange(
      key, request: try envelope(transaction, message: message), card: card, message: message, parse: parse)
    note(done, in: &dates)
    if case .value = done.answer {} else { session.since = nil }
    return done.answer
  }
}
