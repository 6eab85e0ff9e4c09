import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// Answers and items that no record can carry, and words that name a person: the process goes on, and shows neither.
@Suite("What the centre says is bounded before it is journalled or shown")
struct HostileAnswerTests {
  /// Answers one kind of request with a text of its own, as often as wished, and passes the rest on.
  private final class Altering: CentreTransport, @unchecked Sendable {
    let centre: MemoryCentre
    var answers: [String: (String) -> String] = [:]
    var left = 1

    init(_ centre: MemoryCentre) { self.centre = centre }

    func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
      let reply = await centre.call(request, timeoutSeconds: timeoutSeconds)
      let fields = request.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      let isGate = fields[0] == "15" && fields[5].isEmpty || fields[0] == "43" && centre.visits[fields[5]] == nil
      let name = isGate ? "gate \(fields[0])" : fields[0]
      guard left > 0, case .answer(let text, let date) = reply, let change = answers[name] else { return reply }
      left -= 1
      return .answer(change(text), serverDate: date)
    }
  }

  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let transport: Altering
    var items = MemoryItems()
    var configuration: SwipeConfiguration

    init(_ profile: CentreProfile = CentreProfile()) {
      configuration = Simulation.configuration(profile)
      let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
      clock = VirtualClock(wall: start)
      let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: profile, window: window, seed: 1)
      transport = Altering(centre)
    }

    func runner() throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: configuration, transport: transport, journal: journal, records: records, items: items,
        clock: clock, random: SeededRandom(state: 5))
    }

    func finish() async throws -> SwipeRunner {
      let runner = try runner()
      let status = try await runner.runNow(name: "王", reason: "演练")
      #expect(status.visits.map(\.state) == ["FINISHED"])
      #expect(centre.standing(status.visits[0].visit).isEmpty && centre.violations == [])
      // What was written is read again.
      _ = try self.runner()
      return runner
    }
  }

  /// One character with 1 MiB of combining marks.
  private static let marks = "e" + String(repeating: "\u{1D167}", count: 1 << 18)

  @Test(
    "One character of a mebibyte of marks in an answer", arguments: ["05", "99"])
  func grapheme(transaction: String) async throws {
    let machine = Machine()
    machine.transport.answers = [transaction: { "1|" + Self.marks + "|" + $0 }]
    let runner = try machine.runner()
    _ = try await runner.runNow(name: "王", reason: "演练")
    let number = try #require(await runner.status().visits.first).visit
    #expect(machine.centre.standing(number).isEmpty && machine.centre.violations == [])
    let longest = try machine.disk.durableRecords().compactMap { $0.fields["raw"]?.unicodeScalars.count }.max()
    #expect(longest == SwipeRunner.rawLimit)
    _ = try machine.runner()
  }

  @Test("43 names more serials than a record holds: no answer, asked again")
  func manySerials() async throws {
    let machine = Machine()
    machine.transport.answers = [
      "43": { _ in "1|" + (0..<60_000).map { "T\(1_000_000_000_000_000_000 + $0)" }.joined(separator: "$") }
    ]
    _ = try await machine.finish()
    let silent = try machine.disk.durableRecords().filter { $0.fields["text"] == "应答过长，记不下" }
    #expect(silent.map(\.kind) == ["QUERY_RESULT"])
    #expect(silent.first?.fields["raw-bytes"] == String(2 + 60_000 * 21 - 1))
  }

  @Test("15 has more rows of the visit than a record holds: no answer, asked again; as the gates' word, no way in")
  func manyRows() async throws {
    let machine = Machine()
    machine.transport.answers = [
      "15": { text in
        let row = String(text.dropFirst(2).split(separator: "$")[0])
        return "1|" + (0..<20_000).map { _ in row }.joined(separator: "$")
      }
    ]
    let runner = try await machine.finish()
    let silent = try machine.disk.durableRecords().filter { $0.fields["text"] == "应答过长，记不下" }
    #expect(silent.map(\.kind) == ["RECONCILE_RESULT"])
    // The whole day's 15 has as many of a visit that nobody knows.
    machine.transport.left = 1
    machine.transport.answers = [
      "gate 15": { _ in
        let row = "S77|QZ210301063000ABCD|123456789|2021-03-01 06:30:00|5.00|5.00|0.00|0.00|0.00|0.00|"
        return "1|" + (0..<40_000).map { _ in row }.joined(separator: "$")
      }
    ]
    let gates = try await runner.gates()
    #expect(gates.contains { $0.name == "对账交易" && !$0.passed && $0.reason.contains("QZ210301063000ABCD") })
    #expect(await runner.status().visits.count == 1)
    _ = try machine.runner()
  }

  @Test("A visit only the centre knows, whose amounts sum to more than a record carries, is opened all the same")
  func hugeSum() async throws {
    let machine = Machine()
    machine.transport.answers = [
      "gate 15": { _ in
        let rows = ["S77", "S78"].map {
          "\($0)|QZ210301063000ABCD|123456789|2021-03-01 06:30:00;\u{301}x|99999999.99|99999999.99|0.00|0.00|0.00|0.00|"
        }
        return "1|" + rows.joined(separator: "$")
      }
    ]
    let runner = try machine.runner()
    _ = try await runner.gates()
    let visit = try #require(await runner.status().visits.first)
    #expect(visit.visit == "QZ210301063000ABCD" && visit.planned == "99999999.99" && visit.serials == ["S77", "S78"])
    _ = try machine.runner()
    #expect(await runner.report().contains("结算 199999999.98 元"))
  }

  @Test("Items of 99,999,999.99 pass the gate, one fen more does not, nor does a price of 0 or less")
  func itemSums() async throws {
    for (prices, passes) in [
      (["99999999.99"], true), (["99999999.98", "0.01"], true), (["99999999.99", "0.01"], false), (["-2.50"], false),
      (["0"], false),
      (["0.0001"], false), (["0.005"], true),
    ] {
      var machine = Machine()
      machine.configuration.items = .explicit(
        try prices.enumerated().map { index, price in
          .init(serial: "Y00\(index)", price: try #require(UnitPrice(yuan: price)), quantity: 1)
        })
      let gates = try await machine.runner().gates()
      #expect(gates.first { $0.name == "测试项目" }?.passed == passes, "\(prices)")
    }
    var machine = Machine()
    machine.configuration.items = .explicit([
      .init(serial: "Y000", price: UnitPrice(tenThousandths: 2_000_000_000), quantity: 999)
    ])
    let runner = try machine.runner()
    await #expect(throws: SwipeError.self) { _ = try await runner.runNow(name: "王", reason: "演练") }
    #expect(await runner.status().visits.isEmpty)
  }

  @Test("R5, I9: the centre's words are shown, bounded and without card, identity number or name")
  func words() async throws {
    let machine = Machine()
    machine.centre.isImpossible = true
    machine.transport.left = .max
    machine.transport.answers = [
      "99": { _ in
        "-1|张测试\u{200B} 的卡123456789（500101199001011234，６２２２０２１２３４５６）账户已冻结" + String(repeating: "啊", count: 300)
      }
    ]
    let runner = try machine.runner()
    let status = try await runner.runNow(name: "王", reason: "演练")
    let visit = try #require(status.visits.first)
    #expect(visit.handedOver)
    let words = try #require(visit.refusals.first)
    #expect(
      words.hasPrefix("中心未受理（\(StepKey.Name.reverse.title(.unified))）：*** 的卡***（****1234，****３４５６）账户已冻结啊"), "\(words)")
    #expect(words.unicodeScalars.count <= 120 + 20)
    let journal = try machine.disk.durableRecords().enumerated().map { JournalText.line($0, $1) }.joined(
      separator: "\n")
    let page = await runner.reportPage()
    let sheets = await runner.reportSheets().sheets.flatMap(\.rows).joined().joined()
    for text in [await runner.report(), page, sheets, journal] {
      #expect(text.contains("账户已冻结"))
      for secret in ["张测试", "123456789", "500101199001011234", "６２２２０２"] { #expect(!text.contains(secret)) }
    }
    #expect(visit.handOver.joined().contains("中心均未受理") && !visit.handOver.joined().contains("无应答"))
  }

  @Test(
    "R4, R13: a 99 that was not done is answered with 31's answer, where a 1 alone closes: sent again",
    arguments: [
      CentreProfile(query: false, reconcile: false),
      CentreProfile(query: true, reconcile: false, afterReversal: .original),
    ])
  func otherRequestsAnswer(profile: CentreProfile) async throws {
    let machine = Machine(profile)
    machine.centre.faults["99"] = [0: .refusedAtRandom]
    machine.transport.answers = ["99": { _ in "1|123456789" }]
    _ = try await machine.finish()
    let answers = try machine.disk.durableRecords().filter { $0.kind == "REVERSE_RESULT" }
    #expect(answers.map { $0.fields["outcome"] } == ["silent", "reversed"])
    #expect(answers.first?.fields["text"] == "99 没有负流水号")
  }

  @Test("A process that was not told whose card it is shows no words; the journal keeps them")
  func unknownName() async throws {
    let plain = Machine()
    _ = try await plain.finish()
    let reversal = try #require(try plain.disk.durableRecords().firstIndex { $0.kind == "REVERSE_INTENT" })
    let machine = Machine()
    machine.transport.answers = ["99": { _ in "-1|张测试不能冲正" }]
    let first = try machine.runner()
    machine.disk.arm(reversal, .beforeWrite)
    // What follows is another process's, which asks no 01.
    await #expect(throws: (any Error).self) { _ = try await first.runNow(name: "王", reason: "演练") }
    machine.disk.restart()
    let runner = try machine.runner()
    for _ in 0..<40 { machine.clock.advance(min(try await runner.runOnce(), 60_000)) }
    let refused = try machine.disk.durableRecords().filter { $0.fields["text"] == "张测试不能冲正" }
    #expect(refused.count == 1 && refused.allSatisfy { $0.fields["words"] == nil })
    #expect(await runner.status().visits.allSatisfy { $0.refusals.isEmpty })
    let report = await runner.report()
    #expect(!report.contains("张测试"))
  }

  @Test("A word is masked before it is cut, and a cut shows no more of a number")
  func cut() {
    let long = String(repeating: "啊", count: 118) + "123456789"
    #expect(CentreWords.shown(long, without: []) == String(repeating: "啊", count: 118) + "**")
    #expect(CentreWords.shown("12345", without: []) == "12345")
    #expect(CentreWords.shown("123456", without: []) == "****3456")
    #expect(CentreWords.shown("5001-0119-9001\n011X", without: []) == "****011X")
    #expect(CentreWords.shown("证号500101 19900101 1234。", without: []) == "证号****1234。")
    #expect(CentreWords.shown("生于1990/01/01，卡 6222 0212 3456 7890", without: []) == "生于****1/01，卡 ****7890")
    #expect(CentreWords.shown("限额 20.50 元", without: []) == "限额 20.50 元")
    #expect(CentreWords.shown("王\u{301}小二", without: ["王小二"]) == "***")
  }
}
