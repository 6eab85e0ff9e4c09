import Settlement

/// A centre whose words come later than its deeds.
extension MemoryCentre {
  /// Whether a settlement that was done is shown already: 43, 15 and 3202 may read a copy of the ledger that is behind.
  func showsSettlement(_ row: Settled) -> Bool {
    !row.visit.hasPrefix("QZ") || centreWall - row.wall >= settlementLagMilliseconds
  }

  /// Whether a reversal that was done is shown already.
  func showsRefund(_ row: Settled) -> Bool {
    row.refundSerial != nil && centreWall - row.refundWall >= refundLagMilliseconds
  }

  /// R15: between two 99s of one settlement is a back-off of five seconds at least, but for one that follows at once.
  func inspectPace(_ serial: String) {
    let now = clock.steadyMilliseconds
    let times = (reversalTimes[serial] ?? []).filter { now - $0 < 60_000 } + [now]
    reversalTimes[serial] = times
    if times.count > 14 { violations.append("R15 \(times.count) reversals of \(serial) within a minute") }
  }
}
