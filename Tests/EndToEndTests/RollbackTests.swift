import Catalogue
import Foundation
import Testing

/// `release rollback` and `release resume` with the shipped binaries.
@Suite(.serialized) struct RollbackEndToEndTests {
  private static let count = "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';"

  private func drugs(_ installation: Installation) async throws -> Int? {
    let result = try await installation.qianzhi("sql", Self.count)
    return result.output.split(separator: "\n").compactMap { Int($0) }.first
  }

  @Test(.timeLimit(.minutes(3))) func backHeldAndForwardAgain() async throws {
    let installation = try await Installation.make()
    try await installation.startAgent()
    try await wait(seconds: 60, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    let before = try await drugs(installation)
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let sample = CatalogueDirectory(path: BuiltBinaries.project + "/Sources/CentreSimulator/Sample", isSample: true)
    let announced = try #require(try sample.announced("release-20210301")[.ypml])
    let after = try await drugs(installation)
    #expect(after == announced.rows)
    #expect(before != after)

    let nameless = try await installation.qianzhi("release", "rollback", "1")
    #expect(nameless.status == 2)
    let unknown = try await installation.qianzhi("release", "rollback", "9", "--reason", "试")
    #expect(unknown.status == 2 && unknown.output.contains("QZ-S108"), "\(unknown.output)")
    let back = try await installation.qianzhi(
      "release", "rollback", "1", "--catalogue", "ypml", "--reason", "价格录错")
    #expect(back.status == 0 && back.output.contains("已发布第 3 次发布"), "\(back.output)")
    let there = try await drugs(installation)
    #expect(there == before)
    let check = try await installation.qianzhi("check", "--date", "20210301", "--catalogue", "ypml")
    // View and log agree with each other; the centre still has what was taken back.
    #expect(check.status == 1 && check.output.contains("中心有而本机没有"), "\(check.output)")
    #expect(!check.output.contains("日志有而视图没有") && !check.output.contains("视图有而日志没有"), "\(check.output)")
    let log = try await installation.qianzhi("log", "list")
    #expect(log.output.contains("回退 \(announced.rows)"), "\(log.output)")
    let list = try await installation.qianzhi("release", "list")
    #expect(list.output.contains("药品目录 回退到第 1 次发布，\(announced.rows) 行，原因：价格录错"), "\(list.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3 && status.output.contains("release resume ypml"), "\(status.output)")

    let held = try await installation.qianzhi("sync")
    #expect(held.status == 3 && held.output.contains("QZ-F123"), "\(held.output)")
    let other = try await installation.qianzhi("release", "resume", "zlxm")
    #expect(other.status == 0 && other.output.contains("没有暂停发布"), "\(other.output)")
    let resumed = try await installation.qianzhi("release", "resume", "ypml")
    #expect(resumed.status == 0 && resumed.output.contains("已发布第 4 次发布"), "\(resumed.output)")
    let forward = try await drugs(installation)
    #expect(forward == announced.rows)
    let agrees = try await installation.qianzhi(
      "check", "--date", "20210301", "--catalogue", "ypml", "--announced", "\(announced.rows)")
    #expect(agrees.status == 0, "\(agrees.output)")
    let good = try await installation.qianzhi("status")
    #expect(good.status == 0, "\(good.output)")
    try await installation.tearDown()
  }
}
