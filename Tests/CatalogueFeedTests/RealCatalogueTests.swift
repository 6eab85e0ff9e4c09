import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import CatalogueFeed

/// The three releases of early 2021: the baseline held on 02-26, the release of 03-01 downloaded on 02-27, that of 04-01
/// on 03-30. The directory comes from `QIANZHI_CATALOGUE`; without it a small sample of the same shape is used.
@Suite struct RealCatalogueTests {
  private struct Source {
    let rows: (_ release: String, _ catalogue: String) throws -> [String]
    let announced: [String: [String: (rows: Int, new: Int)]]
  }

  private static let releases = ["baseline", "release-20210301", "release-20210401"]

  private static func source() throws -> Source {
    guard let directory = ProcessInfo.processInfo.environment["QIANZHI_CATALOGUE"] else { return sample() }
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/announced.json"))
    let numbers = try JSONDecoder().decode([String: [String: [String: Int]]].self, from: data)
    return Source(
      rows: { release, catalogue in
        let text = try String(contentsOfFile: "\(directory)/\(release)/\(catalogue).txt", encoding: .utf8)
        return text.components(separatedBy: "\n").filter { !$0.isEmpty }
      }, announced: numbers.mapValues { $0.mapValues { ($0["rows"] ?? -1, $0["new"] ?? -1) } })
  }

  private static func sample() -> Source {
    func drug(_ number: Int, _ date: String, ratio: String = "0.1") -> String {
      var fields = Array(repeating: "", count: 55)
      fields[0] = "1\(number)"
      fields[2] = "示例药'品\(number)（片）"
      fields[16] = ratio
      fields[29] = date
      return fields.joined(separator: "|")
    }
    func item(_ number: Int, _ date: String) -> String {
      var fields = Array(repeating: "", count: 73)
      fields[0] = "2\(number)"
      fields[2] = "示例项目—\(number)"
      fields[19] = date
      return fields.joined(separator: "|")
    }
    func disease(_ number: Int, _ date: String) -> String { "D\(number)|示例病种\(number)|S|1|||\(date)|" }
    let base = "2021-01-20"
    let rows: [String: [String: [String]]] = [
      "baseline": [
        "ypml": (100..<140).map { drug($0, base) }, "zlxm": (100..<120).map { item($0, base) },
        "bzml": (100..<130).map { disease($0, base) },
      ],
      "release-20210301": [
        "ypml": (138..<143).map { drug($0, "2021-03-01", ratio: "0.2") }, "zlxm": [item(120, "2021-03-01")],
        "bzml": [disease(130, "2021-03-01"), disease(131, "2021-03-01")],
      ],
      "release-20210401": [
        "ypml": (100..<143).map { drug($0, "2021-04-01") }, "zlxm": (100..<121).map { item($0, "2021-04-01") },
        "bzml": (100..<132).map { disease($0, "2021-04-01") },
      ],
    ]
    return Source(
      rows: { rows[$0]?[$1] ?? [] },
      announced: [
        "baseline": ["ypml": (40, 40), "zlxm": (20, 20), "bzml": (30, 30)],
        "release-20210301": ["ypml": (5, 3), "zlxm": (1, 1), "bzml": (2, 2)],
        "release-20210401": ["ypml": (43, 0), "zlxm": (21, 0), "bzml": (32, 0)],
      ])
  }

  @Test func threeReleases() async throws {
    let source = try Self.source()
    let folder = ScratchFolder()
    let centre = MemoryCentre()
    centre.state.withLock { $0.pageSize = 2000 }
    // Noon of 2021-02-26, 02-27 and 03-30 in Asia/Shanghai.
    let days: [Int64] = [1_614_312_000_000, 1_614_398_400_000, 1_617_076_800_000]
    let clock = StandingClock(days[0])
    let store = try CatalogueStore(directory: folder.path)
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(), transport: centre, store: store, now: { clock.now })
    for (index, release) in Self.releases.enumerated() {
      clock.set(days[index])
      for kind in CatalogueKind.allCases {
        centre.publish(kind.tradeCode, try source.rows(release, kind.rawValue))
      }
      centre.state.withLock { $0.busy = .zero }
      let started = ContinuousClock.now
      let outcome = try await feed.runOnce()
      let elapsed = ContinuousClock.now - started - centre.state.withLock { $0.busy }
      #expect(outcome.release == Int64(index + 1))
      let announced = try #require(source.announced[release])
      var rows = 0
      for kind in CatalogueKind.allCases {
        let expected = try #require(announced[kind.rawValue])
        rows += expected.rows
        #expect(
          outcome.results[kind]
            == .published(
              changes: ChangeCounts(added: expected.new, modified: expected.rows - expected.new), missingAtCentre: []),
          "\(release) \(kind)")
      }
      print("\(release): \(rows) rows, \(elapsed) without the centre's own time")
      #expect(try await feed.runOnce().release == nil)
    }
    // The log: one line per announced row, on the day of publication.
    #expect(try store.logFiles().map(\.day) == ["2021-02-26", "2021-02-27", "2021-03-30"])
    for (file, release) in zip(try store.logFiles(), Self.releases) {
      for piece in try store.logPieces(of: file.name) {
        let lines = try file.format.lines(in: try store.logBytes(of: piece))
        #expect(lines.count == source.announced[release]?[piece.kind.rawValue]?.rows)
        #expect(lines.allSatisfy { LogLine(parsing: $0)?.kind == piece.kind })
      }
    }
  }
}
