import CentreSimulator
import Foundation
import Testing

/// The shipped binary over a damaged money journal: damage is named with the record's number and nothing of the swipe test
/// is sent (R20); what HIS needs goes on.
@Suite(.serialized) struct DamagedJournalTests {
  /// Where the record begins that contains a text, and its number from 1: a header of 64 bytes, then for each record
  /// its length in four bytes, 36 bytes more, and the payload.
  private func place(of marker: String, in bytes: Data) throws -> (offset: Int, number: Int) {
    let all = [UInt8](bytes)
    var offset = 64
    var number = 1
    while offset + 40 < all.count {
      let length = (0..<4).reduce(0) { $0 + Int(all[offset + $1]) << (8 * $1) }
      guard length > 0 else { break }
      let payload = all[(offset + 40)..<(offset + 40 + length)]
      if marker.isEmpty || String(decoding: payload, as: UTF8.self).contains(marker) { return (offset, number) }
      offset += 40 + length
      number += 1
    }
    throw HarnessError("no record \(marker)")
  }

  @Test(.timeLimit(.minutes(4)), arguments: ["", " REVERSE_INTENT\n"])
  func flippedBit(marker: String) async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 600")
    try await installation.startWithCatalogue()
    _ = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "损坏", seconds: 60)
    try await installation.agent?.stop()
    var bytes = installation.journalBytes
    let (offset, number) = try place(of: marker, in: bytes)
    bytes[offset + 45] ^= 1
    let path = installation.dataDirectory + "/journal/swipe-0001.log"
    try bytes.write(to: URL(fileURLWithPath: path))
    let sent = try await installation.centreRequests().filter { $0.transaction != "24" }
    let visit = try #require(sent.first { $0.transaction == "05" }?.visit)
    let serial = try #require(try await installation.centreLedger().settlements.first { $0.visit == visit }?.serial)
    let damage = "第 \(number) 条记录损坏"

    try await installation.startAgent()
    #expect(installation.agent?.output.contains("QZ-J05 swipe-0001.log \(damage)") == true)
    try await expectShown(installation, damage, before: number)
    if number > 1 {
      let status = try await installation.qianzhi("swipe", "status")
      #expect(status.output.contains(visit) && status.output.contains("日志损坏，不再进行"), "\(status.output)")
      let show = try await installation.qianzhi("swipe", "journal", "show")
      #expect(show.output.contains(visit) && show.output.contains(serial), "\(show.output)")
    }
    let attached = try await installation.qianzhi("swipe", "resolve", visit, "--note", "依据", "--by", "测试员")
    #expect(attached.status == 3 && attached.output.contains(damage), "\(attached.output)")
    let run = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "再来", seconds: 20)
    #expect(run.status == 3 && run.output.contains(damage), "\(run.output)")
    let gates = try await installation.qianzhi("swipe", "gates")
    #expect(gates.status == 1 && gates.output.contains("[不过] 资金日志：QZ-J05"), "\(gates.output)")
    #expect(installation.agent?.isRunning == true)
    try await installation.agent?.stop()

    // The same without an agent.
    try await expectShown(installation, damage, before: number)
    #expect(try await installation.centreRequests().filter { $0.transaction != "24" } == sent)
    #expect(installation.journalBytes == bytes)
    try await installation.tearDown()
  }

  /// A segment that cannot be read is told like damage; with the file back the journal goes on.
  @Test(.timeLimit(.minutes(4))) func unreadSegment() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 600")
    try await installation.startWithCatalogue()
    _ = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "读不出", seconds: 60)
    try await installation.agent?.stop()
    let path = installation.dataDirectory + "/journal/swipe-0001.log"
    let aside = installation.directory + "/aside"
    try FileManager.default.moveItem(atPath: path, toPath: aside)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try await installation.startAgent()
    let damage = "QZ-J08 日志读取失败：swipe-0001.log，open: Is a directory"
    #expect(installation.agent?.output.contains(damage) == true)
    let sql = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml")
    #expect(sql.status == 0 && sql.output.contains("（1 行）"), "\(sql.output)")
    for arguments in [["status"], ["swipe", "status"], ["swipe", "journal", "verify"], ["swipe", "journal", "show"]] {
      let shown = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory)
      #expect(shown.status == 3 && shown.output.contains(damage), "\(arguments): \(shown.output)")
    }
    let sent = try await installation.centreRequests().count { $0.transaction != "24" }
    let run = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "再来", seconds: 20)
    #expect(run.status == 3 && run.output.contains(damage), "\(run.output)")
    #expect(try await installation.centreRequests().count { $0.transaction != "24" } == sent)
    // Readable again: the process ends by itself, for another one that goes on.
    let agent = try #require(installation.agent)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: aside, toPath: path)
    try await agent.waitUntilExit(seconds: 30)
    #expect(agent.process.terminationStatus == 3 && agent.output.contains("QZ-J13"), "\(agent.output.suffix(400))")
    try await installation.startAgent()
    let status = try await installation.qianzhi("swipe", "status")
    #expect(!status.output.contains("QZ-J08") && status.output.contains("未决 0"), "\(status.output)")
    try await installation.expectLedgerEven()
    try await installation.tearDown()
  }

  /// HIS reads, and whoever asks is told where the damage is and shown what comes before it.
  private func expectShown(_ installation: Installation, _ damage: String, before number: Int) async throws {
    let sql = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml")
    #expect(sql.status == 0 && sql.output.contains("（1 行）"), "\(sql.output)")
    for arguments in [["status"], ["swipe", "status"], ["swipe", "report"], ["drill", "status"]] {
      let shown = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory)
      #expect(shown.status == 3 && shown.output.contains(damage), "\(arguments): \(shown.output)")
      #expect(shown.output.contains("qianzhi swipe journal show"), "\(arguments): \(shown.output)")
    }
    let verify = try await installation.qianzhi("swipe", "journal", "verify")
    #expect(verify.status == 3 && verify.output.contains("[不过] QZ-J05"), "\(verify.output)")
    #expect(verify.output.contains(damage), "\(verify.output)")
    let show = try await installation.qianzhi("swipe", "journal", "show")
    #expect(show.status == 3 && show.output.contains("以上 \(number - 1) 条读得出"), "\(show.output)")
    let lines = show.output.split(separator: "\n").filter { $0.first?.isNumber == true }
    #expect(lines.count == number - 1 && show.output.contains(damage), "\(show.output)")
    let list = try await installation.qianzhi("release", "list")
    #expect(list.status == 0 && list.output.contains("首次下载"), "\(list.output)")
  }
}
