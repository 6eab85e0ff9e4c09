import Testing

@testable import Settlement

/// Drives a drill by hand, on a clock that only the test moves.
struct DrillDriver {
  var drill: Drill
  var now = Instant(wallMilliseconds: 1_614_549_600_000, bootMilliseconds: 1_000_000)
  let start: Int64

  init(query: Bool, steps: Int = 1) {
    let step = DrillStep(
      title: "上传", upload: .init(number: "9211", input: "{}"), query: query ? .init(number: "9212", input: "{}") : nil,
      undo: .init(number: "9213", input: "{}"))
    let plan = DrillPlan(
      number: DrillNumber(wallMilliseconds: now.wallMilliseconds, random: 7), kind: .prescription, environment: "test",
      startedBy: "王", reason: "演练",
      rules: DrillRules(queryAfterSeconds: 15, quietSeconds: 60, handOverAfterSeconds: 1800),
      steps: Array(repeating: step, count: steps))
    drill = Drill(plan: plan, at: now)
    start = now.bootMilliseconds
  }

  /// Seconds since the drill was planned.
  var seconds: Int64 { (now.bootMilliseconds - start) / 1000 }

  mutating func event(_ event: DrillEvent) throws { _ = try drill.event(event, at: now) }

  /// Waits as long as the drill asks and returns the request that is due.
  mutating func due() throws -> (step: Int, call: DrillCall) {
    for _ in 0..<50 {
      switch drill.next(at: now) {
      case .send(let step, let call): return (step, call)
      case .wait(let milliseconds): now = now.adding(milliseconds: milliseconds)
      case .record(let event): _ = try drill.event(event, at: now)
      case .nothing: throw Stuck()
      }
    }
    throw Stuck()
  }

  struct Stuck: Error {}

  /// Expects this request next and answers it at once.
  mutating func answer(_ call: DrillCall, _ outcome: DrillOutcome, step: Int = 0) throws {
    let request = try due()
    #expect(request.call == call)
    #expect(request.step == step)
    try event(.intended(step: request.step, request.call, message: "m"))
    try event(.resulted(step: request.step, request.call, outcome))
  }

  var ends: [DrillEnd?] { drill.steps.map(\.end) }
}

@Suite("The drill: uploaded, asked about, undone (settlement.md, last section)")
struct DrillTests {
  private static let accepted = DrillOutcome.accepted(serial: "")

  @Test("the usual course: upload, found, revoke, revoked")
  func usualCourse() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .accepted(serial: "RX1"))
    try driver.answer(.query, .found(serial: "RX1"))
    #expect(driver.drill.mayStand)
    try driver.answer(.undo, Self.accepted)
    #expect(driver.drill.isOpen)
    try driver.answer(.query, .revoked)
    #expect(driver.ends == [.undone])
    #expect(driver.seconds == 0)
    #expect(!driver.drill.isOpen && !driver.drill.mayStand && driver.drill.owesReview)
    #expect(driver.drill.next(at: driver.now) == .wait(3_600_000))
    try driver.answer(.query, .revoked)
    #expect(driver.seconds == 3600)
    #expect(!driver.drill.owesReview)
    #expect(driver.drill.next(at: driver.now) == .nothing)
  }

  @Test("two steps are undone in the reverse order; without a query the answer closes them")
  func reverseOrder() throws {
    var driver = DrillDriver(query: false, steps: 2)
    try driver.answer(.upload, Self.accepted)
    try driver.answer(.upload, Self.accepted, step: 1)
    try driver.answer(.undo, Self.accepted, step: 1)
    try driver.answer(.undo, Self.accepted)
    #expect(driver.ends == [.answered, .answered])
  }

  @Test("a refused upload is decided like one without answer, shown as refused, and later steps are not begun")
  func refused() throws {
    var driver = DrillDriver(query: true, steps: 2)
    try driver.answer(.upload, .refused("FSI-不受理"))
    #expect(driver.drill.mayStand)
    _ = try driver.due()
    #expect(driver.seconds == 15)
    try driver.answer(.query, .absent)
    try driver.answer(.query, .absent)
    #expect(driver.seconds == 75)
    #expect(driver.ends == [.refused, .skipped])
    #expect(!driver.drill.isOpen && driver.drill.owesReview && driver.drill.alarms.isEmpty)

    var stock = DrillDriver(query: false)
    try stock.answer(.upload, .refused("FSI-不受理"))
    try stock.answer(.undo, Self.accepted)
    #expect(stock.drill.isOpen)
    try stock.answer(.undo, Self.accepted)
    #expect(stock.ends == [.refused])
  }

  @Test("a doubled upload whose second copy was refused stands: found, told, revoked")
  func refusedButStands() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .refused("FSI-重复上传"))
    try driver.answer(.query, .found(serial: "RX1"))
    #expect(driver.drill.alarms == ["上传：上传应答被拒，中心却有，予以撤销"])
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.query, .revoked)
    #expect(driver.ends == [.undone])
  }

  @Test("an upload that was not sent is not done: nothing is asked or undone")
  func notSent() throws {
    var driver = DrillDriver(query: false, steps: 2)
    try driver.answer(.upload, .notSent("拒绝连接"))
    #expect(throws: DrillDriver.Stuck.self) { try driver.due() }
    #expect(driver.ends == [.skipped, .skipped])
    #expect(driver.drill.skipReason == "上传没有发出：拒绝连接")
    #expect(!driver.drill.owesReview)
  }

  @Test("R9: an answered upload, too, is absent only when the query says it twice, and is looked at an hour later")
  func absentAfterUndo() throws {
    for undo in [Self.accepted, .unknown("超时")] {
      var driver = DrillDriver(query: true)
      try driver.answer(.upload, .accepted(serial: "RX1"))
      try driver.answer(.query, .found(serial: "RX1"))
      try driver.answer(.undo, undo)
      try driver.answer(.query, .absent)
      #expect(driver.drill.isOpen)
      let first = driver.seconds
      try driver.answer(.query, .absent)
      #expect(driver.seconds == first + 60)
      #expect(driver.ends == [.undone])
      try driver.answer(.query, .found(serial: "RX1"))
      #expect(driver.seconds == first + 60 + 3600)
      #expect(driver.drill.isOpen && driver.drill.alarms.count == 1)
    }
  }

  @Test("R8, R9: an upload nobody answered is asked about after 15 s, and absent counts twice, a quiet period apart")
  func absentTwice() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .unknown("超时"))
    let request = try driver.due()
    #expect(request.call == .query)
    #expect(driver.seconds == 15)
    try driver.answer(.query, .absent)
    #expect(driver.drill.isOpen)
    _ = try driver.due()
    #expect(driver.seconds == 75)
    try driver.answer(.query, .absent)
    #expect(driver.ends == [.never])
    #expect(driver.drill.owesReview)
  }

  @Test("one millisecond before the quiet period an absent does not count")
  func absentTooEarly() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .unknown("超时"))
    try driver.answer(.query, .absent)
    driver.now = driver.now.adding(milliseconds: 59_999)
    try driver.event(.hurried(by: "王"))
    try driver.answer(.query, .absent)
    #expect(driver.drill.isOpen)
    driver.now = driver.now.adding(milliseconds: 1)
    try driver.event(.hurried(by: "王"))
    try driver.answer(.query, .absent)
    #expect(driver.ends == [.never])
  }

  @Test("found after an unanswered upload: revoked like any other")
  func foundAfterUnknown() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .unknown("重置"))
    try driver.answer(.query, .found(serial: "RX9"))
    #expect(driver.drill.steps[0].serial == "RX9")
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.query, .revoked)
    #expect(driver.ends == [.undone])
  }

  @Test("executed late: an hour after the end it is looked for once more, reopened with an alarm and revoked")
  func review() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .unknown("超时"))
    try driver.answer(.query, .absent)
    try driver.answer(.query, .absent)
    let closed = driver.seconds
    _ = try driver.due()
    #expect(driver.seconds == closed + 3600)
    try driver.answer(.query, .found(serial: "RX2"))
    #expect(driver.drill.isOpen)
    #expect(driver.drill.alarms == ["上传：已结束的上传又在中心出现，再次撤销"])
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.query, .revoked)
    #expect(driver.ends == [.undone])
    #expect(!driver.drill.owesReview)
  }

  @Test("without a query the undo is sent anyway, counts when answered twice, and once more after an hour")
  func undoWithoutQuery() throws {
    var driver = DrillDriver(query: false)
    try driver.answer(.upload, .unknown("超时"))
    _ = try driver.due()
    #expect(driver.seconds == 15)
    try driver.answer(.undo, Self.accepted)
    #expect(driver.drill.isOpen)
    _ = try driver.due()
    #expect(driver.seconds == 75)
    try driver.answer(.undo, Self.accepted)
    #expect(driver.ends == [.answered])
    _ = try driver.due()
    #expect(driver.seconds == 75 + 3600)
    try driver.answer(.undo, Self.accepted)
    #expect(driver.ends == [.answered])
    #expect(!driver.drill.owesReview)
  }

  @Test("a query that says nothing three times is left, and the undo sent")
  func silentQuery() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .unknown("超时"))
    for _ in 0..<3 { try driver.answer(.query, .refused("FSI-不受理")) }
    try driver.answer(.undo, Self.accepted)
    #expect(driver.drill.isOpen)
  }

  @Test("an undo without answer is decided by the query: revoked ends it, found sends it again")
  func undoUnanswered() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .accepted(serial: "RX1"))
    try driver.answer(.query, .found(serial: "RX1"))
    try driver.answer(.undo, .unknown("超时"))
    try driver.answer(.query, .found(serial: "RX1"))
    try driver.answer(.undo, .unknown("超时"))
    try driver.answer(.query, .revoked)
    #expect(driver.ends == [.undone])
    #expect(driver.drill.steps[0].undosSent == 2)
  }

  @Test("an answered undo that the centre does not confirm is sent again, with an alarm")
  func notUndone() throws {
    var driver = DrillDriver(query: true)
    try driver.answer(.upload, .accepted(serial: "RX1"))
    try driver.answer(.query, .found(serial: "RX1"))
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.query, .found(serial: "RX1"))
    #expect(driver.drill.alarms.count == 1)
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.query, .revoked)
    #expect(driver.ends == [.undone])
  }

  @Test("R19: nothing left that could decide marks at once; otherwise after 30 min, and asking goes on every 10 min")
  func handOver() throws {
    var refused = DrillDriver(query: false)
    try refused.answer(.upload, Self.accepted)
    try refused.answer(.undo, .refused("FSI-不能撤销"))
    #expect(!refused.drill.isHandedOver)
    try refused.answer(.undo, .refused("FSI-不能撤销"))
    _ = try refused.due()
    #expect(refused.drill.isHandedOver)
    #expect(refused.drill.handOverReason == "撤销两次未被受理，又没有查询交易可核实")

    var silent = DrillDriver(query: false)
    try silent.answer(.upload, Self.accepted)
    while !silent.drill.isHandedOver, silent.seconds < 4000 {
      try silent.answer(.undo, .unknown("超时"))
      _ = try silent.due()
    }
    #expect(silent.drill.isHandedOver)
    #expect(silent.seconds >= 1800 && silent.seconds <= 2400)
    let before = silent.seconds
    try silent.answer(.undo, .unknown("超时"))
    _ = try silent.due()
    #expect(silent.seconds - before == 600)
    try silent.answer(.undo, Self.accepted)
    #expect(silent.ends == [.answered])
  }

  @Test("R19: two persons close a marked drill, and nobody closes an unmarked one")
  func byHand() throws {
    var driver = DrillDriver(query: false)
    try driver.answer(.upload, Self.accepted)
    let close = DrillEvent.closedByHand(by: "王", confirmedBy: "李", reason: "电话")
    #expect(throws: DrillError.self) { try driver.event(close) }
    try driver.answer(.undo, .refused("FSI-"))
    try driver.answer(.undo, .refused("FSI-"))
    _ = try driver.due()
    try driver.event(close)
    #expect(driver.ends == [.byHand])
    #expect(driver.drill.closedBy == "王、李（电话）")
    #expect(driver.drill.next(at: driver.now) == .nothing)
  }

  @Test("R22: a restart makes what is in flight unknown and uploads nothing more")
  func restart() throws {
    var uploading = DrillDriver(query: false, steps: 2)
    try uploading.event(.intended(step: 0, .upload, message: "m"))
    try uploading.event(.restarted)
    #expect(uploading.drill.steps[0].state == .unknown)
    try uploading.answer(.undo, Self.accepted)
    #expect(uploading.ends == [nil, .skipped])

    var undoing = DrillDriver(query: true)
    try undoing.answer(.upload, .accepted(serial: "RX1"))
    try undoing.answer(.query, .found(serial: "RX1"))
    try undoing.event(.intended(step: 0, .undo, message: "m"))
    try undoing.event(.restarted)
    #expect(undoing.drill.steps[0].state == .undoUnanswered)
    try undoing.answer(.query, .revoked)
    #expect(undoing.ends == [.undone])

    var planned = DrillDriver(query: true)
    try planned.event(.restarted)
    #expect(throws: DrillDriver.Stuck.self) { try planned.due() }
    #expect(planned.ends == [.skipped])
  }

  @Test("R20: with an older journal what it holds planned may have been uploaded: asked about, not skipped")
  func olderJournal() throws {
    var driver = DrillDriver(query: true)
    try driver.event(.restartedOlder)
    #expect(driver.drill.steps[0].state == .unknown && driver.drill.mayStand)
    _ = try driver.due()
    #expect(driver.seconds == 15)
    try driver.answer(.query, .found(serial: "RX1"))
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.query, .revoked)
    #expect(driver.ends == [.undone])
  }

  @Test("impossible events are refused: a second upload, an answer nobody asked for, a query that is not there")
  func impossible() throws {
    var driver = DrillDriver(query: false)
    try driver.answer(.upload, Self.accepted)
    #expect(throws: DrillError.self) { try driver.event(.intended(step: 0, .upload, message: "m")) }
    #expect(throws: DrillError.self) { try driver.event(.intended(step: 0, .query, message: "m")) }
    #expect(throws: DrillError.self) { try driver.event(.intended(step: 1, .undo, message: "m")) }
    #expect(throws: DrillError.self) { try driver.event(.resulted(step: 0, .undo, Self.accepted)) }
  }

  @Test("R15: the waits are 5, 10, 20, 40, 60 s, then 2, 5 and 10 min")
  func waits() {
    #expect((1...9).map { DrillRules.backOff($0) / 1000 } == [5, 10, 20, 40, 60, 120, 300, 600, 600])
    #expect(DrillRules.backOff(0) == 0)
  }
}
