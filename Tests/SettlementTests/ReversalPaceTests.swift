import Settlement
import Testing

/// A centre that answers `1` to every 99 and names the settlement all the same: each side must wait (R15).
@Suite("The pace of reversals that do not show")
struct ReversalPaceTests {
  @Test(
    "At most one 99 in five seconds after the second",
    arguments: [
      CentreProfile(), CentreProfile(query: false, reconcile: true),
      CentreProfile(query: true, reconcile: false, afterReversal: .absent),
    ])
  func pace(profile: CentreProfile) throws {
    var driver = Driver(profile)
    try driver.settle(Driver.settled)
    let named: (StepKey.Name, Outcome) =
      profile.reconcile ? (.reconcile, try Driver.rows(refund: false)) : (.query, Driver.named("S1"))
    try driver.answer(profile.query ? .query : .reconcile, profile.query ? Driver.named("S1") : named.1)
    try driver.answer(.reverse, Driver.reversed)
    try driver.answer(named.0, named.1)
    var times: [Int64] = []
    for _ in 0..<30 {
      try driver.answer(.reverse, Driver.reversed)
      times.append(driver.now.bootMilliseconds)
      try driver.answer(named.0, named.1)
    }
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 5_000 })
    // Told once, however often it happens.
    #expect(driver.visit.alarms.count == Set(driver.visit.alarms).count)
  }

  @Test("The first 99 is verified at once")
  func first() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, Driver.reversed)
    let answered = driver.now
    let step = try driver.due()
    #expect(step.key.name == .reconcile)
    #expect(driver.now == answered)
  }
}
