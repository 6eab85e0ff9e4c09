import Foundation
import Testing

/// Rows the centre lacks that are too many to leave by themselves: an administrator asks the centre, and has them leave.
@Suite(.serialized) struct WithdrawMissingTests {
  @Test(.timeLimit(.minutes(3))) func aPersonHasThemLeave() async throws {
    let installation = try await Installation.make(extra: "[feed]\nmissing_at_centre = \"withdraw\"")
    try await installation.startWithCatalogue()
    let count = "SELECT COUNT(*) FROM bzml WHERE bzbm LIKE 'QZ9%'"
    func held() async throws -> String { try await installation.qianzhi("sql", count).output }
    // 21 rows: one more than may leave of a catalogue this small.
    let file = installation.directory + "/bz.txt"
    try (0...20).map { "QZ9\($0)|试验|SY|1|||2021-02-01|\n" }.joined().write(
      toFile: file, atomically: true, encoding: .utf8)
    let imported = try await installation.qianzhi("import", file)
    #expect(imported.status == 0, "\(imported.output)")
    let full = try await installation.qianzhi("sync", "--full", "--catalogue", "bzml")
    #expect(full.status == 3 && full.output.contains("QZ-F124 中心已没有的 21 行没有撤下"), "\(full.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3 && status.output.contains("QZ-F124"), "\(status.output)")
    #expect(try await held().contains("21"))
    let incomplete = try await installation.qianzhi("sync", "--withdraw-missing")
    #expect(incomplete.status == 2 && incomplete.output.contains("--full"), "\(incomplete.output)")
    let said = try await installation.qianzhi("sync", "--full", "--withdraw-missing", "--catalogue", "bzml")
    #expect(said.status == 0 && said.output.contains("撤下中心已没有的 21 行"), "\(said.output)")
    #expect(try await !held().contains("21"))
    let after = try await installation.qianzhi("status")
    #expect(after.status == 0 && !after.output.contains("QZ-F124"), "\(after.output)")
    try await installation.tearDown()
  }
}
