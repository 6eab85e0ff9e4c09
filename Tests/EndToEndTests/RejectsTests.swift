import Foundation
import Testing

/// `qianzhi rejects` for rows of the centre, with the shipped binaries.
@Suite(.serialized) struct RejectsEndToEndTests {
  /// A first release, then one in which the centre spoils a row of each answer.
  private func spoiled() async throws -> Installation {
    let installation = try await Installation.make(extra: "[feed]\nenabled = false")
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0, "\(first.output)")
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    _ = try await installation.admin("POST", "/_admin/fault?spec=24:*:bad-row")
    let sync = try await installation.qianzhi("sync", "--catalogue", "bzml")
    #expect(sync.status == 3 && sync.output.contains("QZ-F121"), "\(sync.output)")
    return installation
  }

  @Test(.timeLimit(.minutes(2))) func retryAsksTheCentreAgain() async throws {
    let installation = try await spoiled()
    let shown = try await installation.qianzhi("rejects", "show", "1")
    #expect(shown.status == 0 && shown.output.contains("来自中心"), "\(shown.output)")
    #expect(shown.output.contains("按现在的规则：不合格"), "\(shown.output)")
    let still = try await installation.qianzhi("rejects", "retry", "bzml")
    #expect(still.status == 3 && still.output.contains("仍被拒收"), "\(still.output)")
    _ = try await installation.admin("POST", "/_admin/fault/clear")
    let other = try await installation.qianzhi("rejects", "retry", "ypml")
    #expect(other.status == 0 && other.output.contains("没有被拒收的行"), "\(other.output)")
    let mended = try await installation.qianzhi("rejects", "retry")
    #expect(mended.status == 0, "\(mended.output)")
    #expect(mended.output.contains("已发布第 2 次发布") && mended.output.contains("0 行仍被拒收"), "\(mended.output)")
    let list = try await installation.qianzhi("rejects", "list")
    #expect(list.status == 0 && list.output.contains("没有被拒收的行"), "\(list.output)")
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(2))) func acceptedTheOthersArePublished() async throws {
    let installation = try await spoiled()
    let accepted = try await installation.qianzhi("rejects", "accept", "bzml")
    #expect(accepted.status == 0 && accepted.output.contains("已接受病种目录的"), "\(accepted.output)")
    let sync = try await installation.qianzhi("sync", "--catalogue", "bzml")
    #expect(sync.status == 0 && sync.output.contains("已发布第 2 次发布"), "\(sync.output)")
    let list = try await installation.qianzhi("release", "list")
    #expect(list.output.contains("拒收 "), "\(list.output)")
    let status = try await installation.qianzhi("status")
    #expect(!status.output.contains("行待处理"), "\(status.output)")
    try await installation.tearDown()
  }
}
