import Foundation
import PGWire
import Testing

@testable import Agent

@Suite struct PasswordFileTests {
  private func path() -> String { NSTemporaryDirectory() + "qz-pw-\(UUID().uuidString)/his_interface.scram" }

  @Test func keepsOnlyTheVerifier() throws {
    let path = path()
    let verifier = SCRAMVerifier(password: "一个很长的口令", salt: Array(repeating: 7, count: 16))
    try PasswordFile.write(verifier, to: path)
    #expect(try PasswordFile.read(path) == verifier)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("SCRAM-SHA-256$4096:") && !text.contains("口令"))
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
  }

  @Test func noFileMeansOnlyThePublishedPassword() throws {
    #expect(try PasswordFile.read(path()) == nil)
  }

  @Test func refusesAFileOthersCanRead() throws {
    let path = path()
    try PasswordFile.write(SCRAMVerifier(password: "x", salt: [1]), to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    #expect { try PasswordFile.read(path) } throws: { ($0 as? AgentError)?.code == .passwordFile }
  }

  @Test func refusesOtherContent() throws {
    let path = path()
    try PasswordFile.write(SCRAMVerifier(password: "x", salt: [1]), to: path)
    try Data("his_interface\n".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    #expect { try PasswordFile.read(path) } throws: { ($0 as? AgentError)?.code == .passwordFile }
  }
}
