import Foundation
import Testing

/// I9 over the whole test run: the simulator's persons, their numbers and the keys of a test, looked for in everything an
/// installation leaves behind (`Drivers/planted_secrets.py`; the values are in `Drivers/planted.txt`).
enum PlantedSecrets {
  private static let drivers = BuiltBinaries.project + "/Tests/EndToEndTests/Drivers"

  /// What the scan of a folder says, run from another one.
  static func scan(_ folder: String) async throws -> CommandResult {
    try await runCommand(
      try BuiltBinaries.python, ["\(drivers)/planted_secrets.py", folder], directory: NSTemporaryDirectory())
  }

  static func expectNone(in folder: String) async throws {
    let scanned = try await scan(folder)
    #expect(scanned.status == 0, "\(scanned.output)")
    #expect(!scanned.output.hasPrefix("0 files"))
  }

  static var values: [String] {
    get throws {
      try String(contentsOfFile: "\(drivers)/planted.txt", encoding: .utf8).split(separator: "\n").map(String.init)
        .filter { !$0.hasPrefix("#") }
    }
  }
}
