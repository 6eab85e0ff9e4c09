import CentreSimulator
import Foundation
import Testing

/// The body of `/_admin/health`.
private struct Health: Decodable {
  let rows: [String: Int]
}

@Suite("The simulator as a whole")
struct CentreSimulatorTests {
  @Test("Ledger, serial numbers, balances and published releases survive a restart")
  func restart() async throws {
    let folder = SmallCentre.newFolder()
    let first = try await SmallCentre(folder: folder)
    await first.prepare()
    _ = await first.settle()
    try await first.simulator.publish(release: "release-20210301")
    let before = try await first.simulator.ledger()
    await first.simulator.stop()

    let second = try await SmallCentre(folder: folder)
    #expect(try await second.simulator.ledger() == before)
    #expect(try await second.simulator.requests().count == 3)
    #expect(try await second.simulator.rowCounts()["ypml"] == 4)
    #expect(await second.call("99|500001000000005|0001|\(SmallCentre.visit)|0|1").fields.first == "1")
    #expect(await second.prepare("NEXT").fields[1] == "500001000000007")
    #expect(await second.call("06|NEXT|||44.17").fields[7] == "468.82")
    try await second.stop()
  }

  @Test("Requests are recorded in order with visit, length and digest; equal bytes have equal digests")
  func requests() async throws {
    let centre = try await SmallCentre()
    _ = await centre.call("31|")
    _ = await centre.call("43|T00000001|1||1|V1")
    _ = await centre.call("43|T00000001|1||1|V1")
    _ = await centre.call("43|T00000001|1||1|V2")
    _ = await centre.call("99|7|中|V1")
    let requests = try await centre.simulator.requests()
    #expect(requests.map(\.transaction) == ["31", "43", "43", "43", "99"])
    #expect(requests.map(\.visit) == ["", "V1", "V1", "V2", "V1"])
    #expect(requests.map(\.executed) == [true, true, true, true, false])
    // Two bytes for 中 in GB18030.
    #expect(requests.map(\.bytes) == [3, 20, 20, 20, 10])
    #expect(requests[1].digest == requests[2].digest && requests[1].digest != requests[3].digest)
    // FNV-1a 64 of "31|" by another implementation.
    #expect(requests[0].digest == "572c4f18224cabcf")
    try await centre.stop()
  }

  @Test("The admin page publishes, sets and clears faults, changes the card, shows ledger and requests")
  func admin() async throws {
    let centre = try await SmallCentre()
    func get(_ path: String) async -> LoopbackReply { await LoopbackClient.send(centre.port, "GET", path) }
    func post(_ path: String) async -> LoopbackReply { await LoopbackClient.send(centre.port, "POST", path) }
    func drugs() async throws -> Int? {
      let body = Data(await get("/_admin/health").body)
      return try JSONDecoder().decode(Health.self, from: body).rows["ypml"]
    }
    #expect(try await drugs() == 3)
    #expect(await post("/_admin/publish?release=release-20210301").status == 200)
    #expect(try await drugs() == 4)
    #expect(await post("/_admin/publish?release=../data").status == 400)
    #expect(await post("/_admin/publish?release=release-20210301&at=2021-03-01T07:00:00").status == 200)
    #expect(await post("/_admin/fault?spec=31:1:refuse").status == 200)
    #expect(await post("/_admin/fault?spec=31").status == 400)
    #expect(await centre.call("31").fields.first != "1")
    #expect(await post("/_admin/fault?spec=31:*:refuse").status == 200)
    #expect(await post("/_admin/fault/clear").status == 200)
    #expect(await post("/_admin/card?number=T00000007").status == 200)
    #expect(await centre.call("31").text == "1|T00000007")
    await centre.prepare()
    _ = await centre.settle()
    let ledger = try JSONDecoder().decode(CentreLedger.self, from: Data(await get("/_admin/ledger").body))
    #expect(ledger == (try await centre.simulator.ledger()) && ledger.netFen == 4_417)
    let requests = try JSONDecoder().decode([ReceivedRequest].self, from: Data(await get("/_admin/requests").body))
    #expect(requests.map(\.transaction) == ["31", "31", "02", "04", "05"])
    try await centre.stop()
  }

  @Test("A port in use is an error, not a silent failure")
  func portInUse() async throws {
    let centre = try await SmallCentre()
    let other = try CentreSimulator(
      configuration: SimulatorConfiguration(port: centre.port, dataDirectory: centre.folder + "/other"))
    await #expect(throws: SimulatorError.self) { try await other.start() }
    try await centre.stop()
  }
}
