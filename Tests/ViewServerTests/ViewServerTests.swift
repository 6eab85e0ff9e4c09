import Catalogue
import Logging
import Testing

@testable import ViewServer

@Suite struct ViewServerTests {
  @Test func stopEndsSessionsWithinSeconds() async throws {
    let server = try await RunningServer(drugs: 2000)
    let idle = try server.local()
    let busy = try server.local()
    let slow = try server.local()
    try busy.send(raw: RawClient.query(LongStatementTests.endless))
    try slow.send(raw: RawClient.query(LongStatementTests.wide))
    try await Task.sleep(for: .milliseconds(300))
    let start = ContinuousClock.now
    await server.stop()
    #expect(ContinuousClock.now - start < .seconds(6))
    #expect(try idle.next().field("C") == "57P01")
    #expect(try busy.next().type == "T")
    #expect(try busy.next().field("C") == "57P01")
    #expect(server.server.status().sessions == 0)
    #expect(throws: RawClient.Failure.self) { try server.loginAnswer() }
  }

  @Test func portInUseIsSaidClearly() async throws {
    try await RunningServer.with { first in
      let port = try #require(first.server.boundPort)
      let second = ViewServer(
        configuration: ViewServerConfiguration(listenPort: port), currentSet: { .empty }, now: { 0 },
        logger: Logger(label: "test"), audit: { _ in })
      let error = await #expect(throws: ViewServerError.self) { try await second.start() }
      #expect(error?.code == .portInUse)
      #expect(error?.description.contains(String(port)) == true)
    }
  }

  @Test func impossibleAddresses() async throws {
    for (configuration, code) in [
      (ViewServerConfiguration(listenHost: "192.0.2.1", listenPort: 0), ViewServerError.Code.addressUnavailable),
      (
        ViewServerConfiguration(listenHost: nil, socketDirectory: "/" + String(repeating: "x", count: 100)), .socketPath
      ),
      (ViewServerConfiguration(listenHost: nil, socketDirectory: "/nonexistent"), .listenFailed),
    ] {
      let server = ViewServer(
        configuration: configuration, currentSet: { .empty }, now: { 0 }, logger: Logger(label: "test"),
        audit: { _ in })
      let error = await #expect(throws: ViewServerError.self) { try await server.start() }
      #expect(error?.code == code)
    }
  }

  @Test func viewsAreEmptyBeforeTheFirstRelease() async throws {
    try await RunningServer.with { server in
      server.published.publish(.empty)
      let client = try server.local()
      #expect(try client.ask("select count(*) from bzml") == ["T count", "D 0", "C SELECT 1", "Z I"])
      #expect(try client.ask("select ypbm from ypml") == ["T ypbm", "C SELECT 0", "Z I"])
    }
  }
}
