import Hummingbird
import Logging

/// A centre on loopback: catalogues, persons, visits, settlements and faults, over the unified interface's HTTP form and the
/// national platform's envelopes, both over the same ledger and the same catalogues.
///
/// It shares no protocol code with the agent, so that a field swapped on one side cannot cancel out on the other. One
/// simulator runs once: after `stop()` make another on the same data directory, and it goes on with the same ledger.
public actor CentreSimulator {
  private let configuration: SimulatorConfiguration
  private let centre: SimulatedCentre
  private var server: Task<Void, any Error>?

  /// Reads the catalogues and opens the ledger; does not listen yet.
  ///
  /// - Throws: `SimulatorError` when a catalogue, a release or the ledger cannot be read.
  public init(configuration: SimulatorConfiguration) throws(SimulatorError) {
    self.configuration = configuration
    centre = try SimulatedCentre(configuration)
  }

  /// Listens on 127.0.0.1 and returns the port.
  public func start() async throws -> Int {
    guard server == nil else { throw SimulatorError(.server, "已经启动过") }
    let (bound, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
    var logger = Logger(label: "centre-simulator")
    // Below this the server reports every connection that `stop()` or a fault cuts, which is what they are for.
    logger.logLevel = .critical
    let application = Application(
      responder: CentreResponder(centre: centre),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: configuration.port)),
      onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) }, logger: logger)
    server = Task {
      do {
        try await application.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
        throw error
      }
    }
    do {
      for try await port in bound { return port }
    } catch {
      throw SimulatorError(.server, "监听不了端口 \(configuration.port)：\(error)")
    }
    throw SimulatorError(.server, "监听不了端口 \(configuration.port)")
  }

  /// Stops listening, cuts every connection and drops what was to be executed later.
  public func stop() async {
    await centre.stop()
    server?.cancel()
    // How it ended no longer matters: it was told to.
    _ = await server?.result
    server = nil
  }

  /// What the centre holds.
  public func ledger() async throws(SimulatorError) -> CentreLedger { try await centre.ledger() }

  /// Every business request in the order of arrival.
  public func requests() async throws(SimulatorError) -> [ReceivedRequest] { try await centre.requests() }

  /// Sets a fault: `TX:NTH:KIND`, counted from now.
  public func addFault(_ specification: String) async throws(SimulatorError) {
    await centre.add(try Fault(specification))
  }

  public func clearFaults() async { await centre.clearFaults() }

  /// Publishes a release of the catalogue source.
  public func publish(release: String) async throws(SimulatorError) { try await centre.publish(release) }

  /// Puts a card into the reader that 31 reads.
  public func putInReader(card: String) async throws(SimulatorError) { try await centre.putInReader(card: card) }

  /// Rows per catalogue (`ypml`, `zlxm`, `bzml`) that the centre has now.
  public func rowCounts() async throws(SimulatorError) -> [String: Int] { try await centre.rowCounts() }
}
