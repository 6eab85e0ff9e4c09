import CentreSimulator
import Foundation
import Spreadsheet
import Testing

/// The drills with the shipped binaries against the simulated platform: nothing of ours stays in its book.
@Suite(.serialized) struct DrillTests {
  @Test(.timeLimit(.minutes(3))) func bothDrillsAndTheirReport() async throws {
    let installation = try await Installation.forDrills("[drill.stock]\nuploads = [\"3501\", \"3503\", \"3505\"]")
    try await installation.syncCatalogue()
    let gates = try await installation.drill("gates", "prescription")
    #expect(gates.status == 0, "\(gates.output)")
    let prescription = try await installation.drill("run", "prescription", "--person", "测试员", "--reason", "上线")
    #expect(prescription.status == 0 && prescription.output.contains("完成，已核实"), "\(prescription.output)")
    let stock = try await installation.drill("run", "stock", "--person", "测试员", "--reason", "上线")
    #expect(stock.status == 0 && stock.output.contains("完成，已应答未核实"), "\(stock.output)")
    let uploads = try await installation.centreLedger().drillUploads
    #expect(uploads.map(\.transaction) == ["9211", "3501", "3503", "3505"])
    #expect(uploads.allSatisfy { !$0.isStanding })
    let requests = try await installation.centreRequests().map(\.transaction).filter {
      !$0.hasPrefix("1") && !$0.hasPrefix("90") && $0 != "9102"
    }
    #expect(requests == ["9211", "9212", "9213", "9212", "3501", "3503", "3505", "3507", "3507", "3507"])

    let report = try await installation.drill("report").output
    #expect(report.contains("演练 2 次，上传 4 笔，已撤销 4，其中已核实 1，被拒 0，没有发生 0，人工关闭 0，未决 0"), "\(report)")
    #expect(report.contains("环境：测试环境"))
    let page = installation.directory + "/drill.html"
    let table = installation.directory + "/drill.xlsx"
    #expect(try await installation.drill("report", "--to", page).status == 0)
    #expect(try await installation.drill("report", "--to", table).status == 0)
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("<td>3507</td>") && html.contains("经办人："))
    let magic = FileManager.default.contents(atPath: table)?.prefix(2)
    #expect(magic == Data("PK".utf8))
    let json = try await installation.drill("status", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((object?["drills"] as? [Any])?.count == 2)
    let verified = try await installation.qianzhi("swipe", "journal", "verify")
    #expect(verified.status == 0, "\(verified.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.output.contains("演练：演练 2 次"), "\(status.output)")
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(3)), arguments: ["D003", "7101"])
  func otherNumbers(set: String) async throws {
    let installation = try await Installation.forDrills("[drill.prescription]\ntransactions = \"\(set)\"")
    try await installation.syncCatalogue()
    let run = try await installation.drill("run", "prescription")
    #expect(run.status == 0, "\(run.output)")
    let uploads = try await installation.centreLedger().drillUploads
    #expect(uploads.map(\.transaction) == [set])
    #expect(uploads.allSatisfy { !$0.isStanding })
    try await installation.tearDown()
  }

  /// What goes wrong at the platform, and whether anything was uploaded in the end.
  static let faults: [(fault: String, kind: String, uploads: Int)] = [
    ("9211:1:lost-after", "prescription", 1), ("9211:1:lost-before", "prescription", 0),
    ("9211:1:garbage", "prescription", 1), ("9211:1:refuse", "prescription", 0), ("9211:1:half", "prescription", 1),
    ("9213:1:lost-after", "prescription", 1), ("9213:1:lost-before", "prescription", 1),
    ("9213:1:502-after", "prescription", 1), ("9213:1:refuse", "prescription", 1),
    ("9212:1:hang", "prescription", 1), ("3501:1:lost-after", "stock", 1), ("3501:1:503", "stock", 0),
    ("3507:1:lost-before", "stock", 1), ("3507:1:html", "stock", 1), ("3507:1:unknown-code", "stock", 1),
  ]

  @Test(.timeLimit(.minutes(6))) func faultsAtThePlatform() async throws {
    let installation = try await Installation.forDrills()
    try await installation.syncCatalogue()
    var uploaded = 0
    for (fault, kind, uploads) in Self.faults {
      try await installation.setFault(fault)
      let run = try await installation.drill("run", kind)
      try await installation.clearFaults()
      uploaded += uploads
      let ledger = try await installation.centreLedger().drillUploads
      #expect(ledger.count == uploaded, "\(fault): \(run.output)")
      #expect(ledger.allSatisfy { !$0.isStanding }, "\(fault): \(run.output)")
      let status = try await installation.drill("status")
      #expect(status.output.contains("未决 0"), "\(fault): \(status.output)")
      // 1: rehearsed without success, since the upload was refused or never happened.
      #expect(run.status == (uploads == 1 || kind == "stock" ? 0 : 1), "\(fault): \(run.output)")
    }
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(3))) func refusedByHand() async throws {
    let unified = try await Installation.make()
    let refused = try await unified.drill("run", "stock")
    #expect(refused.status == 2 && refused.output.contains("QZ-D101"), "\(refused.output)")
    #expect(try await unified.drill("run", "nothing").status == 2)
    try await unified.tearDown()

    let production = try await Installation.forDrills("date = \"2021-03-01\"", environment: "production")
    try await production.syncCatalogue()
    let run = try await production.drill("run", "stock")
    #expect(run.status == 2 && run.output.contains("QZ-D103") && run.output.contains("环境：正式环境"), "\(run.output)")
    #expect(try await production.centreLedger().drillUploads.isEmpty)
    try FileManager.default.removeItem(atPath: production.directory + "/drill-persons.toml")
    let gates = try await production.drill("gates", "prescription")
    #expect(gates.status == 1 && gates.output.contains("QZ-D110"), "\(gates.output)")
    let unknown = try await production.drill("resolve", "QD2103010600000007", "--retry", "--by", "王")
    #expect(unknown.status == 2 && unknown.output.contains("QZ-D106"), "\(unknown.output)")
    // Two persons' word is for closing: with anything else it would be dropped without a word.
    for words in [["--retry"], ["--note", "电话"]] {
      for closing in [["--confirmed-by", "李"], ["--reason", "依据"]] {
        let both = try await runCommand(
          BuiltBinaries.qianzhi, ["drill", "resolve", "QD2103010600000007", "--by", "王"] + words + closing,
          directory: production.directory, seconds: 60)
        #expect(both.status == 2 && both.output.contains("--confirmed-by"), "\(both.output)")
      }
    }
    try await production.tearDown()
  }

  /// `QIANZHI_KILL_ROUNDS` rounds, 4 as a rule.
  @Test(.timeLimit(.minutes(60))) func killedAtRandom() async throws {
    let environment = ProcessInfo.processInfo.environment
    let rounds = environment["QIANZHI_KILL_ROUNDS"].flatMap { Int($0) } ?? 4
    var random = RoundRandom(state: environment["QIANZHI_KILL_SEED"].flatMap { UInt64($0) } ?? 1)
    let faults = [
      "9211:*:slow:0.3", "9213:*:slow:0.3", "3501:*:slow:0.3", "3507:*:lost-after", "9211:*:lost-after", "",
    ]
    let installation = try await Installation.forDrills()
    try await installation.syncCatalogue()
    try await installation.startAgent()
    for round in 1...rounds {
      let fault = faults[Int(random.next(below: UInt64(faults.count)))]
      let kind = random.next(below: 2) == 0 ? "prescription" : "stock"
      let milliseconds = Int(random.next(below: 700))
      if !fault.isEmpty { try await installation.setFault(fault) }
      async let command = installation.drill("run", kind, "--reason", "第 \(round) 轮")
      try await Task.sleep(for: .milliseconds(milliseconds))
      try await installation.agent?.killHard()
      // A command that comes after the kill performs the drill itself, and waits for the platform as the agent would.
      try await installation.clearFaults()
      _ = try await command
      try await installation.startAgent()
      try await installation.waitUntilDrillsEnd()
      let standing = try await installation.centreLedger().drillUploads.filter(\.isStanding)
      #expect(standing.isEmpty, "round \(round): \(kind), \(fault), killed after \(milliseconds) ms")
    }
    let verified = try await installation.qianzhi("swipe", "journal", "verify")
    #expect(verified.status == 0, "\(verified.output)")
    try await installation.tearDown()
  }

  /// I9: the persons of the drill in every output, and in no other file than the journal.
  @Test(.timeLimit(.minutes(3))) func nobodyIsNamed() async throws {
    let installation = try await Installation.forDrills()
    try await installation.syncCatalogue()
    try await installation.startAgent()
    try await installation.setFault("9213:1:lost-after")
    var outputs: [String: String] = [:]
    let page = installation.directory + "/drill.html"
    for arguments in [
      ["drill", "gates", "prescription"], ["drill", "run", "prescription"],
      ["drill", "run", "stock", "--reason", "患者 \(Installation.drillSecrets[0])"],
      ["drill", "status"], ["drill", "status", "--json"], ["drill", "report"], ["drill", "report", "--to", page],
      ["swipe", "journal", "show"], ["status"], ["status", "--json"], ["run", "--print-config"],
    ] {
      let result = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory,
        seconds: 120)
      outputs[arguments.joined(separator: " ")] = result.output
    }
    outputs["agent"] = installation.agent?.output
    outputs["page"] = try String(contentsOfFile: page, encoding: .utf8)
    #expect(outputs.count >= 13)
    for (name, text) in outputs {
      #expect(!text.isEmpty, "\(name)")
      for secret in Installation.drillSecrets { #expect(!text.contains(secret), "\(secret) in \(name)") }
    }
    #expect(outputs["swipe journal show"]?.contains("DRILL_UPLOAD_INTENT") == true)
    #expect(outputs["swipe journal show"]?.contains("reason=患者 ****1234") == true)
    // The journal keeps what the undo needs, for its owner only.
    #expect(installation.journalBytes.range(of: Data(Installation.drillSecrets[4].utf8)) != nil)
    try await installation.tearDown()
  }
}
