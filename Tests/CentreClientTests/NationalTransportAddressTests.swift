import CentreClient
import Testing

@Suite("Which transactions the national transport can send")
struct NationalTransportAddressTests {
  @Test("with a path per transaction only those of facts A.1.4; at one URL every one")
  func addresses() async throws {
    let paths = HTTPNationalTransport(url: "http://127.0.0.1:1", hasPathPerTransaction: true, connectTimeoutSeconds: 1)
    #expect(paths.hasAddress("3507") && paths.hasAddress("2207A"))
    #expect(!paths.hasAddress("9211") && !paths.hasAddress("D003"))
    try await paths.shutdown()
    let single = HTTPNationalTransport(url: "http://127.0.0.1:1", connectTimeoutSeconds: 1)
    #expect(single.hasAddress("9211"))
    try await single.shutdown()
  }
}
