import PGWire
import Testing

@testable import ViewServer

@Suite struct ConnectionSlotsTests {
  @Test func inAllAndPerAddress() throws {
    var slots = ConnectionSlots(limit: 3, limitPerAddress: 2)
    try slots.take(address: "a")
    try slots.take(address: "a")
    let perAddress = #expect(throws: WireReport.self) { try slots.take(address: "a") }
    #expect(perAddress?.state == "53300")
    try slots.take(address: nil)
    let inAll = #expect(throws: WireReport.self) { try slots.take(address: "b") }
    #expect(inAll?.state == "53300")
    slots.release(address: "a")
    try slots.take(address: "a")
    #expect(slots.taken == 3)
  }

  @Test func timeouts() {
    #expect(Session.timeout(asked: 0, largest: 0) == 0)
    #expect(Session.timeout(asked: 0, largest: 60_000) == 60_000)
    #expect(Session.timeout(asked: 3000, largest: 60_000) == 3000)
    #expect(Session.timeout(asked: 90_000, largest: 60_000) == 60_000)
    #expect(Session.timeout(asked: 90_000, largest: 0) == 90_000)
  }
}
