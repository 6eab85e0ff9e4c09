import CentreProtocol
import CentreSimulator
import Foundation
import Testing

@testable import CentreClient

/// Against the simulated centre over real sockets (centre.md, transport 1).
@Suite(.serialized) struct HTTPCentreTransportTests {
  private func withCentre(
    faults: [String] = [], _ body: (HTTPCentreTransport, CentreSimulator) async throws -> Void
  ) async throws {
    let folder = NSTemporaryDirectory() + "qz-client-\(UUID().uuidString.prefix(8))"
    let simulator = try CentreSimulator(
      configuration: SimulatorConfiguration(port: 0, dataDirectory: folder, catalogue: .sample))
    let port = try await simulator.start()
    for fault in faults { try await simulator.addFault(fault) }
    let transport = HTTPCentreTransport(url: "http://127.0.0.1:\(port)/", connectTimeoutSeconds: 2)
    try await body(transport, simulator)
    try await transport.shutdown()
    await simulator.stop()
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test func answerWithTheCentresDate() async throws {
    try await withCentre { transport, _ in
      guard case .answer(let text, let date) = await transport.call("31", timeoutSeconds: 5) else {
        Issue.record("no answer")
        return
      }
      #expect(text.hasPrefix("1|T0000000"))
      #expect(abs((date ?? 0) - Int64(Date().timeIntervalSince1970 * 1000)) < 10_000)
    }
  }

  @Test(arguments: ["31:1:503", "31:1:502-after", "31:1:lost-before", "31:1:lost-after", "31:1:half", "31:1:redirect"])
  func anythingElseIsUnknown(fault: String) async throws {
    try await withCentre(faults: [fault]) { transport, simulator in
      guard case .unknown = await transport.call("31", timeoutSeconds: 3) else {
        Issue.record("\(fault) is neither answered nor known not to be sent")
        return
      }
      // Once: no redirect followed, nothing repeated.
      let received = try await simulator.requests().count
      #expect(received == 1)
    }
  }

  @Test(.timeLimit(.minutes(1))) func deadlineCoversTheWholeCall() async throws {
    try await withCentre(faults: ["31:1:hang"]) { transport, _ in
      let start = ContinuousClock.now
      guard case .unknown = await transport.call("31", timeoutSeconds: 1) else {
        Issue.record("a hanging centre is unknown")
        return
      }
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test func refusedConnectionWasNotSent() async throws {
    let transport = HTTPCentreTransport(url: "http://127.0.0.1:1/", connectTimeoutSeconds: 2)
    guard case .notSent = await transport.call("31", timeoutSeconds: 3) else {
      Issue.record("nobody listens there")
      return
    }
    try await transport.shutdown()
  }
}

/// A centre that begins its answer and never ends it.
private final class StallingCentre: Sendable {
  private let listener: LoopbackListener
  var port: Int { listener.port }

  init() throws {
    listener = try LoopbackListener()
    let descriptor = listener.descriptor
    Thread.detachNewThread {
      let connection = accept(descriptor, nil, nil)
      let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n1|"
      _ = head.withCString { write(connection, $0, strlen($0)) }
      // A byte a second: silence never lasts long, and the end never comes.
      while write(connection, "x", 1) == 1 { sleep(1) }
      close(connection)
    }
  }
}

extension HTTPCentreTransportTests {
  /// The deadline is of the whole call, to the last byte, not to the response's head (centre.md, transport 1).
  @Test(.timeLimit(.minutes(1))) func aBodyThatNeverEndsIsUnknown() async throws {
    signal(SIGPIPE, SIG_IGN)
    let centre = try StallingCentre()
    let transport = HTTPCentreTransport(url: "http://127.0.0.1:\(centre.port)/", connectTimeoutSeconds: 2)
    let start = ContinuousClock.now
    guard case .unknown = await transport.call("31", timeoutSeconds: 2) else {
      Issue.record("half an answer is no answer")
      return
    }
    #expect(ContinuousClock.now - start < .seconds(10))
    try await transport.shutdown()
  }
}
