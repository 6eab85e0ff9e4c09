import Foundation
import TestDatabases

/// A centre simulator and an agent's configuration in a folder of their own, with the shipped binaries.
final class Installation: @unchecked Sendable {
  let directory: String
  let viewPort: Int
  private(set) var centre: RunningProcess
  private(set) var centrePort = 0
  private var centreLines = ""
  private(set) var agent: RunningProcess?
  var configPath: String { directory + "/qianzhi.toml" }
  var dataDirectory: String { directory + "/data" }

  /// - Parameters:
  ///   - extra: further tables of the configuration.
  ///   - centre: further lines of `[centre]`.
  ///   - simulatorArguments: beside port and data folder.
  static func make(
    start: String = "by hand", swipe: String = "", extra: String = "", centre: String = "",
    simulatorArguments: [String] = []
  ) async throws -> Installation {
    let directory = NSTemporaryDirectory() + "qz-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let installation = try Installation(directory: directory, simulatorArguments: simulatorArguments)
    installation.centreLines = centre
    try await installation.waitForCentre()
    try installation.writeConfiguration(start: start, swipe: swipe, extra: extra)
    return installation
  }

  private init(directory: String, simulatorArguments: [String]) throws {
    self.directory = directory
    viewPort = try freePort()
    centre = try RunningProcess(
      BuiltBinaries.simulator, ["--port", "0", "--data", directory + "/centre"] + simulatorArguments,
      outputPath: directory + "/centre.log")
  }

  private func waitForCentre() async throws {
    try await wait(seconds: 30, for: "port of the simulator: \(centre.output)") {
      guard let range = centre.output.range(of: "listening on 127.0.0.1:") else { return false }
      let rest = centre.output[range.upperBound...]
      guard rest.contains("\n"), let port = Int(rest.prefix { $0.isNumber }) else { return false }
      centrePort = port
      return true
    }
  }

  func writeConfiguration(start: String, swipe: String, extra: String) throws {
    let text = """
      data_directory = "data"
      [institution]
      code = "H50010500001"
      name = "示例医院"
      [centre]
      url = "http://127.0.0.1:\(centrePort)/"
      timeout_seconds = 5
      \(centreLines)
      [views]
      listen = "127.0.0.1:\(viewPort)"
      [swipe_test]
      cards_file = "cards.toml"
      start = "\(start)"
      settle_timeout_seconds = 2
      query_after_seconds = 1
      quiet_seconds = 1
      \(swipe)
      \(extra)
      """
    try text.write(toFile: configPath, atomically: true, encoding: .utf8)
    let cards = directory + "/cards.toml"
    try "[[card]]\nnumber = \"T00000001\"\ninsurance = \"1\"\n".write(toFile: cards, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: cards)
  }

  func qianzhi(_ arguments: String..., seconds: Double = 90) async throws -> CommandResult {
    try await runCommand(
      BuiltBinaries.qianzhi, arguments + ["--config", configPath], directory: directory, seconds: seconds)
  }

  /// Starts `qianzhi run` and waits until its socket answers.
  func startAgent(environment: [String: String] = [:], seconds: Double = 30) async throws {
    let running = try RunningProcess(
      BuiltBinaries.qianzhi, ["run", "--config", configPath],
      outputPath: "\(directory)/agent-\(UUID().uuidString.prefix(6)).log", environment: environment)
    agent = running
    try await wait(seconds: seconds, for: "running agent: \(running.output.suffix(800))") {
      guard running.isRunning else { throw HarnessError("agent ended: \(running.output.suffix(800))") }
      return running.output.contains("已就绪")
    }
  }

  func admin(_ method: String, _ path: String) async throws -> Data {
    guard let url = URL(string: "http://127.0.0.1:\(centrePort)\(path)") else { throw HarnessError("bad path \(path)") }
    return try await LoopbackHTTP.request(method, url)
  }

  /// A connection string for unixODBC as a HIS would write it.
  func connectionString(declareFetch: Bool = true, password: String = "his_interface") throws -> String {
    "Driver=\(try BuiltBinaries.psqlODBC);Server=127.0.0.1;Port=\(viewPort);Database=qianzhi;UID=his_interface;PWD=\(password);"
      + "MaxVarcharSize=4000;TextAsLongVarchar=0;UpdatableCursors=0;UseDeclareFetch=\(declareFetch ? 1 : 0);Fetch=2000;ReadOnly=1"
  }

  /// Stops what runs, looks through all it left for what may not be printed (I9), and removes the folder.
  func tearDown() async throws {
    if let agent, agent.isRunning { try await agent.stop() }
    if centre.isRunning { try await centre.stop() }
    try await PlantedSecrets.expectNone(in: directory)
    try FileManager.default.removeItem(atPath: directory)
  }
}

/// A port nobody listens on just now, below those the system gives to outgoing connections, so that none of them takes
/// it before the server does.
func freePort() throws -> Int { try DatabaseServer.unusedPort() }
