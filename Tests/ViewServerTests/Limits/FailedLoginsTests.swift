import Testing

@testable import ViewServer

@Suite struct FailedLoginsTests {
  let key = FailedLogins.Key(user: "his_interface", address: "10.0.0.1")

  @Test func fifthFailureLocksForFiveMinutes() {
    var logins = FailedLogins()
    for _ in 0..<4 { logins.failed(key, now: 1000) }
    #expect(logins.lockedSeconds(key, now: 1000) == nil)
    logins.failed(key, now: 1000)
    #expect(logins.lockedSeconds(key, now: 1000) == 300)
    #expect(logins.lockedSeconds(key, now: 300_999) == 1)
    #expect(logins.lockedSeconds(key, now: 301_000) == nil)
    #expect(logins.lockedSeconds(FailedLogins.Key(user: "his_interface", address: "10.0.0.2"), now: 1000) == nil)
  }

  @Test func afterTheLockCountingBeginsAnew() {
    var logins = FailedLogins()
    for _ in 0..<5 { logins.failed(key, now: 0) }
    logins.failed(key, now: 300_000)
    #expect(logins.lockedSeconds(key, now: 300_000) == nil)
  }

  @Test func successForgets() {
    var logins = FailedLogins()
    for _ in 0..<4 { logins.failed(key, now: 0) }
    logins.succeeded(key)
    logins.failed(key, now: 0)
    #expect(logins.lockedSeconds(key, now: 0) == nil)
  }

  @Test func oldestIsForgottenOnePastTheLimit() {
    var logins = FailedLogins()
    for _ in 0..<5 { logins.failed(key, now: 0) }
    for index in 1..<FailedLogins.remembered { logins.failed(.init(user: "u\(index)", address: ""), now: 1) }
    #expect(logins.lockedSeconds(key, now: 1) != nil)
    logins.failed(.init(user: "one more", address: ""), now: 1)
    #expect(logins.lockedSeconds(key, now: 1) == nil)
  }
}
