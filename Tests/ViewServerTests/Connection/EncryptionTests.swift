import Foundation
import PGWire
import Testing

@testable import ViewServer

/// TLS with psql and a certificate made by openssl; MD5 logins.
@Suite(.serialized) struct EncryptionTests {
  private func run(_ command: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private func withCertificate(_ body: (ViewServerConfiguration.TLSFiles) async throws -> Void) async throws {
    let folder = "/tmp/qz-tls-\(UUID().uuidString.prefix(8))"
    let made = try run(
      "mkdir -m 700 \(folder) && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
        + "-addext subjectAltName=IP:127.0.0.1 -keyout \(folder)/key.pem -out \(folder)/cert.pem 2>&1")
    #expect(made.status == 0, "\(made.output)")
    try await body(.init(certificate: "\(folder)/cert.pem", key: "\(folder)/key.pem"))
    try FileManager.default.removeItem(atPath: folder)
  }

  private func psql(_ port: Int, _ parameters: String, _ sql: String) throws -> (status: Int32, output: String) {
    try run(
      "PGPASSWORD=his_interface psql -X -A -t "
        + "'host=127.0.0.1 port=\(port) user=his_interface dbname=qianzhi \(parameters)' -c \"\(sql)\" 2>&1")
  }

  @Test(.timeLimit(.minutes(2))) func psqlOverTLS() async throws {
    try await withCertificate { files in
      try await RunningServer.with(drugs: 20_000, configure: { $0.tls = files }) { server in
        let port = try #require(server.server.boundPort)
        let required = try psql(port, "sslmode=require", "select count(*) from ypml")
        #expect(required.status == 0 && required.output == "20000\n", "\(required.output)")
        // The certificate is its own authority: the client can check name and chain.
        let checked = try psql(
          port, "sslmode=verify-full sslrootcert=\(files.certificate)", "select ypbm from ypml order by ypbm")
        #expect(checked.output.split(separator: "\n").count == 20_000, "\(checked.output.suffix(200))")
        let plain = try psql(port, "sslmode=disable", "select 1 from dual")
        #expect(plain.output == "1\n", "\(plain.output)")
      }
    }
  }

  @Test func refusedWithoutCertificate() async throws {
    try await RunningServer.with { server in
      let answer = try psql(try #require(server.server.boundPort), "sslmode=require", "select 1")
      #expect(answer.status == 2 && answer.output.contains("does not support SSL"), "\(answer.output)")
    }
  }

  /// CVE-2021-23222: bytes behind the request in the same packet never count as encrypted.
  @Test func plainBytesBehindTheRequest() async throws {
    try await withCertificate { files in
      try await RunningServer.with(configure: { $0.tls = files }) { server in
        let client = try server.remote()
        try client.send(
          raw: RawClient.message(nil, RawClient.int32(80_877_103)) + RawClient.message(nil, [0, 3, 0, 0, 0]))
        #expect(try client.next().description == "E 08P01")
      }
    }
  }

  @Test func unusableCertificateIsNamed() async throws {
    var code: ViewServerError.Code?
    do {
      let server = try await RunningServer(
        drugs: 1, now: { 0 }, { $0.tls = .init(certificate: "/nix.pem", key: "/nix.key") })
      await server.stop()
    } catch let error as ViewServerError {
      code = error.code
    }
    #expect(code == .tls)
  }

  @Test(.timeLimit(.minutes(1))) func md5() async throws {
    // From PostgreSQL 15: select 'md5' || md5('geheim12' || 'his_interface') → see MD5HashTests.
    try await RunningServer.with(configure: {
      $0.md5 = MD5Login(hash: MD5Hash(password: "geheim12", user: "his_interface"))
    }) { server in
      let port = try #require(server.server.boundPort)
      let published = try psql(port, "require_auth=md5", "select 1 from dual")
      // psql 15 does not know require_auth.
      #expect(published.output == "1\n" || published.output.contains("require_auth"), "\(published.output)")
      #expect(try psql(port, "", "select 1 from dual").output == "1\n")
      #expect(try psql(port, "password=geheim12", "select 1 from dual").output == "1\n")
      #expect(try psql(port, "password=falsch", "select 1 from dual").status == 2)
      #expect(server.audited.kinds.contains(.loginFailed))
      let client = try server.remote()
      let request = try client.start(user: "his_interface")
      #expect(request.type == "R" && request.body.prefix(4) == [0, 0, 0, 5] && request.body.count == 8)
    }
  }
}
