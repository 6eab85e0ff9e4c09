import Catalogue
import CatalogueFeed
import CatalogueStore
import CentreClient
import CentreSimulator
import Foundation
import Synchronization
import Testing

/// A simulated centre with rows of the test's own, a feed over HTTP and a store, with a clock the test moves.
final class OddCentre: Sendable {
  let folder = NSTemporaryDirectory() + "qz-odd-\(UUID().uuidString.prefix(8))"
  let simulator: CentreSimulator
  let store: CatalogueStore
  let feed: CatalogueFeed
  private let transport: HTTPCentreTransport

  /// - Parameters:
  ///   - diseases: rows of 病种目录 in the baseline and in the releases after it.
  ///   - today: noon of this day is now.
  init(
    diseases: [(release: String, rows: [String])], pageSize: Int = 3, announcesCount: Bool = true,
    catalogues: [CatalogueKind] = [.bzml], timeoutSeconds: Int = 5, today: CivilDate
  ) async throws {
    for (release, rows) in diseases {
      let path = "\(folder)/catalogue/\(release)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try rows.map { $0 + "\n" }.joined().write(toFile: path + "/bzml.txt", atomically: false, encoding: .utf8)
    }
    var configuration = SimulatorConfiguration(
      port: 0, dataDirectory: folder + "/centre", catalogue: .directory(folder + "/catalogue"))
    configuration.pageSize = pageSize
    configuration.announcesCount = announcesCount
    simulator = try CentreSimulator(configuration: configuration)
    let port = try await simulator.start()
    transport = HTTPCentreTransport(url: "http://127.0.0.1:\(port)/", connectTimeoutSeconds: 5)
    let store = try CatalogueStore(directory: folder + "/data")
    self.store = store
    let start = CivilDateTime(date: today, secondOfDay: 43_200).unixMilliseconds
    let clock = Clock(start)
    feed = CatalogueFeed(
      configuration: FeedConfiguration(
        catalogues: catalogues, timeoutSeconds: timeoutSeconds, announcesCount: announcesCount),
      transport: transport, store: store, now: { clock.now })
    self.clock = clock
  }

  final class Clock: Sendable {
    private let milliseconds: Mutex<Int64>
    init(_ milliseconds: Int64) { self.milliseconds = Mutex(milliseconds) }
    var now: Int64 { milliseconds.withLock { $0 } }
    func advance(hours: Int64) { milliseconds.withLock { $0 += hours * 3_600_000 } }
  }
  let clock: Clock

  /// The keys of 病种目录 that are published, sorted.
  func published() throws -> [String] { try store.heldKeys(.bzml).sorted() }

  /// Texts of the 24 requests so far.
  func requests() async throws -> [ReceivedRequest] {
    try await simulator.requests().filter { $0.transaction == "24" }
  }

  func stop() async throws {
    try await transport.shutdown()
    await simulator.stop()
    try FileManager.default.removeItem(atPath: folder)
  }
}

/// A row of 病种目录.
func disease(_ code: String, category: String = "1", date: String = "2021-01-20") -> String {
  "\(code)|示例病种\(code)|BZ|\(category)|||\(date)|"
}
