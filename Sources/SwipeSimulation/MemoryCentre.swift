import CentreProtocol
import Settlement
import SettlementJournal

/// What can go wrong with one request.
enum Fault: CaseIterable, Sendable {
  case none, connectionRefused, connectTimedOut, lostBefore, executedLost, executedLate, status502, empty,
    refusedAtRandom, refusedThoughExecuted, garbage, truncated, otherVisit, otherVisitAlike, duplicated, duplicatedLate,
    amountDiffers,
    stale, negativeToo, downForAWhile
}

/// What happens at the centre or to the machine beside single requests.
enum Mishap: CaseIterable, Sendable {
  case none
  /// Somebody at the centre reverses what stands.
  case personReverses
  /// Somebody at the centre refunds a part of what stands.
  case personRefundsPart
  /// Every reversal from now on refunds a part, and its answer says so, or says the whole.
  case refundsPart, refundsPartUntold
  /// Every reversal of a settlement is refused from now on: exempt from I1 as handed over.
  case impossible
  /// The centre loses what is settled: exempt from I1 as handed over.
  case forgets
  /// The wall clock is set by an hour; by ten minutes, which leaves both clocks inside the window.
  case clockBack, clockForward, clockDrifts
  /// The machine sleeps two hours, across the window's end.
  case suspended
  /// Somebody starts the program a second time over the same folder (R18).
  case secondInstance
}

/// A centre in memory with a ledger, written from the documents and not with our codecs. Used by one task at a time.
final class MemoryCentre: CentreTransport, @unchecked Sendable {
  struct Settled {
    var serial: String
    var visit: String
    var card: String
    var fen: Int
    var wall: Int64
    var refundSerial: String?
    var refundWall: Int64 = 0
    /// What its refund left standing.
    var withheld = 0
    var refunded: Int { refundSerial == nil ? 0 : fen - withheld }
    /// Two fifths go back.
    mutating func refundPart() { withheld = fen - fen * 2 / 5 }
  }
  struct Visit {
    var registration: String
    var details: [(serial: String, fen: Int)] = []
    var card: String
  }
  /// An answer of 43 or 15 as it was sent, on the simulation's own time.
  struct Word {
    /// Empty for 15 about whole days.
    let visit: String
    let transaction: String
    let text: String
    let askedMilliseconds: Int64
    let answeredMilliseconds: Int64

    /// An empty list is `##` or an empty field (centre.md): of `1|##` cut in half the word is the same.
    var isAbsent: Bool { text == "1|" || transaction == "43" && text == "1|##" }
  }
  struct Late {
    let due: Int64
    let request: String
  }

  let clock: VirtualClock
  /// When the simulated time began.
  let startWall: Int64
  let disk: MemoryDisk
  var profile: CentreProfile
  var visits: [String: Visit] = [:]
  var settled: [Settled] = []
  var unregistered: Set<String> = []
  /// The national interface; `nil`: the unified one.
  var platform: MemoryPlatform?
  /// Settlements a 2601 took away.
  var voided: [Settled] = []
  var faults: [String: [Int: Fault]] = [:]
  var counts: [String: Int] = [:]
  /// Every settlement's serial and visit, also of those the centre forgets.
  var issued: [String: String] = [:]
  var settleRequests: [String: Int] = [:]
  var words: [Word] = []
  /// Visit numbers that requests named, and those that were ever registered.
  var named: Set<String> = []
  var registered: Set<String> = []
  /// When the first reversal of a visit's settlement arrived, on the simulation's own time.
  var reversalsArrived: [String: Int64] = [:]
  /// Visits reversed by a life of which a snapshot, or an older copy without 3202, that was put back knows nothing.
  var forgottenReversals: Set<String> = []
  /// Amounts of another patient's reversals that visits were answered with in place of their own.
  var alike: [String: Set<Int>] = [:]
  var violations: [String] = []
  /// The process works with a journal that does not continue the head kept elsewhere (R20).
  var isOlderJournal = false
  /// Nothing but the agent itself can make it clean up a visit whose settlement stands (R24).
  var mustNotCleanUp = false
  private var cardsSilentUntil: Int64 = .min
  /// From this moment on the simulation's own time 01 says that cards are blocked, and whether it has said so.
  var cardsBlockedFrom: Int64 = .max
  var hasSaidBlocked = false
  /// When 01 or 1101 was asked, on the simulation's own time.
  private(set) var identified: [Int64] = []
  var isImpossible = false
  /// A reversal refunds a part; its answer states the whole.
  var refundsPart = false
  var refundsPartUntold = false
  /// 43, 15 and 3202 show a settlement so long after it was made.
  var settlementLagMilliseconds: Int64 = 0
  /// 43, 15 and 3202 show a reversal so long after it was done.
  var refundLagMilliseconds: Int64 = 0
  /// A settlement that is reversed already is answered `1` again, and nothing is done.
  var repeatsReversals = false
  /// When the 99s of each settlement arrived, on the simulation's own time.
  var reversalTimes: [String: [Int64]] = [:]
  /// A person set the wall clock: the centre's own goes on as it was.
  var settingMilliseconds: Int64 = 0
  var centreWall: Int64 { clock.now().wallMilliseconds - settingMilliseconds }
  var late: [Late] = []
  var random: SeededRandom
  var downUntil: [String: Int64] = [:]
  var window: SwipeWindow
  var lateMilliseconds: Int64 = 40_000
  /// Real patients' settlements.
  static let foreign = Settled(serial: "S9000001", visit: "M2021030100000001", card: "900000009", fen: 888, wall: 0)
  private var next = 1000

  init(clock: VirtualClock, disk: MemoryDisk, profile: CentreProfile, window: SwipeWindow, seed: UInt64) {
    self.clock = clock
    startWall = clock.now().wallMilliseconds
    self.disk = disk
    self.profile = profile
    self.window = window
    random = SeededRandom(state: seed)
    platform = profile.interface == .national ? MemoryPlatform() : nil
    platform?.refusesUnknownOriginals = seed % 2 == 0
    var other = Self.foreign
    other.wall = clock.now().wallMilliseconds
    settled = [other]
    visits[other.visit] = Visit(registration: "R9000001", card: other.card)
  }

  func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
    deliverLate()
    let fields = fields(request)
    inspect(request, fields)
    // A gate's 43 and 15 are counted apart: faults aim at visits.
    let gate =
      fields[0] == "15" && fields[5].isEmpty && (platform == nil || settleRequests.isEmpty)
      || fields[0] == "43" && visits[fields[5]] == nil
    let kind = gate ? "gate" : kind(fields)
    let number = counts[kind, default: 0]
    counts[kind] = number + 1
    let fault = gate ? .none : faults[kind]?[number] ?? .none
    if clock.now().wallMilliseconds < downUntil[kind] ?? .min { return timedOut(timeoutSeconds) }
    let asked = clock.steadyMilliseconds
    clock.advance(100)
    let reply = apply(fault, request, fields, kind, timeoutSeconds)
    if case .answer(let text, _) = reply, fields[0] == "15", let platform {
      for (registration, visit) in platform.visits {
        guard let word = MemoryPlatform.word(text, of: registration) else { continue }
        words.append(
          Word(
            visit: visit, transaction: "15", text: word, askedMilliseconds: asked,
            answeredMilliseconds: clock.steadyMilliseconds))
      }
    } else if case .answer(let text, _) = reply, fields[0] == "43" || fields[0] == "15" {
      words.append(
        Word(
          visit: fields[5], transaction: fields[0], text: text, askedMilliseconds: asked,
          answeredMilliseconds: clock.steadyMilliseconds))
    }
    return reply
  }

  private func apply(
    _ fault: Fault, _ request: String, _ fields: [String], _ kind: String, _ timeoutSeconds: Int
  ) -> CentreReply {
    switch fault {
    case .none: return answer(perform(request, fields))
    case .connectionRefused: return .notSent("连接被拒绝")
    case .connectTimedOut:
      clock.advance(Int64(timeoutSeconds) * 1000)
      return .notSent("连接超时")
    case .status502:
      _ = perform(request, fields)
      return .unknown("状态 502")
    case .empty:
      _ = perform(request, fields)
      return answer("")
    case .refusedThoughExecuted:
      let done = perform(request, fields)
      return answer(kind == "43" || kind == "15" ? done : failure("系统忙\(random.next() % 1000)"))
    case .duplicatedLate:
      let first = perform(request, fields)
      late.append(Late(due: clock.steadyMilliseconds + lateMilliseconds, request: request))
      return answer(first)
    case .lostBefore: return timedOut(timeoutSeconds)
    case .executedLost:
      _ = perform(request, fields)
      return timedOut(timeoutSeconds)
    case .executedLate:
      late.append(Late(due: clock.steadyMilliseconds + lateMilliseconds, request: request))
      return timedOut(timeoutSeconds)
    case .refusedAtRandom:
      let words = "张测试（卡123456789）拒绝\(random.next() % 10_000)已结算成功|S\(random.next() % 999)"
      return answer(refusal(words))
    case .garbage:
      _ = perform(request, fields)
      return answer("<html>\(random.next())</html>")
    case .truncated:
      let text = perform(request, fields)
      return answer(String(text.prefix(text.count / 2)))
    case .otherVisit, .otherVisitAlike:
      let own = fault == .otherVisitAlike && kind == "99" && platform == nil ? alikeAnswer(fields) : nil
      _ = perform(request, fields)
      if let own { return answer(own) }
      // 43 does not say whose serials it names; such an answer cannot be told from ours.
      return kind == "43" || kind == "15"
        ? timedOut(timeoutSeconds) : answer(platform?.foreign(kind) ?? foreignAnswer(kind))
    case .duplicated:
      let first = perform(request, fields)
      let second = perform(request, fields)
      // The platform knows a message by its id, and whichever of the two answers is first reaches us.
      return answer(platform != nil && random.next() % 2 == 0 ? second : first)
    case .amountDiffers: return answer(perform(request, fields, skew: 1))
    case .stale: return answer(kind == "43" ? "1|##" : kind == "15" ? nothingSettled : perform(request, fields))
    case .negativeToo: return answer(perform(request, fields, negativeToo: true))
    case .downForAWhile:
      downUntil[kind] = clock.now().wallMilliseconds + 300_000
      return timedOut(timeoutSeconds)
    }
  }

  func meet(_ mishap: Mishap) {
    switch mishap {
    case .none: break
    case .personReverses, .personRefundsPart:
      for index in settled.indices where settled[index].visit.hasPrefix("QZ") && settled[index].refundSerial == nil {
        settled[index].refundSerial = "-\(settled[index].serial)"
        settled[index].refundWall = centreWall
        if mishap == .personRefundsPart { settled[index].refundPart() }
      }
    case .impossible: isImpossible = true
    case .refundsPart: refundsPart = true
    case .refundsPartUntold: (refundsPart, refundsPartUntold) = (true, true)
    case .forgets: settled.removeAll { $0.visit.hasPrefix("QZ") }
    case .clockBack, .clockForward, .clockDrifts:
      let change: Int64 = mishap == .clockBack ? -3_600_000 : mishap == .clockForward ? 3_600_000 : 600_000
      settingMilliseconds += change
      clock.setWall(by: change)
    case .suspended: clock.advance(7_200_000)
    case .secondInstance:
      do {
        _ = try SettlementJournal.open(SecondProcess(disk: disk))
        violations.append("R18 a second process opened the journal")
      } catch {}
    }
  }

  /// 01 is not answered for so long.
  func silenceCards(_ milliseconds: Int64) {
    cardsSilentUntil = clock.now().wallMilliseconds + milliseconds
    downUntil["01"] = cardsSilentUntil
  }

  /// Milliseconds until the next late execution is due, so that waiting does not step over it.
  var nextLate: Int64 {
    late.map { max(1, $0.due - clock.steadyMilliseconds) }.min() ?? .max
  }

  func deliverLate() {
    let due = late.filter { $0.due <= clock.steadyMilliseconds }
    late.removeAll { $0.due <= clock.steadyMilliseconds }
    for item in due {
      _ = perform(item.request, fields(item.request))
    }
  }

  func fields(_ request: String) -> [String] {
    if let platform, let envelope = MemoryPlatform.Envelope(request) { return platform.fields(envelope, self) }
    return request.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  }

  func perform(_ request: String, _ fields: [String], skew: Int = 0, negativeToo: Bool = false) -> String {
    guard let platform, let envelope = MemoryPlatform.Envelope(request) else {
      return execute(fields, skew: skew, negativeToo: negativeToo)
    }
    return platform.execute(envelope, fields, self, skew: skew)
  }

  private func refusal(_ words: String) -> String { platform == nil ? "-1|\(words)" : MemoryPlatform.refused(words) }
  private func failure(_ words: String) -> String { platform == nil ? "-1|\(words)" : MemoryPlatform.failed(words) }
  private var nothingSettled: String { platform == nil ? "1|" : MemoryPlatform.output(["result": [String]()]) }

  /// R10, R12: a 2601 names the durable message of a 2207A of ours, and nothing else.
  private func inspectVoid(_ fields: [String]) {
    do {
      let isIntended = try disk.durableRecords().contains { record in
        record.kind == "SETTLE_INTENT" && record.fields["message"] == fields[1]
      }
      if !isIntended || fields[2] != "2207A" { violations.append("R12 2601 of \(fields[1]) \(fields[2])") }
    } catch { violations.append("I6 \(error)") }
  }

  /// 99s are told apart by what they undo.
  private func kind(_ fields: [String]) -> String {
    guard fields[0] == "99" else { return fields[0] }
    return fields[1].hasPrefix("S") || fields[1].hasPrefix("-") ? "99" : fields[1].hasPrefix("D") ? "99d" : "99r"
  }

  private func answer(_ text: String) -> CentreReply { .answer(text, serverDate: centreWall) }

  private func timedOut(_ seconds: Int) -> CentreReply {
    clock.advance(Int64(seconds) * 1000)
    return .unknown("超时")
  }

  private func foreignAnswer(_ kind: String) -> String {
    switch kind {
    case "05": settlementAnswer(serial: "S9000001", fen: 888)
    case "99": "1|-S9000001|1.00|2.00|0.00|3.00|0.00|0|0|0|0|0||2021-03-01 06:00:00"
    case "02": "1|R9000001|10.00||1"
    default: "1"
    }
  }

  /// Another reversal's `1` with the amounts of the settlement a 99 names: an earlier test visit's, whose serial the agent
  /// knows, else a patient's, which nothing tells from ours.
  private func alikeAnswer(_ fields: [String]) -> String? {
    guard let row = settled.first(where: { $0.serial == fields[1] && $0.visit == fields[3] }) else { return nil }
    let earlier = settled.first { $0.visit.hasPrefix("QZ") && $0.visit != row.visit && $0.refundSerial != nil }
    if earlier == nil { alike[row.visit, default: []].insert(row.fen) }
    return reversalAnswer(of: earlier?.serial ?? Self.foreign.serial, fen: row.fen)
  }

  /// I2, I3, I4, I5, I8: looked at from outside, for every byte that arrives.
  private func inspect(_ request: String, _ fields: [String]) {
    named.formUnion(fields.filter { $0.hasPrefix("QZ") })
    if !disk.durableContains("request=\(request.replacing("\\", with: "\\\\"))\n") {
      violations.append("I5 \(fields[0])")
    }
    if fields[0] == "01" { identified.append(clock.steadyMilliseconds) }
    if fields[0] == "02", hasSaidBlocked { violations.append("R18 a visit of a blocked card begins") }
    if fields[0] == "05" {
      settleRequests[fields[1], default: 0] += 1
      if settleRequests[fields[1]] != 1 { violations.append("I3 second settle") }
      if settingMilliseconds.magnitude > 5000 { violations.append("R16 an 05 while the clocks disagree") }
      let now = centreWall
      if clock.now().wallMilliseconds < cardsSilentUntil {
        violations.append("R18 an 05 while the gates cannot have passed")
      }
      if isOlderJournal { violations.append("R20 an 05 with an older journal") }
      if now < window.startMilliseconds || now > window.endMilliseconds - 248_000 { violations.append("I4 \(now)") }
    }
    if fields[0] == "2601" { inspectVoid(fields) }
    if platform != nil, fields[0] == "99", fields[1].hasPrefix("F") { violations.append("I8 reversal of a reversal") }
    let cleaned = fields[0] == "10" ? fields[1] : ["99d", "99r"].contains(kind(fields)) ? fields[3] : ""
    if mustNotCleanUp, !standing(cleaned).isEmpty { violations.append("R24 clean-up of \(cleaned), which stands") }
    guard fields[0] == "99", kind(fields) == "99" else { return }
    inspectPace(fields[1])
    reversalsArrived[fields[3]] = reversalsArrived[fields[3]] ?? clock.steadyMilliseconds
    if fields[1].hasPrefix("-") || settled.contains(where: { $0.refundSerial == fields[1] }) {
      violations.append("I8 reversal of a reversal")
    }
    if issued[fields[1]] != fields[3] {
      violations.append("I8 foreign serial \(fields[1])")
    }
    do {
      let named = try disk.durableRecords().contains { record in
        ["QUERY_RESULT", "RECONCILE_RESULT", "VISIT_ADOPTED", "REAPPEARED"].contains(record.kind)
          && (record.fields["serials"]?.contains(fields[1]) ?? record.fields["rows"]?.contains(fields[1]) ?? false)
      }
      if !named, profile.query || profile.reconcile { violations.append("I2 no durable word for \(fields[1])") }
    } catch { violations.append("I6 \(error)") }
  }

  func serial(_ letter: String) -> String {
    next += 1
    return "\(letter)\(next)"
  }
}
