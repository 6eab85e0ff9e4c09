import Foundation
import Testing

/// `release resume` asks for everything, as `sync --full`: a row that was withdrawn before the rollback leaves again.
@Suite(.serialized) struct ResumeWithdrawnTests {
  @Test(.timeLimit(.minutes(3))) func aWithdrawnRowDoesNotStayAfterAResume() async throws {
    let installation = try await Installation.make(extra: "[feed]\nmissing_at_centre = \"withdraw\"")
    func extra() async throws -> Bool {
      let sql = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml WHERE bzbm = 'QZ99'")
      return sql.output.split(separator: "\n").contains("1")
    }
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0, "\(first.output)")
    let file = installation.directory + "/bz.txt"
    try "QZ99|试验|SY|1|||2021-02-01|\n".write(toFile: file, atomically: true, encoding: .utf8)
    let imported = try await installation.qianzhi("import", file)
    #expect(imported.status == 0 && imported.output.contains("第 2 次发布"), "\(imported.output)")
    // Nobody announced a number for the file.
    let shown = try await installation.qianzhi("release", "show", "2")
    #expect(!shown.output.contains("中心公布"), "\(shown.output)")
    let full = try await installation.qianzhi("sync", "--full", "--catalogue", "bzml")
    #expect(full.status == 0 && full.output.contains("撤下中心已没有的 1 行"), "\(full.output)")
    let back = try await installation.qianzhi("release", "rollback", "2", "--catalogue", "bzml", "--reason", "试")
    #expect(back.status == 0, "\(back.output)")
    let isBack = try await extra()
    #expect(isBack)
    let resumed = try await installation.qianzhi("release", "resume", "bzml")
    #expect(resumed.status == 0 && resumed.output.contains("撤下中心已没有的 1 行"), "\(resumed.output)")
    let stays = try await extra()
    #expect(!stays)
    try await installation.tearDown()
  }
}
