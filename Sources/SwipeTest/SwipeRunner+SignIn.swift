import CentreProtocol
import Settlement

/// The sign-in at the national platform. In memory only: a new process signs in for itself.
struct NationalSession: Sendable {
  /// 签到编号; empty: none.
  var number = ""
  var since: Instant?
  var tries = 0
  var failedAt: Instant?
  /// 9001 itself was refused: for a while requests go without a number, but no settlement does.
  var isRefused = false

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
  ///
  /// - Returns: the milliseconds until it can be tried again; `nil`: the step may be sent.
  func signInWait(before step: Step) async throws -> Int64? {
    guard isNational, !session.isValid(at: clock.now()) else { return nil }
    if let failedAt = session.failedAt {
      let delay = BackOff.milliseconds(afterTries: session.tries, insideWindow: true, seed: 1)
      let remaining = delay - clock.now().certainlyElapsed(since: failedAt)
      if remaining > 0 { return session.isRefused && step != .settle ? nil : remaining }
    }
    var dates: [ServerDate] = []
    let problem = try await signIn(&dates)
    guard problem != nil else { return nil }
    return session.isRefused && step != .settle ? nil : 1
  }

  /// - Returns: why there is no sign-in; `nil`: there is.
  func signIn(_ dates: inout [ServerDate]) async throws -> String? {
    session.number = ""
    let answer = try await nationalExchange(
      StepKey(.signIn), SignIn9001.request(operatorCode: configuration.operatorCode), &dates, parse: SignIn9001.parse)
    switch answer {
    case .value(let number):
      session = NationalSession(number: number, since: clock.now())
      return nil
    case .refused:
      session.isRefused = true
      noteFailure()
      return "9001 未受理"
    case .unparsable(let reason):
      session.isRefused = false
      noteFailure()
      return "9001：\(reason)"
    }
  }

  private func noteFailure() {
    session.tries += 1
    session.failedAt = clock.now()
  }

  /// A failure may be an ended sign-in, which no code tells: the next step signs in again.
  func noteSession(_ reply: CentreReply, isDone: Bool) {
    if isNational, !isDone, case .answer = reply { session.number = "" }
  }

  /// 9002 once nothing is due. What it answers does not matter.
  func signOutWhenIdle(_ wait: Int64) async throws {
    guard isNational, !session.number.isEmpty, wait > NationalSession.idleMilliseconds else { return }
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
    if case .value = done.answer {} else { session.number = "" }
    return done.answer
  }
}
