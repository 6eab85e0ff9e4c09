import Catalogue
import Settlement
import SettlementJournal

/// What `qianzhi status` and `qianzhi swipe status` show; cards masked.
public struct SwipeStatus: Sendable, Codable, Equatable {
  public struct VisitStatus: Sendable, Codable, Equatable {
    public let visit: String
    public let state: String
    /// In words; with 已应答未核实 where nothing but our 99's own answer says that it is reversed (R13).
    public let stateTitle: String
    /// Masked.
    public let card: String
    public let run: String
    /// 测试环境 or 正式环境; empty in a journal that only older versions wrote.
    public let environment: String
    /// 明细合计, yuan
    public let planned: String
    /// The 05's total as answered; empty: unknown.
    public let settled: String
    public let serials: [String]
    public let handedOver: Bool
    /// Why, what is known, and what to do next, a line each; empty when it was not handed over.
    public let handOver: [String]
    public let isOpen: Bool
    /// R9's questions about a closed visit that were not asked yet; 0 where the centre configured now is not its own.
    public let reviewsOwed: Int
    /// When the next of them is due, `yyyy-MM-dd HH:mm:ss`; empty: none.
    public let nextReview: String
    /// That time has come.
    public let reviewIsDue: Bool
    /// In words.
    public let nextAction: String
    public let alarms: [String]
    /// What persons attached, a line each.
    public let evidence: [String]
    /// What the centre refused last, in its own words without persons; empty: nothing.
    public let refusals: [String]
  }

  public let environment: String
  public let runs: [String]
  public let visits: [VisitStatus]
  /// The window of the run by hand under way, else the configured date's next, `yyyy-MM-dd HH:mm:ss`; empty: none to come.
  public let windowStart: String
  public let windowEnd: String
  /// R16: when the last 05 of that window may be sent, `HH:mm:ss`; empty: none to come.
  public let lastSettle: String
  /// Runs that ended, with the reason, and windows that went by without one.
  public let notes: [String]
  public let gates: [GateResult]
  public let head: JournalHead
  /// A person is needed: something was handed over, a reopened visit, a visit of the other environment, a run that was
  /// missed and that no other followed, gates that do not pass in the window, no space for a coming window, a journal that
  /// failed, is damaged or an older copy.
  public let needsAttention: Bool
  /// Why the test cards cannot be used, as their file is now; `nil`: they can.
  public let cardsProblem: String?
  /// Why, a line each.
  public let attention: [String]
  public let summary: String
}

extension SwipeRunner {
  public func status() -> SwipeStatus {
    let now = clock.now()
    let coming = (configuration.dates.map { configuration.window(on: $0) } + [activeRun?.window].compactMap { $0 })
      .filter { $0.endMilliseconds > now.wallMilliseconds }.min { $0.startMilliseconds < $1.startMilliseconds }
    let cardsProblem = cardSource.map { $0().problem } ?? nil
    // What a damaged journal lacks may be the very run or visit that would be missed.
    let damage = damageLine()
    var attention = damage.map { [$0] } ?? attentionLines(now)
    // A window is to come, this evening's or the next: the time to mend them is now.
    if let cardsProblem, coming != nil { attention.append(cardsProblem) }
    if let spaceProblem, coming != nil, !attention.contains(where: { $0.contains(spaceProblem) }) {
      attention.append(spaceProblem)
    }
    return SwipeStatus(
      environment: configuration.environment.rawValue, runs: ledger.runs.map(\.id),
      visits: ledger.visits.map { status(of: $0, now) },
      windowStart: coming.map { ShanghaiTime.fullText($0.startMilliseconds) } ?? "",
      windowEnd: coming.map { ShanghaiTime.fullText($0.endMilliseconds) } ?? "",
      lastSettle: coming.map { ShanghaiTime.timeText(configuration.reserve.lastSettleMilliseconds(of: $0)) } ?? "",
      notes: damage == nil ? notes(now) : [], gates: lastGates,
      head: journal.head, needsAttention: !attention.isEmpty, cardsProblem: cardsProblem, attention: attention,
      summary: summaryLine)
  }

  private func status(of visit: Visit, _ now: Instant) -> SwipeStatus.VisitStatus {
    let owed = isReachable(visit) ? visit.owedReviews(at: now) : nil
    return SwipeStatus.VisitStatus(
      visit: visit.plan.number.text, state: visit.state.rawValue, stateTitle: Self.title(of: visit),
      card: visit.plan.card.description, run: visit.plan.run,
      environment: ledger.environment(of: visit).map { SwipeText.environment($0) } ?? "",
      planned: visit.plan.total.yuanText,
      settled: visit.claimedFunds?.total.yuanText ?? "", serials: visit.settlements.map(\.serial.text),
      handedOver: visit.handedOver, handOver: handOverLines(visit), isOpen: visit.isOpen,
      reviewsOwed: owed?.count ?? 0, nextReview: owed.map { ShanghaiTime.fullText($0.nextWallMilliseconds) } ?? "",
      reviewIsDue: owed.map { $0.nextWallMilliseconds <= now.wallMilliseconds } ?? false,
      nextAction: journalDamage == nil ? Self.words(visit, now) : "日志损坏，不再进行", alarms: visit.alarms,
      evidence: evidenceLines(visit),
      refusals: refusalLines(visit))
  }

  private static func title(of visit: Visit) -> String {
    let isUnverified = visit.settlements.contains { $0.proof == .answeredOnly }
    return visit.stateTitle + (isUnverified ? "（\(Settlement.Proof.answeredOnly.rawValue)）" : "")
  }

  private func notes(_ now: Instant) -> [String] {
    let ended = ledger.runs.filter(\.ended).map { "\($0.id) 结束：\($0.endReason)" }
    var missed = ledger.missedRuns.sorted { $0.key < $1.key }.map { "\($0.key) 没有进行：\($0.value)" }
    // One that no running agent has journalled yet.
    if configuration.automatic, let run = missedRun(now) { missed.append("\(run.id) 没有进行：\(run.reason)") }
    if let waiting = waitingInWindow(now) { missed.append(waiting) }
    return ended + missed + byHandLines + olderLines + environmentLines + unreachableLines
  }

  /// The window is open, and the run has not begun or cannot go on because gates did not pass.
  func waitingInWindow(_ now: Instant) -> String? {
    if let run = activeRun, run.window.contains(now.wallMilliseconds), nextCard(of: run) != nil || cardsProblem != nil,
      !ledger.visits.contains(where: \.isOpen)
    {
      let failed = lastGates.filter { !$0.passed && $0.name != Self.openGateName }.map { "\($0.name)：\($0.reason)" }
      return failed.isEmpty ? nil : "\(run.id) 还不能继续：\(failed.joined(separator: "；"))"
    }
    let today = CivilDateTime(unixMilliseconds: now.wallMilliseconds).date
    let window = configuration.window(on: today)
    guard configuration.automatic, configuration.dates.contains(today), window.contains(now.wallMilliseconds),
      !hasRun(in: window)
    else { return nil }
    let failed = lastGates.filter { !$0.passed }.map { "\($0.name)：\($0.reason)" }
    return failed.isEmpty ? nil : "\(automaticRun(in: window)) 窗口已开，还不能开始：\(failed.joined(separator: "；"))"
  }

  private static func words(_ visit: Visit, _ now: Instant) -> String {
    if let key = visit.inFlight { return "等待\(key.name.title(visit.rules.profile.interface))应答" }
    switch visit.next(at: now) {
    case .send(let step): return "即将\(step.key.name.title(visit.rules.profile.interface))"
    case .wait(let milliseconds): return "\((milliseconds + 999) / 1000) 秒后继续"
    case .record: return "即将记录"
    case .nothing: return visit.isOpen ? "等待人工" : "无"
    }
  }
}

/// The report's counts and sums (R20).
struct SwipeTotals: Equatable {
  var planned = 0
  var sent = 0
  var settled = 0
  var cancelled = 0
  var refused = 0
  var neverHappened = 0
  var reversed = 0
  var verified = 0
  var leftOver = 0
  var open = 0
  var settledSum = Fen.zero
  var reversedSum = Fen.zero

  init(_ visits: [Visit]) {
    for visit in visits {
      planned += 1
      if visit.settleSentAt != nil { sent += 1 }
      settled += visit.settlements.count
      if visit.end == .cancelled { cancelled += 1 }
      if visit.end == .refused { refused += 1 }
      if visit.end == .closedNever { neverHappened += 1 }
      if visit.state == .leftOver { leftOver += 1 }
      if visit.isOpen { open += 1 }
      for settlement in visit.settlements {
        let amount = visit.shownTotal(of: settlement) ?? visit.plan.total
        settledSum = settledSum + amount
        let refund = visit.refundDifference(of: settlement)?.refunded
        guard settlement.state == .closed else {
          // What the centre's ledger says went back, though it closes nothing (I10).
          reversedSum = reversedSum + (refund ?? .zero)
          continue
        }
        reversed += 1
        reversedSum = reversedSum + (refund ?? amount)
        if settlement.proof != .answeredOnly, refund == nil { verified += 1 }
      }
    }
  }

  /// How many visits or settlements, each under its name, as status and every report show them (R20).
  var counts: [(title: String, count: Int)] {
    let refusals = refused > 0 ? [("被拒绝", refused)] : []
    return [("计划", planned), ("已发送", sent), ("已结算", settled), ("取消", cancelled)] + refusals + [
      ("未发生", neverHappened), ("已冲正", reversed), ("已核实", verified), ("登记遗留", leftOver), ("未决", open),
    ]
  }

  var line: String {
    counts.map { "\($0.title) \($0.count)" }.joined(separator: "，")
      + "；结算 \(settledSum.yuanText) 元，冲正 \(reversedSum.yuanText) 元，净额 \((settledSum + -reversedSum).yuanText) 元"
  }
}
