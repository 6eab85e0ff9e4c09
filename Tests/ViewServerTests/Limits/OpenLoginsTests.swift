import Testing

@testable import ViewServer

@Suite struct OpenLoginsTests {
  @Test func oneMoreThanTheLimitPushesOutTheOldestOfTheBusiestAddress() {
    var logins = OpenLogins<Int>(limit: 4)
    let within = [(1, "a"), (2, "b"), (3, "b"), (4, "a")].map { logins.arrived($0.0, address: $0.1) }
    #expect(within == [nil, nil, nil, nil])
    let third = logins.arrived(5, address: "b")
    #expect(third == 2)
    #expect(logins.count == 4)
    // b has as many as a now; the new one makes a the busiest.
    let other = logins.arrived(6, address: "a")
    #expect(other == 1)
    // Of two addresses with as many, the one that waits longest.
    let single = logins.arrived(7, address: nil)
    #expect(single == 3)
    #expect(logins.count == 4)
  }

  @Test func whoLoggedInOrLeftIsNotCounted() {
    var logins = OpenLogins<Int>(limit: 2)
    _ = logins.arrived(1, address: "a")
    _ = logins.arrived(2, address: "a")
    logins.left(1)
    logins.left(1)
    #expect(logins.count == 1)
    let next = logins.arrived(3, address: "a")
    #expect(next == nil)
    let over = logins.arrived(4, address: "b")
    #expect(over == 2)
  }
}
