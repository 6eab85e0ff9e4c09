import CentreSimulator
import Testing

/// Each transaction over real HTTP, request and answer written by hand. Amounts: `SmallCentre.threeRows`.
@Suite("Transactions")
struct TransactionTests {
  static let visit = SmallCentre.visit

  @Test("31 and 01: the reader's card and 20 values about its owner")
  func person() async throws {
    let centre = try await SmallCentre()
    let reply = await centre.call("31|")
    #expect(reply.text == "1|T00000001")
    #expect(reply.headers["date"] != nil)
    #expect(
      await centre.call("01|T00000001|1||").text
        == "1|测试甲|1|41|500000198503121011|01|示例路1号|11|0|示例单位|500000|||||||||1|")
    #expect(await centre.call("01|T00000003").fields[19] == "2")
    let blocked = await centre.call("01|T00000004").fields
    #expect(blocked.count == 21 && blocked[11] == "50" && blocked[12] == "卡挂失")
    #expect(await centre.call("01|T99999999").fields.first != "1")
    try await centre.simulator.putInReader(card: "T00000003")
    #expect(await centre.call("31").text == "1|T00000003")
    try await centre.stop()
  }

  @Test("02: answered with its serial; a visit number serves once, even after its 99; a blocked card not at all")
  func registration() async throws {
    let centre = try await SmallCentre()
    let full = "02|\(Self.visit)|11|T00000001|001|D1|2021-03-01|A00|0001||||||||1||"
    #expect(await centre.call(full).text == "1|500001000000001|500.00||1")
    #expect(await centre.call(full).fields.first != "1")
    #expect(await centre.call("02|QZ2|12|T00000003|001|D1|2021-03-01||0001").text == "1|500001000000002|0.00||2")
    #expect(await centre.call("02|QZ3|11|T00000004|001|D1|2021-03-01||0001").fields.first != "1")
    #expect(await centre.call("02|QZ210301060001AAAAX|11|T00000001|001|D1|2021-03-01||0001").fields.first != "1")
    #expect(await centre.call("02|QZ4|11|T00000001|001||2021-03-01||0001").fields.first != "1")
    #expect(await centre.call("99|500001000000001|0001|\(Self.visit)|0|1").text == "1")
    #expect(await centre.call("99|500001000000001|0001|\(Self.visit)|0|1").fields.first != "1")
    #expect(await centre.call(full).fields.first != "1")
    let ledger = try await centre.simulator.ledger()
    #expect(ledger.visits.map(\.state) == ["cancelled", "open"])
    try await centre.stop()
  }

  @Test("04: rows are rounded one by one; each is answered with 10 values; 11 rows and unknown items are refused")
  func details() async throws {
    let centre = try await SmallCentre()
    let reply = await centre.prepare()
    #expect(
      reply.text == "1|500001000000002|10|0||30.00|2|0.1|9.00|2.70|3.00"
        + "$500001000000003|0.3333|0||1.67|1|0||0.00|0.00$500001000000004|12.5|0||12.50|3|1||0.00|12.50")
    let row = "CF2|2021-03-01|D0000002|H|乙药|0.335|1|0|医生|0001"
    let ten = Array(repeating: row, count: 10)
    #expect(await centre.call("04|\(Self.visit)|" + (ten + [row]).joined(separator: "$")).fields.first != "1")
    let before = try await centre.simulator.ledger().details.count
    #expect(before == 3)
    #expect(await centre.call("04|\(Self.visit)|" + ten.joined(separator: "$")).fields.first == "1")
    // Ten times 0.335 is 3.35, but ten rounded rows are 3.40: the visit comes to 47.57 with 13 rows.
    #expect(await centre.call("06|\(Self.visit)|||47.52|0|13|1").fields.first != "1")
    #expect(await centre.call("06|\(Self.visit)|||47.57|0|13|1").fields.first == "1")
    for bad in [
      "CF|2021-03-01|D9|H|药|1|1||医|1", "CF|x|D0000002|H|药|1|1||医|1", "CF|2021-03-01|D0000002|H|药|1|0||医|1",
      "CF|2021-03-01|D0000002|H|药|2|1||医|1|||||9.00",
    ] {
      #expect(await centre.call("04|\(Self.visit)|\(bad)").fields.first != "1", "\(bad)")
    }
    #expect(try await centre.simulator.ledger().details.count == 13)
    try await centre.stop()
  }

  @Test("10, 99 of an 04 and a negative row each take rows back")
  func takingBack() async throws {
    let centre = try await SmallCentre()
    await centre.prepare()
    #expect(await centre.call("99|500001000000002|0001|\(Self.visit)|0|1").text == "1")
    #expect(await centre.call("99|500001000000002|0001|\(Self.visit)|0|1").fields.first != "1")
    let negative = "CF1|2021-03-01|X0000001|H3|丙项|12.5|-1|0|医生|0001|次|||500001000000004|-12.50"
    #expect(await centre.call("04|\(Self.visit)|\(negative)").fields[5] == "-12.50")
    #expect(await centre.call("04|\(Self.visit)|\(negative)").fields.first != "1")
    #expect(await centre.call("06|\(Self.visit)|||1.67|0|1|1").fields.first == "1")
    #expect(await centre.call("10|\(Self.visit)|CF9|1").text == "1")
    #expect(await centre.call("06|\(Self.visit)|||1.67|0|1|1").fields.first == "1")
    #expect(await centre.call("10|\(Self.visit)|CF1").text == "1")
    #expect(await centre.call("06|\(Self.visit)|||1.67|0|1|1").fields.first != "1")
    #expect(await centre.call("10|NOBODY|CF1").fields.first != "1")
    #expect(
      try await centre.simulator.ledger().details.map(\.state) == ["deleted", "deleted", "returned", "returned"])
    try await centre.stop()
  }

  // 44.17 in all; self-paid 2.70, own expense 15.50; covered 25.97, half of it 12.985, half-up 12.99.
  static let funds = "12.99|31.18|0.00|0.00|0.00|0.00|468.82|0.00|0.00|0.00|0.00|0.00|0.00|12.99|0.00|0.00|0.00|0.00"
  static let rest = "2021-03-01 06:00:00|0.00|25.97|0.00|0.00|0.00|0.00|0.00|0.00|0.00|"

  @Test("06 creates nothing; 05 answers the same funds behind a serial, once")
  func settling() async throws {
    let centre = try await SmallCentre()
    await centre.prepare()
    #expect(await centre.call("06|\(Self.visit)|20210301||44.17|0|3|1").text == "1|\(Self.funds)|\(Self.rest)")
    #expect(try await centre.simulator.ledger().settlements.isEmpty)
    #expect(await centre.call("05|\(Self.visit)|0|0|0001|0||44.16|3|1|QZ").fields.first != "1")
    #expect(await centre.call("05|\(Self.visit)|0|0|0001|0||44.17|2|1|QZ").fields.first != "1")
    #expect(await centre.settle().text == "1|500001000000005|\(Self.funds)|\(Self.rest)")
    #expect(await centre.settle().fields.first != "1")
    #expect(await centre.call("04|\(Self.visit)|" + SmallCentre.threeRows).fields.first != "1")
    #expect(await centre.call("10|\(Self.visit)|CF1").fields.first != "1")
    #expect(await centre.call("99|500001000000001|0001|\(Self.visit)").fields.first != "1")
    let ledger = try await centre.simulator.ledger()
    #expect(ledger.standing.map(\.serial) == ["500001000000005"])
    #expect(ledger.netFen == 4_417)
    #expect(ledger.details.allSatisfy { $0.state == "settled" })
    #expect(ledger.visits.map(\.state) == ["settled"])
    try await centre.stop()
  }

  @Test("Old 06 and 05 without count and insurance; cash when the account is not to be used, or too small")
  func oldRequests() async throws {
    let centre = try await SmallCentre()
    await centre.prepare()
    #expect(await centre.call("06|\(Self.visit)|||44.17").fields[1...5] == ["12.99", "31.18", "0.00", "0.00", "0.00"])
    let cash = await centre.call("05|\(Self.visit)|1||0001|1||44.17").fields
    #expect(cash[2...6] == ["12.99", "0.00", "0.00", "31.18", "0.00"])
    await centre.prepare("POOR", card: "T00000005")
    #expect(await centre.settle("POOR").fields[2...6] == ["12.99", "0.05", "0.00", "31.13", "0.00"])
    // A tenth of 12.98 is 1.298, half-up 1.30.
    await centre.prepare("CIVIL", card: "T00000007")
    #expect(await centre.settle("CIVIL").fields[2...6] == ["12.99", "29.88", "1.30", "0.00", "0.00"])
    try await centre.stop()
  }

  @Test("99 of an 05: a negative serial, what is to be returned, 17 values; rows are open and the balance whole again")
  func reversing() async throws {
    let centre = try await SmallCentre()
    await centre.prepare()
    _ = await centre.settle()
    await centre.prepare("OTHER")
    #expect(await centre.call("99|500001000000005|0001|OTHER|0|1").fields.first != "1")
    #expect(await centre.call("99|500001000000005|0001|\(Self.visit)|1|1").fields.first != "1")
    #expect(
      await centre.call("99|500001000000005|0001|\(Self.visit)|0|1").text
        == "1|-500001000000005|12.99|31.18|0.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|2021-03-01 06:00:00"
        + "|0.00|0.00|0.00|0.00")
    for again in ["99|500001000000005|0001|\(Self.visit)|0|1", "99|-500001000000005|0001", "99|500001999999999|0001"] {
      #expect(await centre.call(again).fields.first != "1", "\(again)")
    }
    let ledger = try await centre.simulator.ledger()
    #expect(ledger.netFen == 0 && ledger.standing.isEmpty)
    #expect(ledger.settlements.map(\.reversedBy) == ["-500001000000005"])
    #expect(ledger.details.filter { $0.visit == Self.visit }.allSatisfy { $0.state == "open" })
    #expect(await centre.call("06|\(Self.visit)|||44.17|0|3|1").fields[7] == "468.82")
    // Settled again, it gets another serial, and the old short form takes it back.
    #expect(await centre.settle().fields[1] == "500001000000010")
    #expect(await centre.call("99|500001000000010|0001").fields[1] == "-500001000000010")
    #expect(await centre.call("99|500001000000001|0001|\(Self.visit)|0|1").text == "1")
    #expect(
      try await centre.simulator.ledger().details.filter { $0.visit == Self.visit }.map(\.state)
        == ["deleted", "deleted", "deleted"])
    try await centre.stop()
  }

  @Test(
    "43 by its three profiles",
    arguments: [
      (QueryAfterReversal.absent, "1|##"), (.both, "1|500001000000005$-500001000000005"),
      (.original, "1|500001000000005"),
    ])
  func querying(_ profile: QueryAfterReversal, _ afterwards: String) async throws {
    let centre = try await SmallCentre { $0.queryAfterReversal = profile }
    let query = "43|T00000001|1|2021-03-01|1|\(Self.visit)"
    #expect(await centre.call(query).text == "1|##")
    await centre.prepare()
    #expect(await centre.call(query).text == "1|##")
    _ = await centre.settle()
    #expect(await centre.call(query).text == "1|500001000000005")
    #expect(await centre.call("43|T00000001|1|2021-02-28|1|\(Self.visit)").text == "1|##")
    #expect(await centre.call("43|T00000003|2|2021-03-01|1|\(Self.visit)").text == "1|##")
    _ = await centre.call("99|500001000000005|0001|\(Self.visit)|0|1")
    #expect(await centre.call(query).text == afterwards)
    #expect(await centre.call("43|T00000001|1|1 March|1|\(Self.visit)").fields.first != "1")
    try await centre.stop()
  }

  @Test("15: a settlement and its refund are rows of their own days")
  func reconciling() async throws {
    let centre = try await SmallCentre()
    #expect(await centre.call("15|1|2|2021-03-01|2021-03-01|").text == "1|##")
    await centre.prepare()
    _ = await centre.settle()
    centre.advance(18 * 3600)
    _ = await centre.call("99|500001000000005|0001|\(Self.visit)|0|1")
    let settled =
      "500001000000005|\(Self.visit)|T00000001|2021-03-01 06:00:00|44.17|12.99|31.18|0.00|0.00|0.00|"
    let refund =
      "-500001000000005|\(Self.visit)|T00000001|2021-03-02 00:00:00|-44.17|-12.99|-31.18|0.00|0.00|0.00|500001000000005"
    #expect(await centre.call("15|1|2|2021-03-01|2021-03-01|").text == "1|\(settled)")
    #expect(await centre.call("15|1|2|2021-03-02|2021-03-02|\(Self.visit)").text == "1|\(refund)")
    #expect(await centre.call("15|1|2|2021-03-01|2021-03-02|\(Self.visit)").text == "1|\(settled)$\(refund)")
    #expect(await centre.call("15|1|2|2021-03-01|2021-03-02|OTHER").text == "1|##")
    #expect(await centre.call("15|1|2|2021-03-02|2021-03-01|").fields.first != "1")
    try await centre.stop()
  }

  @Test("Texts of refusals follow the seed and do not tell the reason")
  func refusalTexts() async throws {
    var seen: [[String]] = []
    for seed in [3, 3, 4] as [UInt64] {
      let centre = try await SmallCentre { $0.seed = seed }
      var texts: [String] = []
      for _ in 0..<12 { texts.append(await centre.call("99|1|0001").text) }
      seen.append(texts)
      try await centre.stop()
    }
    #expect(seen[0] == seen[1])
    #expect(seen[0] != seen[2])
    #expect(Set(seen[0]).count > 3)
    #expect(seen.joined().allSatisfy { !$0.hasPrefix("1|") && $0.contains("|") })
  }

  @Test("What is no business request is no answer either")
  func notBusiness() async throws {
    let centre = try await SmallCentre()
    #expect(await centre.call("03|x").fields.first != "1")
    #expect(await LoopbackClient.send(centre.port, "GET", "/").status == 405)
    #expect(await LoopbackClient.send(centre.port, "POST", "/", body: Array("Command=X".utf8)).status == 400)
    #expect(await LoopbackClient.send(centre.port, "GET", "/_admin/nothing").status == 404)
    try await centre.stop()
  }
}
