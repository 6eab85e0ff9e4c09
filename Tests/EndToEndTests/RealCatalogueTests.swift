import Catalogue
import CatalogueFeed
import CatalogueStore
import CentreClient
import CentreSimulator
import DownloadLog
import Foundation
import Logging
import ODBCClient
import ReleaseCheck
import Synchronization
import Testing
import ViewServer

/// The months of a front-end machine in one process with a clock of the test's own: the baseline on 2021-02-26, the
/// release of 2021-03-01 downloaded on 02-27, that of 2021-04-01 on 03-30. Store, feed, log, listener, driver manager and
/// psqlODBC are the real ones. Counts are the centre's, from `announced.json`.
@Suite(.serialized) struct RealCatalogueTests {
  private final class Clock: Sendable {
    private let milliseconds = Mutex<Int64>(0)
    func set(_ day: CivilDate) {
      milliseconds.withLock { $0 = CivilDateTime(date: day, secondOfDay: 36_000).unixMilliseconds }
    }
    var now: Int64 { milliseconds.withLock { $0 } }
  }

  private func day(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
    try #require(CivilDate(year: year, month: month, day: day))
  }

  @Test(.timeLimit(.minutes(10))) func baselineAndTwoReleases() async throws {
    let catalogue = CatalogueDirectory.current
    print("RealCatalogueTests: \(catalogue.isSample ? "the project's own sample" : catalogue.path)")
    let folder = NSTemporaryDirectory() + "qz-real-\(UUID().uuidString.prefix(8))"
    let clock = Clock()
    let simulator = try CentreSimulator(
      configuration: SimulatorConfiguration(
        port: 0, dataDirectory: folder + "/centre", catalogue: catalogue.isSample ? .sample : .directory(catalogue.path)
      ))
    let port = try await simulator.start()
    let transport = HTTPCentreTransport(url: "http://127.0.0.1:\(port)/", connectTimeoutSeconds: 5)
    let store = try CatalogueStore(directory: folder + "/data")
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(), transport: transport, store: store, now: { clock.now })
    let logs = folder + "/data/目录下载日志"
    let writer = DownloadLogWriter(store: store, directory: logs)
    let reader = DownloadLogReader(store: store, directory: logs)
    let server = ViewServer(
      configuration: ViewServerConfiguration(listenPort: 0), currentSet: { store.currentSet }, now: { clock.now },
      logger: Logger(label: "views"), audit: { _ in })
    try await server.start()
    let connection = try ODBCConnection(
      connectionString: "Driver=\(try BuiltBinaries.psqlODBC);Server=127.0.0.1;Port=\(server.boundPort ?? 0);"
        + "Database=qianzhi;UID=his_interface;PWD=his_interface;MaxVarcharSize=4000;UseDeclareFetch=1;Fetch=2000")

    func download(on today: CivilDate) async throws {
      clock.set(today)
      let outcome = try await feed.runOnce()
      #expect(outcome.isComplete, "\(outcome.results)")
      try writer.writePending(now: clock.now)
    }
    func expectAgreement(_ date: CivilDate, _ release: String) throws {
      let announced = try catalogue.announced(release).mapValues(\.rows)
      var lines: [LogLine] = []
      try reader.forEachLine { lines.append($0) }
      let report = try check(
        date: date, catalogues: CatalogueKind.allCases, announced: announced, logLines: lines,
        views: ODBCViews(connection: connection))
      #expect(report.agrees, "\(report.text)")
    }
    func lineCounts(of date: CivilDate) throws -> [CatalogueKind: Int] {
      let summary = try #require(try reader.files().first { $0.file.day == date.text })
      return summary.lineCounts.mapValues { $0.values.reduce(0, +) }
    }

    let february26 = try day(2021, 2, 26)
    let february27 = try day(2021, 2, 27)
    let march1 = try day(2021, 3, 1)
    let march30 = try day(2021, 3, 30)
    let april1 = try day(2021, 4, 1)

    try await download(on: february26)
    let baseline = try catalogue.announced("baseline").mapValues(\.rows)
    #expect(store.rowCounts == baseline)
    let linesOfBaseline = try lineCounts(of: february26)
    #expect(linesOfBaseline == baseline)

    try await simulator.publish(release: "release-20210301")
    try await download(on: february27)
    try expectAgreement(march1, "release-20210301")
    let published = try catalogue.announced("release-20210301").mapValues(\.rows)
    let linesOfRelease = try lineCounts(of: february27)
    #expect(linesOfRelease == published)
    if !catalogue.isSample { #expect(published == [.ypml: 1603, .zlxm: 37, .bzml: 64]) }

    try await simulator.publish(release: "release-20210401")
    try await download(on: march30)
    try expectAgreement(april1, "release-20210401")
    try expectAgreement(march1, "release-20210301")

    connection.close()
    await server.stop()
    try await transport.shutdown()
    await simulator.stop()
    try FileManager.default.removeItem(atPath: folder)
  }
}
