import ArgumentParser
import CentreSimulator
import Dispatch
import Foundation

/// Runs a simulated centre until it is told to stop.
@main
struct CentreSimulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "centre-simulator", abstract: "A centre of the unified interface for tests and demonstrations.")

  @Option(help: "Port on 127.0.0.1; 0 for any free one.")
  var port = 7003

  @Option(help: "Folder of the centre's ledger.")
  var data: String

  @Option(help: "Folder with baseline/ and releases. Without it and --rows: the simulator's own sample.")
  var catalogue: String?

  @Option(help: "Releases published at the start, separated by commas.")
  var releases: String?

  @Option(name: .customLong("publish-at"), help: "NAME=2021-03-01T06:00:00: a release and its time. Repeatable.")
  var publishAt: [String] = []

  @Option(help: "Invented catalogues with this many drugs.")
  var rows: Int?

  @Option(help: "Decides serial numbers, refusal texts and invented rows.")
  var seed: UInt64 = 1

  @Option(name: .customLong("page-size"), help: "Rows in a page of 24 (sample: 100, else 1000).")
  var pageSize: Int?

  @Option(help: "TX:NTH:KIND, for example 05:1:lost-after. Repeatable.")
  var fault: [String] = []

  @Option(
    name: .customLong("query-after-reversal"),
    help: "What 43 says about a reversed settlement: absent, both or original.")
  var queryAfterReversal = "absent"

  func validate() throws {
    if catalogue != nil && rows != nil { throw ValidationError("give --catalogue or --rows, not both") }
    if let rows, rows < 1 { throw ValidationError("--rows is at least 1") }
    if let pageSize, pageSize < 1 { throw ValidationError("--page-size is at least 1") }
    if !(0...65_535).contains(port) { throw ValidationError("--port is 0 to 65535") }
    if QueryAfterReversal(rawValue: queryAfterReversal) == nil {
      throw ValidationError("--query-after-reversal is absent, both or original")
    }
    _ = try makeConfiguration()
  }

  func run() async throws {
    let simulator = try CentreSimulator(configuration: makeConfiguration())
    let bound = try await simulator.start()
    FileHandle.standardOutput.write(Data("centre-simulator listening on 127.0.0.1:\(bound)\n".utf8))
    await Self.toldToStop()
    await simulator.stop()
  }

  private func makeConfiguration() throws -> SimulatorConfiguration {
    let source: CatalogueSource =
      if let catalogue { .directory(catalogue) } else if let rows { .generated(drugs: rows) } else { .sample }
    var configuration = SimulatorConfiguration(port: port, dataDirectory: data, catalogue: source)
    configuration.releases = (releases ?? "").split(separator: ",").map(String.init)
    configuration.plannedReleases = try publishAt.map { try SimulatorConfiguration.PlannedRelease($0) }
    configuration.seed = seed
    configuration.pageSize = pageSize
    configuration.faults = try fault.map { try Fault($0) }
    configuration.queryAfterReversal = QueryAfterReversal(rawValue: queryAfterReversal) ?? .absent
    return configuration
  }

  /// Waits for SIGTERM or SIGINT.
  private static func toldToStop() async {
    let (signals, continuation) = AsyncStream<Void>.makeStream()
    let sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    for await _ in signals { break }
    for source in sources { source.cancel() }
  }
}
