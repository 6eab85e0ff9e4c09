import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

/// A feed, of one view unless told, from the platform in memory, into a store of its own.
struct NationalFixture {
  static let area = "500103"
  static let firstVersion = "F001_20210101000000_C"
  static let secondVersion = "F001_20210201000000_C"
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  static let start: Int64 = 1_614_312_000_000
  static let day: Int64 = 86_400_000

  let platform = MemoryPlatform()
  let folder = ScratchFolder()
  let clock = StandingClock(start)
  let store: CatalogueStore

  init() throws { store = try CatalogueStore(directory: folder.path) }

  /// A line of 1301 with 92 columns.
  static func drug(
    _ code: String, _ name: String = "药", level: String = "", changed: String = "2021-01-01 00:00:00",
    version: String = firstVersion
  ) -> String {
    var columns = [String](repeating: "", count: 92)
    (columns[0], columns[3], columns[78], columns[81]) = (code, name, "1", changed)
    (columns[83], columns[91]) = (version, level)
    return columns.joined(separator: "\t")
  }

  /// A row of 1318.
  static func limit(
    _ code: String, _ value: String, begin: String = "2020-01-01", end: String = "", valid: String = "1",
    changed: String = "2021-02-01 10:00:00", number: String = ""
  ) -> [String: String] {
    [
      "hilist_code": code, "hilist_pric_uplmt_amt": value, "insu_admdvs": area, "begndate": begin, "enddate": end,
      "vali_flag": valid, "updt_time": changed, "rid": number.isEmpty ? code + begin : number,
    ]
  }

  func put(_ lines: [String], announced: Int?, version: String = firstVersion) {
    platform.state.withLock {
      $0.files["1301", default: []].append(
        MemoryPlatform.File(lines: lines, announced: announced, version: version))
    }
  }

  func say(_ rows: [[String: String]], _ number: String = "1318") {
    platform.state.withLock { $0.rows[number] = rows }
  }

  /// A poll by a process that has just started.
  func poll(
    full: Bool = false, onRejects: FeedConfiguration.OnRejects = .hold, of kinds: [CatalogueKind] = [.ypml],
    into other: CatalogueStore? = nil, progress: CatalogueFeed.Progress? = nil
  ) async throws -> FeedOutcome {
    let clock = clock
    let caller = NationalCaller(
      institutionCode: "H50000000001", institutionName: "某院", area: Self.area, operatorCode: "1", operatorName: "某")
    let centre = NationalCentre(caller: caller, transport: platform, timeoutSeconds: 5, now: { clock.now })
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: kinds, onRejects: onRejects), transport: MemoryCentre(),
      store: other ?? store, national: centre, now: { clock.now })
    return try await feed.runOnce(full: full, progress: progress)
  }

  func value(_ column: String, of code: String) throws -> String? {
    try store.record(.ypml, key: [code])?.value(of: column)
  }
}
