import CatalogueImport
import Foundation
import PGWire
import Testing

@testable import Agent

/// Exit codes of operations.md, "Commands".
@Suite struct CommandFailureTests {
  @Test func whatTheConfigurationMustChangeIsWrongUsage() {
    #expect(CommandFailure(AgentError(.otherUser, "", "")).status == .usage)
    #expect(CommandFailure(AgentError(.tlsKey, "", "")).status == .usage)
    #expect(CommandFailure(AgentError(.passwordFile, "", "")).status == .usage)
  }

  @Test func aFileToImportThatIsNotThereIsWrongUsage() {
    #expect(CommandFailure(ImportError(.cannotRead, "")).status == .usage)
    #expect(CommandFailure(ImportError(.notProven, "")).status == .failed)
  }

  /// What is wrong is the disk, not the command.
  @Test func aPasswordThatCannotBeWrittenNeedsAttention() throws {
    let directory = NSTemporaryDirectory() + "qz-full-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    // A folder in the place of the file: it cannot be replaced.
    let path = directory + "/his_interface.scram"
    try FileManager.default.createDirectory(atPath: path + "/x", withIntermediateDirectories: true)
    let verifier = SCRAMVerifier(password: "x", salt: [1])
    #expect { try PasswordFile.write(verifier, to: path) } throws: { CommandFailure($0).status == .attention }
  }
}
