import Foundation
import Testing

/// `[centre] sign`: every request of the feed and the drills is signed, and an answer without the platform's signature
/// counts as none where its key is configured.
@Suite(.serialized) struct SignedEnvelopeTests {
  private func keys(_ installation: Installation) async throws {
    let folder = installation.directory
    for arguments in [
      ["genpkey", "-algorithm", "SM2", "-out", "\(folder)/sm2.pem"],
      ["pkey", "-in", "\(folder)/sm2.pem", "-pubout", "-out", "\(folder)/public.pem"],
    ] {
      let result = try await runCommand("/usr/bin/openssl", arguments, directory: folder, seconds: 20)
      #expect(result.status == 0, "\(result.output)")
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/sm2.pem")
  }

  private func configure(_ installation: Installation, _ lines: String) throws {
    let text = try String(contentsOfFile: installation.configPath, encoding: .utf8)
    try text.replacing("interface = \"national\"", with: "interface = \"national\"\n\(lines)")
      .write(toFile: installation.configPath, atomically: true, encoding: .utf8)
  }

  @Test(.timeLimit(.minutes(3))) func everyRequestIsSigned() async throws {
    let installation = try await Installation.forDrills(simulatorArguments: ["--national-signature", "SM2"])
    try await keys(installation)
    let unsigned = try await installation.qianzhi("sync")
    #expect(unsigned.status != 0 && unsigned.output.contains("QZ-F103"), "\(unsigned.output)")
    let key = installation.directory + "/sm2.pem"
    try configure(installation, "sign = \"sm2\"\nsign_key_file = \"\(key)\"")
    try await installation.syncCatalogue()
    for kind in ["prescription", "stock"] {
      let run = try await installation.drill("run", kind)
      #expect(run.status == 0, "\(run.output)")
    }
    #expect(try await installation.centreLedger().drillUploads.count == 2)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    let open = try await installation.qianzhi("status")
    #expect(open.status == 2 && open.output.contains("QZ-D121"), "\(open.output)")
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(3))) func unsignedAnswersDoNotCount() async throws {
    let installation = try await Installation.forDrills()
    try await keys(installation)
    try configure(installation, "sign = \"sm3\"\nverify_key_file = \"\(installation.directory)/public.pem\"")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 4 && sync.output.contains("平台的应答没有签名"), "\(sync.output)")
    try await installation.tearDown()
  }
}
