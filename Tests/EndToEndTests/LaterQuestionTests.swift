import Foundation
import Testing

/// R9's later questions about closed visits need a running agent: without one, commands say so with exit code 3, and one
/// that is due waits for nothing but the journal and the centre.
@Suite(.serialized) struct LaterQuestionTests {
  private static let words = "次复查未做"

  @Test(.timeLimit(.minutes(4))) func withoutAnAgent() async throws {
    let installation = try await Installation.make()
    try await installation.startWithCatalogue()
    try await installation.agent?.stop()
    let run = try await installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "演练", seconds: 120)
    #expect(run.output.contains("未决 0") && run.output.contains("净额 0.00 元"), "\(run.output)")
    #expect(run.status == 3 && run.output.contains("\(Self.words)，下一次 "), "\(run.output)")
    #expect(run.output.contains("请启动 qianzhi run"), "\(run.output)")
    try await expectSaid(installation, true)
    try await installation.startAgent()
    try await expectSaid(installation, false)
    try await installation.agent?.stop()
    try await expectSaid(installation, true)
    try await expectAskedWithoutViews(installation)
    try await expectAskedWhenDue(installation)
    try await installation.tearDown()
  }

  /// Two hours later, with the views' port taken: the agent serves without them and asks.
  private func expectAskedWithoutViews(_ installation: Installation) async throws {
    let environment = try ClockShift.environment(in: installation.directory)
    try ClockShift.set(7200, in: installation.directory)
    let listener = try PortListener(port: installation.viewPort)
    let asked = try await installation.centreRequests().count { $0.transaction == "15" }
    try await installation.startAgent(environment: environment)
    #expect(installation.agent?.output.contains("视图不能监听；有到期的复查，先完成它") == true)
    try await wait(seconds: 30, for: "the later question") {
      try await installation.centreRequests().count { $0.transaction == "15" } > asked
    }
    try await installation.agent?.stop()
    // Nothing is due any more: a taken port ends the start.
    let start = try await runCommand(
      BuiltBinaries.qianzhi, ["run", "--config", installation.configPath], directory: installation.directory,
      environment: environment, seconds: 30)
    #expect(start.status != 0 && !start.output.contains("先完成它"), "\(start.status) \(start.output)")
    listener.stop()
  }

  /// A drill's look after its end likewise.
  @Test(.timeLimit(.minutes(3))) func aDrillWithoutAnAgent() async throws {
    let installation = try await Installation.forDrills()
    try await installation.syncCatalogue()
    let run = try await installation.drill("run", "prescription", "--reason", "演练")
    #expect(run.status == 0 && run.output.contains("已结束的演练 QD"), "\(run.output)")
    #expect(run.output.contains("还有一次复查未做，在 "), "\(run.output)")
    for (command, status) in [(["status"], 3), (["drill", "status"], 3), (["swipe", "status"], 3)] {
      let said = try await runCommand(
        BuiltBinaries.qianzhi, command + ["--config", installation.configPath], directory: installation.directory)
      #expect(said.status == status && said.output.contains("还有一次复查未做"), "\(command) \(said.output)")
    }
    try await installation.startAgent()
    let attended = try await installation.drill("status")
    #expect(attended.status == 0 && !attended.output.contains("复查未做"), "\(attended.output)")
    try await installation.tearDown()
  }

  private func expectSaid(_ installation: Installation, _ isSaid: Bool) async throws {
    for command in [["status"], ["swipe", "status"]] {
      let result = try await runCommand(
        BuiltBinaries.qianzhi, command + ["--config", installation.configPath], directory: installation.directory)
      #expect(result.status == (isSaid ? 3 : 0), "\(command) \(result.output)")
      #expect(result.output.contains(Self.words) == isSaid, "\(command) \(result.output)")
    }
  }

  /// Two days later, with an `agent.sqlite` that is no database: asked at the first start, nothing left at the second.
  private func expectAskedWhenDue(_ installation: Installation) async throws {
    let data = installation.dataDirectory
    for name in ["agent.sqlite-wal", "agent.sqlite-shm"] where FileManager.default.fileExists(atPath: "\(data)/\(name)")
    {
      try FileManager.default.removeItem(atPath: "\(data)/\(name)")
    }
    try Data(repeating: 0x51, count: 8192).write(to: URL(fileURLWithPath: data + "/agent.sqlite"))
    let environment = try ClockShift.environment(in: installation.directory)
    try ClockShift.set(172_800, in: installation.directory)
    for isFirst in [true, false] {
      let start = try await runCommand(
        BuiltBinaries.qianzhi, ["run", "--config", installation.configPath], directory: installation.directory,
        environment: environment, seconds: 100)
      #expect(start.status == 3 && start.output.contains("QZ-S10"), "\(start.output)")
      #expect(start.output.contains("有到期的复查，先完成它") == isFirst, "\(start.output)")
    }
  }
}
