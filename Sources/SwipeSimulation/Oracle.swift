import Settlement

/// The invariants of settlement.md, looked at from outside the core: the simulated centre's ledger and the journal as it
/// is on the disk. I2, I3, I4, I5 and I8 are checked by `MemoryCentre` as bytes arrive.
struct Oracle {
  let scenario: Simulation.Scenario
  let centre: MemoryCentre
  let isRestored: Bool
  /// The head kept elsewhere was restored too: nothing tells the program.
  var isSnapshot: Bool { isRestored && scenario.restoresHead }
  var isRestoredAfterWindow = false
  /// Two persons took an older copy for the journal to go on with.
  var isAccepted = false
  /// Visits whose end nobody could have told to be wrong.
  var unprovable: Set<String> = []

  /// A moment of the journal on the simulation's own time. The machine boots again on days without a set wall clock only.
  func steady(_ moment: Instant) -> Int64 {
    scenario.setsClock
      ? moment.bootMilliseconds
      : moment.wallMilliseconds - centre.startWall + VirtualClock.firstBootMilliseconds
  }

  /// I7 at the moment of closing: what a later review repairs was closed too early all the same.
  func closings(_ records: [JournalRecord]) throws -> [String] {
    var found: [String] = []
    var ledger = SwipeLedger()
    var ends: [SettlementEnd?] = []
    var answered: Set<VisitNumber> = []
    for record in records {
      _ = try ledger.apply(record)
      if record.kind == "SETTLE_RESULT", record.fields["outcome"] == "settled", let visit = record.visit {
        answered.insert(visit)
      }
      for (index, visit) in ledger.visits.enumerated() {
        let before = index < ends.count ? ends[index] : nil
        guard visit.end == .closedNever || visit.end == .closedReversed || visit.end == .refused, before != visit.end
        else { continue }
        // Whatever became of it at the centre: a serial was given out for it.
        if visit.end == .closedNever, answered.contains(visit.plan.number) {
          found.append("I7 CLOSED_NEVER although the 05 was answered with a serial")
        }
        let moment = record.at.wallMilliseconds
        let standing = (centre.settled + centre.voided).contains { row in
          row.visit == visit.plan.number.text && row.wall <= moment
            && (row.refundSerial == nil || row.refundWall > moment)
        }
        if standing, !unprovable.contains(visit.plan.number.text) {
          found.append("I7 \(visit.end?.rawValue ?? "") while settled")
        }
        if closedInPart(visit, at: record.at) { found.append("I7 CLOSED_REVERSED on a refund of a part") }
        if let missing = unproven(visit, at: record.at) { found.append(missing) }
      }
      ends = ledger.visits.map(\.end)
    }
    return found
  }

  /// What the centre had said when a visit was closed. Whoever closes on less was lucky, and I7 would hold by chance.
  private func unproven(_ visit: Visit, at moment: Instant) -> String? {
    let number = visit.plan.number.text
    let words = centre.words.filter {
      ($0.visit == number || $0.visit.isEmpty) && $0.answeredMilliseconds <= steady(moment)
    }
    return visit.end != .closedReversed
      ? neverUnproven(words.filter { $0.visit == number && $0.isAbsent }) : reversalUnproven(number, words, visit)
  }

  /// R9: two answers without the visit a quiet period apart, the later one the day's reconciliation.
  private func neverUnproven(_ absences: [MemoryCentre.Word]) -> String? {
    let quiet = Int64(Simulation.configuration(scenario).quietSeconds) * 1000
    guard let first = absences.first else { return "I7 CLOSED_NEVER without a word" }
    let isReconciled = absences.contains {
      $0.transaction == "15" && $0.askedMilliseconds - first.answeredMilliseconds >= quiet
    }
    return isReconciled ? nil : "I7 CLOSED_NEVER without reconciliation a quiet period later"
  }

  /// R13: 15's refund row, or 43 saying reversed where it can; our own `1` alone only where neither could speak.
  private func reversalUnproven(_ number: String, _ words: [MemoryCentre.Word], _ visit: Visit?) -> String? {
    let queryDecides = scenario.profile.query && scenario.profile.afterReversal != .original
    guard scenario.profile.reconcile || queryDecides else { return nil }
    if let visit, visit.settlements.contains(where: { $0.proof == .voided }) {
      return neverUnproven(words.filter { $0.visit == number && $0.isAbsent })
    }
    let sent = centre.reversalsArrived[number] ?? .min
    let serials = centre.issued.filter { $0.value == number }.map { "-\($0.key)" }
    let isProven = words.contains { word in
      guard word.askedMilliseconds >= sent else { return false }
      let showsRefund = serials.contains { word.text.contains($0) }
      return word.transaction == "15" ? showsRefund : queryDecides && (showsRefund || word.isAbsent)
    }
    return isProven ? nil : "I7 CLOSED_REVERSED without the centre's word"
  }

  /// R9: another environment's centre is told and asked nothing about a visit of this one.
  func strangers(at other: MemoryCentre) -> [String] {
    other.named.filter { centre.issued.values.contains($0) || centre.registered.contains($0) }
      .map { "R9 another environment's centre was asked about \($0)" }
  }

  /// I3: one message id, one request; every request has an id (R14, R11).
  func messages(_ records: [JournalRecord]) -> [String] {
    var found: [String] = []
    var requests: [String: String] = [:]
    for record in records where record.kind.hasSuffix("_INTENT") {
      let message = record.fields["message"] ?? ""
      let request = record.fields["request"] ?? ""
      if message.isEmpty { found.append("I3 \(record.kind) without a message id") }
      if let other = requests.updateValue(request, forKey: message), other != request {
        found.append("I3 message \(message) with different bytes")
      }
    }
    return found
  }

  /// I1, I6, I7, I8, I9, I10, I11 on the centre's ledger at the end.
  func outside(_ ledger: SwipeLedger, _ report: String) -> [String] {
    var found: [String] = []
    let waits = waitsForPerson(ledger)
    for visit in ledger.visits { found += outside(visit, report, waitsForPerson: waits) }
    for number in Set(centre.settled.map(\.visit)) where number.hasPrefix("QZ") {
      // Without 15 nobody can name a visit that an older journal does not know.
      if isRestored, !scenario.profile.reconcile { continue }
      // 3202 does not name the 门诊号: a visit that an older journal lost keeps the gate shut instead.
      if isRestored, scenario.profile.interface == .national { continue }
      // Nothing in a snapshot tells of it but a gate's 15, and no run comes after the window (R18).
      if isSnapshot, isRestoredAfterWindow { continue }
      if !ledger.visits.contains(where: { $0.plan.number.text == number }) {
        found.append("I6 unknown visit \(number)")
      }
    }
    if centre.settled.first(where: { $0.serial == MemoryCentre.foreign.serial })?.refundSerial != nil {
      found.append("I8 a patient's settlement was reversed")
    }
    if scenario.mishap?.what != .forgets { found += totals(ledger, report, found.isEmpty) }
    for card in 0..<scenario.cards where report.contains(String(123_456_789 + card)) {
      found.append("I9 card in the report")
    }
    // Of a visit that the snapshot does not know only a later gate's 15 tells. Without 15 those who accepted an older copy
    // answer for what it lost.
    let isUnheard =
      isSnapshot && (isRestoredAfterWindow || !scenario.profile.reconcile)
      || isAccepted && !scenario.profile.reconcile
    let unheard = isUnheard ? unknown(to: ledger) : []
    let stands = centre.settled.contains {
      $0.visit.hasPrefix("QZ") && $0.refundSerial == nil && !unheard.contains($0.visit)
    }
    if isRestored, stands, report.contains("对账：已平") {
      found.append("I10 the report of an older journal says even, and money stands")
    }
    if report.contains("张测试") { found.append("I9 name in the report") }
    return found
  }

  /// An older journal of the national platform that lost a whole visit stays older until a person has looked: 3202 does not
  /// name the 门诊号. No visit that might have settled since goes on meanwhile.
  private func waitsForPerson(_ ledger: SwipeLedger) -> Bool {
    guard isRestored, !isSnapshot, scenario.profile.interface == .national else { return false }
    let known = Set(ledger.visits.filter { $0.registration != nil }.map(\.plan.number.text))
    return centre.settled.contains { $0.visit.hasPrefix("QZ") && !known.contains($0.visit) }
  }

  private func outside(_ visit: Visit, _ report: String, waitsForPerson: Bool) -> [String] {
    var found: [String] = []
    let number = visit.plan.number.text
    let standing = centre.standing(number)
    // An older journal without 43 and 15 cannot know what it lost of a visit it knows: that one stays open for a person.
    let isNational = scenario.profile.interface == .national
    // With neither 43 nor 15 nobody says what became of a visit that the snapshot holds before its 05.
    let isBlind =
      isSnapshot && visit.mayHaveSettledUnseen && !scenario.profile.query && !scenario.profile.reconcile
    let isLost =
      isBlind || isRestored && (isWordless && visit.isOpen || isNational && visit.registration == nil)
    let isUnprovable = unprovable.contains(number)
    let isMarked = visit.handedOver && visit.isOpen
    let staysStanding = isMarked && mayStand(visit) || isLost || staysWithPersons(visit)
    if !standing.isEmpty, !staysStanding, !isUnprovable {
      found.append("I1 standing \(standing.map(\.serial)) in \(visit.state)")
    }
    let mayWait = waitsForPerson && !visit.isUndecided && visit.end == nil
    let staysOpen = isMarked && (mayStand(visit) || mayStayUndecided) || isLost || staysWithPersons(visit)
    if visit.isOpen, !staysOpen, !mayWait { found.append("I1 open in \(visit.state)") }
    if visit.isOpen, !report.contains(number) { found.append("I1 the report does not name \(number), which is open") }
    guard !isLost, scenario.mishap?.what != .forgets else { return found }
    if visit.end == .closedNever, centre.settled.contains(where: { $0.visit == number }) {
      found.append("I7 closed as never, but settled")
    }
    if visit.end == .closedReversed, !standing.isEmpty, !isUnprovable {
      found.append("I7 closed as reversed, but standing")
    }
    if !visit.isOpen, centre.visits[number] != nil, visit.state != .leftOver {
      found.append("I11 registration remains in \(visit.state)")
    }
    return found
  }

  private func unknown(to ledger: SwipeLedger) -> Set<String> {
    Set(centre.settled.map(\.visit)).subtracting(ledger.visits.map(\.plan.number.text))
  }

  /// I10: counts always; sums where every visit is closed and no amount was falsified.
  private func totals(_ ledger: SwipeLedger, _ report: String, _ isClean: Bool) -> [String] {
    // A refund of a part leaves its visit open, and is counted.
    let isCounted = ledger.visits.allSatisfy {
      !$0.isOpen || isToldInPart && !isRestored && !inPart($0.plan.number.text).isEmpty
    }
    guard isCounted, !(isRestored && !scenario.profile.reconcile) else { return [] }
    // One that a 2601 took away is the report's only where 3202 had named it.
    let known = Set(ledger.visits.flatMap(\.settlements).map(\.serial.text))
    let found = ledger.visits.filter { $0.registration != nil }.map(\.plan.number.text)
    let mayMiss = isRestored && scenario.profile.interface == .national
    // A visit that a snapshot lost and no gate's 15 looked for is in no report.
    let lost = isSnapshot && isRestoredAfterWindow ? unknown(to: ledger) : []
    // What persons closed without anything having been named, the report counts apart.
    let unnamed = Set(
      ledger.visits.filter { $0.end == .closedByHand && $0.settlements.isEmpty }.map(\.plan.number.text))
    let ours =
      centre.settled.filter {
        $0.visit.hasPrefix("QZ") && (!mayMiss || found.contains($0.visit)) && !unnamed.contains($0.visit)
          && !lost.contains($0.visit)
      }
      + centre.voided.filter { known.contains($0.serial) }
    let counted = ledger.visits.flatMap(\.settlements).count
    if counted != ours.count { return ["I10 report counts \(counted), ledger \(ours.count)"] }
    // Where 15 states the amounts, a falsified answer to the 05 or 99 is not what the report sums up.
    guard !scenario.amountsDiffer || scenario.profile.reconcile && scenario.profile.interface == .unified else {
      return []
    }
    let settled = centre.yuan(ours.map(\.fen).reduce(0, +))
    // A reversal that nothing verified is not counted where persons closed the visit.
    let unverified = Set(
      ledger.visits.filter { $0.end == .closedByHand }.flatMap(\.settlements).filter { $0.state != .closed }
        .map(\.serial.text))
    let reversed = centre.yuan(
      ours.filter { $0.refundSerial != nil || unprovable.contains($0.visit) }
        .map { reversedFen($0, isUnverified: unverified.contains($0.serial)) }.reduce(0, +))
    let line = "结算 \(settled) 元，冲正 \(reversed) 元"
    return report.contains(line) ? [] : ["I10 the report does not say \(line)"]
  }
}
