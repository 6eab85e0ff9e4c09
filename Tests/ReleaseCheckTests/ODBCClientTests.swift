import Glibc
import ODBCClient
import Testing

/// Failures of connecting, through the installed driver manager and psqlODBC (Debian `unixodbc`, `odbc-postgresql`).
/// Statements and values are tried against the view server in the end-to-end tests.
@Suite struct ODBCClientTests {
  func failure(_ connectionString: String, seconds: Int = 15) -> ODBCError? {
    do throws(ODBCError) {
      _ = try ODBCConnection(connectionString: connectionString, loginTimeoutSeconds: seconds)
      return nil
    } catch {
      return error
    }
  }

  /// A loopback port that is bound, and listens or not.
  func withPort(listening: Bool, _ body: (UInt16) throws -> Void) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound)
    if listening { try #require(listen(descriptor, 8) == 0) }
    try body(UInt16(bigEndian: address.sin_port))
  }

  @Test func unknownDataSource() {
    let error = failure("DSN=no_such_data_source_here;UID=a;PWD=secret-word")
    #expect(error?.code == .driver)
    #expect(error?.sqlState == "IM002")
    #expect(error?.description.hasPrefix("QZ-O001 找不到 ODBC 数据源或驱动（IM002）：") == true)
  }

  @Test func driverThatCannotBeLoaded() {
    #expect(failure("Driver=/nonexistent/psqlodbcw.so;Server=127.0.0.1")?.code == .driver)
  }

  @Test func nobodyListens() throws {
    try withPort(listening: false) { port in
      let error = failure(
        "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(port);Database=x;UID=a;PWD=secret-word")
      #expect(error?.code == .connection)
      #expect(error?.description.contains("secret-word") == false)
    }
  }

  @Test func aServerThatNeverAnswersEndsAtTheLoginTimeOut() throws {
    try withPort(listening: true) { port in
      var error: ODBCError?
      let duration = ContinuousClock().measure {
        error = failure("Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(port);Database=x;UID=a;PWD=b", seconds: 2)
      }
      #expect(error?.code == .timeOut)
      #expect(duration > .seconds(1) && duration < .seconds(30))
    }
  }

  @Test(arguments: [32_767, 32_768]) func connectionStringsHaveALimit(_ length: Int) {
    let error = failure("DSN=" + String(repeating: "x", count: length - 4))
    #expect(error?.code == .driver)
    #expect(error?.detail.contains("32767") == (length > 32_767))
  }

  @Test func repeatedFailuresLeaveNoDescriptorsOpen() throws {
    try withPort(listening: false) { port in
      let text = "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(port);Database=x;UID=a;PWD=b"
      // The first attempts load libraries and caches.
      for _ in 0..<3 { _ = failure(text) }
      let before = try openDescriptors()
      for _ in 0..<20 { _ = failure(text) }
      // Other tests run beside this one: far fewer than one per attempt.
      #expect(try openDescriptors() < before + 15)
    }
  }

  func openDescriptors() throws -> Int {
    let directory = try #require(opendir("/proc/self/fd"))
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
  }
}
