import Foundation

/// An installation at the national platform with the drill's persons.
extension Installation {
  static let drillSecrets = [
    "50000000000000001234", "测试甲", "500000198503121011", "演练医师", "500000197001011010", "演练药师", "500000197102022020",
  ]

  static func forDrills(
    _ drill: String = "", environment: String = "test", simulatorArguments: [String] = []
  ) async throws -> Installation {
    let installation = try await Installation.make(
      extra: """
        [drill]
        query_after_seconds = 1
        quiet_seconds = 1
        \(drill)
        """, simulatorArguments: simulatorArguments)
    let path = installation.configPath
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing(
      "[centre]", with: "environment = \"\(environment)\"\n[centre]\ninterface = \"national\"\narea = \"500000\""
    )
    .write(toFile: path, atomically: true, encoding: .utf8)
    let persons = installation.directory + "/drill-persons.toml"
    try """
    [patient]
    psn_no = "\(drillSecrets[0])"
    name = "\(drillSecrets[1])"
    certno = "\(drillSecrets[2])"
    gender = "1"
    age = "41"
    insuplc_admdvs = "500000"
    mdtrt_id = "MD0000000001"
    [doctor]
    code = "D1"
    name = "\(drillSecrets[3])"
    certno = "\(drillSecrets[4])"
    [pharmacist]
    code = "P1"
    name = "\(drillSecrets[5])"
    certno = "\(drillSecrets[6])"
    licence = "YS1"
    """.write(toFile: persons, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: persons)
    return installation
  }

  /// The catalogue without an agent, so that the drill has an item.
  func syncCatalogue() async throws {
    let sync = try await qianzhi("sync")
    guard sync.status == 0 else { throw HarnessError("sync: \(sync.output)") }
  }

  func drill(_ arguments: String...) async throws -> CommandResult {
    try await runCommand(
      BuiltBinaries.qianzhi, ["drill"] + arguments + ["--config", configPath], directory: directory, seconds: 120)
  }

  func waitUntilDrillsEnd(seconds: Double = 120) async throws {
    try await wait(seconds: seconds, for: "end of the drills") {
      try await self.drill("status").output.contains("未决 0")
    }
  }
}
