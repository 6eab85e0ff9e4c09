import Settlement

/// What two persons closed by hand (R19): it stays with them as long as no word names it, and is reversed when 15 does (R9,
/// R18, I1).
extension Oracle {
  /// Standing settlements of a visit closed by hand that nobody can blame the program for: 15 was not configured, or has not
  /// named them since.
  func staysWithPersons(_ visit: Visit) -> Bool {
    visit.end == .closedByHand && !isNamedSinceClosing(visit)
  }

  private func isNamedSinceClosing(_ visit: Visit) -> Bool {
    guard scenario.profile.reconcile, let closed = visit.endedAt else { return false }
    let number = visit.plan.number.text
    return centre.standing(number).contains { row in
      centre.words.contains { word in
        word.transaction == "15" && (word.visit == number || word.visit.isEmpty)
          && word.askedMilliseconds > closed.bootMilliseconds && word.text.contains(row.serial)
      }
    }
  }

  /// A settlement that stood when the persons closed, or an hour later, is found by 15's questions of that day (R9); and
  /// the report counts every visit whose money nobody verified (I10).
  func byHand(_ ledger: SwipeLedger, _ report: String) -> [String] {
    var found: [String] = []
    let visits = ledger.visits.filter { $0.end == .closedByHand }
    for visit in visits where scenario.profile.reconcile && !isRestored && !scenario.setsClock {
      let number = visit.plan.number.text
      guard let closed = visit.endedAt, !centre.isImpossible else { continue }
      for row in centre.standing(number) where row.wall <= closed.wallMilliseconds + 3_600_000 {
        found.append("R9 \(row.serial) stands after \(number) was closed by hand, and 15 was not asked")
      }
    }
    let unproven = visits.filter { $0.settlements.isEmpty || $0.settlements.contains { $0.state != .closed } }.count
    let line = "\(unproven) 笔人工关闭，未核实"
    if report.contains("笔人工关闭，未核实") != (unproven > 0) || unproven > 0 && !report.contains(line) {
      found.append("I10 the report does not say \(line)")
    }
    let isEven = visits.allSatisfy { centre.standing($0.plan.number.text).isEmpty }
    if !isEven, report.contains("对账：已平") { found.append("I10 the report says even, and money stands closed by hand") }
    return found
  }
}
