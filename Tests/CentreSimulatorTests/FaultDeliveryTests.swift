import CentreSimulator
import Foundation
import Testing

/// Each fault on an 05 over a plain socket: what the client sees, and whether money moved.
@Suite("Faults on the wire")
struct FaultDeliveryTests {
  private func settle(
    _ kind: String, timeoutSeconds: Int = 10
  ) async throws -> (reply: LoopbackReply, settled: Int, requests: [ReceivedRequest], centre: SmallCentre) {
    let centre = try await SmallCentre { configuration in
      configuration.faults = [try? Fault("05:1:\(kind)")].compactMap { $0 }
    }
    await centre.prepare()
    let reply = await centre.call(
      "05|\(SmallCentre.visit)|0|0|0001|0||44.17|3|1|QZ001", timeoutSeconds: timeoutSeconds)
    let settled = try await centre.simulator.ledger().standing.count { $0.visit == SmallCentre.visit }
    return (reply, settled, try await centre.simulator.requests().filter { $0.transaction == "05" }, centre)
  }

  @Test("Nothing comes and nothing is done", arguments: [("lost-before", 1), ("down", 0)])
  func cutBefore(_ kind: String, _ recorded: Int) async throws {
    let (reply, settled, requests, centre) = try await settle(kind)
    #expect(reply == LoopbackReply())
    #expect(settled == 0)
    #expect(requests.count == recorded)
    #expect(await centre.settle().fields.first == "1")
    try await centre.stop()
  }

  @Test("Nothing comes, but it is done")
  func cutAfter() async throws {
    let (reply, settled, requests, centre) = try await settle("lost-after")
    #expect(reply == LoopbackReply())
    #expect(settled == 1)
    #expect(requests.map(\.executed) == [true] && requests.map(\.fault) == ["05:1:lost-after"])
    #expect(await centre.call("43|T00000001|1||1|\(SmallCentre.visit)").text == "1|500001000000005")
    try await centre.stop()
  }

  @Test("A silent centre stays silent and does nothing")
  func hang() async throws {
    let (reply, settled, requests, centre) = try await settle("hang", timeoutSeconds: 1)
    #expect(reply.timedOut)
    #expect(settled == 0 && requests.map(\.executed) == [false])
    try await centre.stop()
  }

  @Test("Answered with nothing now, done later")
  func late() async throws {
    let (reply, settled, requests, centre) = try await settle("late:1")
    #expect(reply == LoopbackReply())
    #expect(settled == 0 && requests.map(\.executed) == [false])
    #expect(await centre.call("43|T00000001|1||1|\(SmallCentre.visit)").text == "1|##")
    try await Task.sleep(nanoseconds: 1_600_000_000)
    #expect(await centre.call("43|T00000001|1||1|\(SmallCentre.visit)").text == "1|500001000000005")
    #expect(try await centre.simulator.requests().filter { $0.transaction == "05" }.map(\.executed) == [true])
    try await centre.stop()
  }

  @Test("The answer's cash is a yuan more than the ledger's")
  func wrongAmount() async throws {
    let (plain, _, _, first) = try await settle("slow:0")
    try await first.stop()
    let (reply, settled, _, centre) = try await settle("wrong-amount")
    #expect(settled == 1)
    // 1 · serial · 统筹 · 帐户 · 公务员 · 现金
    let differing = zip(plain.fields, reply.fields).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
    #expect(differing.filter { $0 != 20 } == [5] && plain.fields.count == reply.fields.count)
    let cash = try #require(Decimal(string: plain.fields[5]))
    #expect(Decimal(string: reply.fields[5]) == cash + 1)
    #expect(try await centre.simulator.ledger().settlements.map(\.totalFen) == [4_417])
    try await centre.stop()
  }

  @Test("Settled and answered, then forgotten")
  func forget() async throws {
    let (reply, settled, requests, centre) = try await settle("forget")
    #expect(reply.fields.prefix(2) == ["1", "500001000000005"] && settled == 0)
    #expect(requests.map(\.executed) == [true])
    #expect(await centre.call("43|T00000001|1||1|\(SmallCentre.visit)").text == "1|##")
    #expect(await centre.call("99|500001000000005|0001|\(SmallCentre.visit)|0|1").fields.first != "1")
    try await centre.stop()
  }

  @Test("Asked, the centre answers as if nothing were settled", arguments: ["43", "15"])
  func stale(_ question: String) async throws {
    let centre = try await SmallCentre { configuration in
      configuration.faults = [try? Fault("\(question):1:stale")].compactMap { $0 }
    }
    await centre.prepare()
    _ = await centre.settle()
    let text =
      question == "43"
      ? "43|T00000001|1||1|\(SmallCentre.visit)" : "15|1|1|2000-01-01|2099-12-31|\(SmallCentre.visit)"
    #expect(await centre.call(text).text == "1|##")
    #expect(await centre.call(text).text.contains("500001000000005"))
    try await centre.stop()
  }

  @Test("A slow answer is done at once")
  func slow() async throws {
    let (reply, settled, _, centre) = try await settle("slow:2", timeoutSeconds: 1)
    #expect(reply.timedOut && settled == 1)
    try await centre.stop()
    let (patient, _, _, other) = try await settle("slow:0.2")
    #expect(patient.fields.prefix(2) == ["1", "500001000000005"])
    try await other.stop()
  }

  @Test("A status instead of an answer", arguments: [("503", 503, 0), ("502-after", 502, 1), ("redirect", 307, 0)])
  func statuses(_ kind: String, _ status: Int, _ expected: Int) async throws {
    let (reply, settled, requests, centre) = try await settle(kind)
    #expect(reply.status == status && settled == expected && requests.count == 1)
    if status == 307 { #expect(reply.headers["location"] == "/") }
    try await centre.stop()
  }

  @Test("Status 200 that is no answer, though it was done")
  func nonsense() async throws {
    let (garbage, settled, _, first) = try await settle("garbage")
    #expect(garbage.status == 200 && garbage.text == "" && !garbage.body.isEmpty && settled == 1)
    try await first.stop()
    let (html, alsoSettled, _, second) = try await settle("html")
    #expect(html.status == 200 && String(decoding: html.body, as: UTF8.self).hasPrefix("<html>") && alsoSettled == 1)
    try await second.stop()
    let (unknown, third, _, centre) = try await settle("unknown-code")
    #expect(unknown.status == 200 && unknown.fields.first == "7" && third == 1)
    try await centre.stop()
  }

  @Test("Half an answer of the announced length")
  func half() async throws {
    let (reply, settled, _, centre) = try await settle("half")
    #expect(reply.status == 200 && !reply.isWhole && settled == 1)
    let announced = reply.headers["content-length"].flatMap { Int($0) } ?? 0
    #expect(reply.body.count == announced / 2 && reply.text.hasPrefix("1|500001000000005|"))
    try await centre.stop()
  }

  @Test("The answer of another visit, whose settlement stands and cannot be taken back in our visit's name")
  func otherVisit() async throws {
    let (reply, settled, _, centre) = try await settle("other-visit")
    let foreign = try #require(
      try await centre.simulator.ledger().settlements.first { $0.visit != SmallCentre.visit })
    #expect(settled == 1)
    #expect(reply.fields.count == 31 && reply.fields[1] == foreign.serial)
    #expect(await centre.call("99|\(foreign.serial)|0001|\(SmallCentre.visit)|0|1").fields.first != "1")
    #expect(try await centre.simulator.ledger().standing.count == 2)
    try await centre.stop()
  }

  @Test("Doubled by the network: the second is refused, one settlement stands")
  func duplicate() async throws {
    let (reply, settled, requests, centre) = try await settle("duplicate")
    #expect(reply.status == 200 && reply.fields.first != "1")
    #expect(settled == 1 && requests.map(\.executed) == [true])
    try await centre.stop()
  }

  @Test("A business refusal moves nothing")
  func refuse() async throws {
    let (reply, settled, _, centre) = try await settle("refuse")
    #expect(reply.status == 200 && reply.fields.count == 2 && reply.fields[0] != "1" && settled == 0)
    try await centre.stop()
  }

  @Test(
    "Another visit's answers to every transaction have the layout of the real ones",
    arguments: [
      ("31", 2), ("01|T00000001|1", 21), ("06|QZ1|||1|0|1|1", 30), ("99|1|0001|QZ1|0|1", 18),
      ("43|T00000001|1|2021-03-01|1|QZ1", 2), ("15|1|2|2021-03-01|2021-03-01|QZ1", 12),
      ("02|QZ1|11|T00000001|1|1|2021-03-01||1", 5), ("04|QZ1|x", 11),
    ])
  func otherVisitLayouts(_ request: String, _ fields: Int) async throws {
    let centre = try await SmallCentre { $0.faults = [try? Fault("*:1:other-visit")].compactMap { $0 } }
    let reply = await centre.call(request)
    #expect(reply.fields.count == fields && reply.fields.first == "1")
    #expect(!reply.text.contains("QZ1"))
    try await centre.stop()
  }

  @Test("24: another catalogue's rows, one row too many announced, a record cut short")
  func catalogueFaults() async throws {
    let centre = try await SmallCentre { configuration in
      configuration.faults = ["24:1:wrong-catalogue", "24:2:wrong-count", "24:3:bad-row"].compactMap { try? Fault($0) }
    }
    let other = await centre.call("24|1|||")
    #expect(other.text.hasPrefix("1|1|1|1|X0000001|"))
    #expect(await centre.call("24|1|||").text.hasPrefix("1|4|3|1|"))
    let cut = await centre.call("24|1|||").text
    #expect(cut.split(separator: "$").map { $0.utf8.count { $0 == UInt8(ascii: "|") } } == [53 + 4, 54, 54])
    try await centre.stop()
  }
}
