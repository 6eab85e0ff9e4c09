import Settlement
import SettlementJournal

/// What `qianzhi drill status` shows. No person's data: numbers, states, what to do.
public struct DrillStatus: Sendable, Codable, Equatable {
  public struct Step: Sendable, Codable, Equatable {
    public let title: String
    /// The transaction numbers: upload, query (empty: none), undo.
    public let numbers: [String]
    public let state: String
    public let stateTitle: String
    /// 医保处方编号; empty: none or unknown.
    public let serial: String
    public let undosSent: Int
  }

  public struct Entry: Sendable, Codable, Equatable {
    public let drill: String
    public let kind: String
    public let kindTitle: String
    public let environment: String
    public let startedBy: String
    public let reason: String
    public let plannedAt: String
    public let isOpen: Bool
    /// When the look after its end is due, `yyyy-MM-dd HH:mm:ss`; empty: none, or the centre configured now is not its own.
    public let nextReview: String
    /// That time has come.
    public let reviewIsDue: Bool
    public let handedOver: Bool
    public let steps: [Step]
    /// In words.
    public let result: String
    public let nextAction: String
    public let handOver: [String]
    public let alarms: [String]
    public let evidence: [String]
  }

  public let environment: String
  public let drills: [Entry]
  public let head: JournalHead
  /// Something was handed over, or belongs to the other environment or interface.
  public let needsAttention: Bool
  /// Which drills, and why, a line each.
  public let attention: [String]
  public let summary: String
}

extension DrillRunner {
  public func status() async -> DrillStatus {
    let now = clock.now()
    let drills = await journal.drillBook().drills
    let owed = drills.filter(\.isOpen).compactMap(attention)
    let known = KnownNumbers(configuration.persons, drills: drills)
    return DrillStatus(
      environment: configuration.environment.rawValue, drills: drills.map { entry($0, known, now) },
      head: await journal.drillJournalHead(),
      needsAttention: !owed.isEmpty, attention: owed,
      summary: summary(drills))
  }

  /// One line of totals, or one for each environment (R20, as the swipe test's).
  private func summary(_ drills: [Drill]) -> String {
    func title(_ drill: Drill) -> String { SwipeText.environment(drill.plan.environment) }
    let titles = SwipeText.environments(drills.map(title), configured: configuration.environment.rawValue)
    guard titles.count > 1 else { return DrillTotals(drills).line }
    return titles.map { name in "\(name)：\(DrillTotals(drills.filter { title($0) == name }).line)" }
      .joined(separator: "。")
  }

  private func attention(_ drill: Drill) -> String? {
    let number = drill.plan.number.text
    if !isReachable(drill) { return "演练 \(number) \(switchingBack(drill))" }
    return drill.isHandedOver ? "演练 \(number) 已移交人工：\(drill.handOverReason)" : nil
  }

  private func entry(_ drill: Drill, _ known: KnownNumbers, _ now: Instant) -> DrillStatus.Entry {
    let plan = drill.plan
    let review = isReachable(drill) ? drill.reviewWait(at: now) : nil
    let steps = zip(plan.steps, drill.steps).map { step, progress in
      DrillStatus.Step(
        title: step.title, numbers: [step.upload.number, step.query?.number ?? "", step.undo.number],
        state: progress.state.rawValue, stateTitle: progress.end?.title ?? progress.state.title,
        serial: progress.serial, undosSent: progress.undosSent)
    }
    return DrillStatus.Entry(
      drill: plan.number.text, kind: plan.kind.rawValue, kindTitle: plan.kind.title, environment: plan.environment,
      startedBy: known.masked(in: plan.startedBy), reason: known.masked(in: plan.reason),
      plannedAt: ShanghaiTime.fullText(drill.plannedAt.wallMilliseconds), isOpen: drill.isOpen,
      nextReview: review.map { ShanghaiTime.fullText(now.wallMilliseconds + $0) } ?? "", reviewIsDue: review == 0,
      handedOver: drill.isHandedOver, steps: steps, result: known.masked(in: Self.result(drill)),
      nextAction: words(drill, now),
      handOver: handOverLines(drill), alarms: drill.alarms, evidence: drill.evidence.map(known.masked(in:)))
  }

  static func result(_ drill: Drill) -> String {
    guard !drill.isOpen else { return drill.isHandedOver ? "未决，已移交人工" : "进行中" }
    guard drill.closedBy.isEmpty else { return "由 \(drill.closedBy) 确认关闭" }
    let isWhole = drill.steps.allSatisfy { $0.end == .undone || $0.end == .answered }
    if isWhole { return drill.steps.allSatisfy { $0.end == .undone } ? "完成，已核实" : "完成，已应答未核实" }
    let ends = drill.steps.compactMap(\.end)
    let words = DrillEnd.allCases.filter(ends.contains).map(\.title).joined(separator: "；")
    return "没有全部上传：\(words)" + (drill.skipReason.isEmpty ? "" : "（\(drill.skipReason)）")
  }

  private func words(_ drill: Drill, _ now: Instant) -> String {
    if drill.isOpen, !isReachable(drill) { return switchingBack(drill) }
    if let (step, call) = drill.inFlight { return "等待\(drill.plan.steps[step].title)\(call.title)的应答" }
    switch drill.next(at: now) {
    case .send(let step, let call): return "即将\(drill.plan.steps[step].title)\(call.title)"
    case .wait(let milliseconds):
      let seconds = (milliseconds + 999) / 1000
      return drill.isOpen ? "\(seconds) 秒后继续" : "\(seconds) 秒后复查"
    case .record: return "即将记录"
    case .nothing: return "无"
    }
  }

  /// What keeps a drill from being ended: another environment, another interface, or both.
  private func switchingBack(_ drill: Drill) -> String {
    var wanted: [String] = []
    if drill.plan.environment != configuration.environment.rawValue {
      wanted.append("等待切回\(SwipeText.environment(drill.plan.environment))")
    }
    if centre == nil { wanted.append("是经国家平台做的：请把 [centre] interface 改回 \"national\" 并重新启动，直到它结束") }
    return wanted.joined(separator: "；")
  }

  /// What a person needs who takes over; empty otherwise.
  func handOverLines(_ drill: Drill) -> [String] {
    guard drill.isHandedOver, drill.isOpen else { return [] }
    let number = drill.plan.number.text
    let phone = configuration.phone.isEmpty ? "（[centre] phone 未配置）" : configuration.phone
    var lines = ["原因：\(drill.handOverReason)"]
    for (step, progress) in zip(drill.plan.steps, drill.steps) where progress.state != .closed {
      let serial = progress.serial.isEmpty ? "编号未知" : "编号 \(progress.serial)"
      lines.append("\(step.title)（\(step.upload.number)）\(progress.state.title)，\(serial)，撤销发出 \(progress.undosSent) 次")
    }
    lines.append("下一步：致电中心 \(phone)，报本机构编号 \(number)，问是否仍有未撤销的上传")
    lines.append("  要立即再试：qianzhi drill resolve \(number) --retry --by 姓名")
    lines.append("  中心确认已撤销：qianzhi drill resolve \(number) --by 姓名 --confirmed-by 第二人 --reason 依据")
    lines.append("  记下依据：qianzhi drill resolve \(number) --note 依据 --by 姓名")
    return lines
  }
}

/// The report's counts.
struct DrillTotals: Equatable {
  var drills = 0
  var uploads = 0
  var undone = 0
  var verified = 0
  var refused = 0
  var never = 0
  var byHand = 0
  var open = 0

  init(_ all: [Drill]) {
    for drill in all {
      drills += 1
      if drill.isOpen { open += 1 }
      for step in drill.steps {
        if step.state != .planned, step.end != .skipped { uploads += 1 }
        switch step.end {
        case .undone:
          undone += 1
          verified += 1
        case .answered: undone += 1
        case .refused: refused += 1
        case .never: never += 1
        case .byHand: byHand += 1
        case .skipped, nil: break
        }
      }
    }
  }

  var line: String {
    "演练 \(drills) 次，上传 \(uploads) 笔，已撤销 \(undone)，其中已核实 \(verified)，被拒 \(refused)，没有发生 \(never)，"
      + "人工关闭 \(byHand)，未决 \(open)"
  }
}
