import Catalogue
import Foundation
import Testing

/// The national platform from the simulator to the views, with the shipped binaries.
@Suite(.serialized) struct NationalFeedTests {
  private static let sample = BuiltBinaries.project + "/Sources/CentreSimulator/Sample"

  /// Lines of a sample file, split at `|`.
  private func rows(_ release: String, _ kind: CatalogueKind) throws -> [[String]] {
    let text = try String(contentsOfFile: "\(Self.sample)/\(release)/\(kind.rawValue).txt", encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: "|" as Character, omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func installation() async throws -> Installation {
    let installation = try await Installation.make()
    let path = installation.configPath
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("[centre]", with: "[centre]\ninterface = \"national\"\narea = \"500000\"")
      .write(toFile: path, atomically: true, encoding: .utf8)
    return installation
  }

  private func count(_ installation: Installation, _ statement: String) async throws -> Int {
    let output = try await installation.qianzhi("sql", statement).output
    let number = output.split(separator: "\n").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }.first
    return try #require(number, "\(output)")
  }

  /// The sample has one row a code of drugs and items, in one of their catalogues; a disease is in one of its own once,
  /// whatever its categories.
  @Test(.timeLimit(.minutes(4))) func firstLoadAndRelease() async throws {
    let installation = try await installation()
    let drugs = try rows("baseline", .ypml)
    let items = try rows("baseline", .zlxm)
    let diseases = Set(try rows("baseline", .bzml).map { $0[0] })
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0 && first.output.contains("已发布第 1 次发布"), "\(first.output)")
    try await installation.startAgent()
    let ypml = try await count(installation, "SELECT COUNT(*) FROM ypml")
    let zlxm = try await count(installation, "SELECT COUNT(*) FROM zlxm")
    let bzml = try await count(installation, "SELECT COUNT(*) FROM bzml")
    #expect(ypml == drugs.count)
    #expect(zlxm == items.count)
    #expect(bzml == diseases.count)
    let coded = try await count(installation, "SELECT COUNT(*) FROM ypml WHERE gjmldm = yplsh")
    #expect(coded == drugs.count)
    // 1312: 甲乙, 1319: 自付比例, over the rows of 1301 to 1304.
    let second = try await count(installation, "SELECT COUNT(*) FROM ypml WHERE ylfydj = '2'")
    let secondInSample = drugs.filter { fields in fields[9] == "2" }
    #expect(second == secondInSample.count)
    let paid = try await count(installation, "SELECT COUNT(*) FROM ypml WHERE ylzfbl = '0.1'")
    let paidInSample = drugs.filter { fields in fields[16] == "0.1" }
    #expect(paid == paidInSample.count)
    let again = try await installation.qianzhi("sync")
    #expect(again.status == 0 && !again.output.contains("已发布"), "\(again.output)")

    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    let release = try await installation.qianzhi("sync")
    #expect(release.status == 0 && release.output.contains("已发布第 2 次发布"), "\(release.output)")
    let changed = try rows("release-20210301", .ypml)
    let held = Set(drugs.map { $0[0] })
    let added = changed.count { !held.contains($0[0]) }
    #expect(release.output.contains("药品目录：新增 \(added) 行，修改 \(changed.count - added) 行"), "\(release.output)")
    let dated = try await count(
      installation, "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301'")
    let datedInSample = changed.filter { fields in fields[29].hasPrefix("2021-03-01") }
    #expect(dated == datedInSample.count)
    let check = try await installation.qianzhi(
      "check", "--date", "20210301", "--catalogue", "ypml", "--announced", "\(dated)")
    #expect(check.status == 0 && check.output.contains("一致"), "\(check.output)")
    // No number typed in: the platform is asked for newer versions, and has one as soon as it publishes.
    let asked = try await installation.qianzhi("check", "--date", "20210301")
    #expect(asked.status == 0 && asked.output.contains("平台没有比已下载的更新的版本"), "\(asked.output)")
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210401")
    let late = try await installation.qianzhi("check", "--date", "20210301")
    #expect(late.status == 1, "\(late.output)")
    #expect(late.output.contains("平台有更新的版本还没有下载：13") && late.output.contains("不一致"), "\(late.output)")
    let lines = try logLines(installation)
    let changes = try changedRows(changed.count)
    let expectedLines = drugs.count + items.count + diseases.count + changes
    #expect(lines == expectedLines)
    try await installation.tearDown()
  }

  /// Rows a release changes in the three catalogues.
  private func changedRows(_ drugs: Int) throws -> Int {
    drugs + (try rows("release-20210301", .zlxm).count) + Set(try rows("release-20210301", .bzml).map { $0[0] }).count
  }

  private func logLines(_ installation: Installation) throws -> Int {
    let folder = installation.dataDirectory + "/目录下载日志"
    return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) { total, name in
      total
        + (try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(whereSeparator: \.isNewline).count)
    }
  }

  /// Each keeps everything of the release out, says so, and the next sync mends it.
  @Test(
    .timeLimit(.minutes(4)),
    arguments: [
      ("1301:*:wrong-count", "QZ-F120"), ("9102:*:half", "QZ-F102"), ("9102:*:garbage", "QZ-F131"),
      ("9001:*:refuse", "QZ-F103"), ("1318:*:unknown-code", "QZ-F104"), ("1301:*:503", "QZ-F102"),
      ("1303:*:wrong-count", "QZ-F120"), ("1304:*:wrong-count", "QZ-F120"), ("1304:*:refuse", "QZ-F103"),
    ])
  func badAnswersAreHeldOut(fault: String, code: String) async throws {
    let installation = try await installation()
    _ = try await installation.admin("POST", "/_admin/fault?spec=\(fault)")
    let sync = try await installation.qianzhi("sync", "--catalogue", "ypml")
    #expect(sync.status == 3 || sync.status == 4, "\(sync.output)")
    #expect(sync.output.contains(code), "\(sync.output)")
    _ = try await installation.admin("POST", "/_admin/fault/clear")
    let mended = try await installation.qianzhi("sync", "--catalogue", "ypml")
    #expect(mended.status == 0 && mended.output.contains("已发布第 1 次发布"), "\(mended.output)")
    try await installation.tearDown()
  }
}
