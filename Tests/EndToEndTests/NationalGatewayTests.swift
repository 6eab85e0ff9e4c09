import Foundation
import Testing

/// `[centre] addressing`, `gateway_id` and `gateway_token_file` with the shipped binary: what the simulator received.
@Suite(.serialized) struct NationalGatewayTests {
  private struct Arrival: Decodable {
    let transaction: String
    let path: String
    let gatewayHeaders: [String: String]
  }

  private func arrivals(_ installation: Installation) async throws -> [Arrival] {
    try JSONDecoder().decode([Arrival].self, from: try await installation.admin("GET", "/_admin/arrivals"))
  }

  /// Facts A.1.4: every number of a poll at its own path.
  @Test(.timeLimit(.minutes(2))) func aPathForEachTransaction() async throws {
    let installation = try await Installation.make(
      centre: Installation.nationalCentre + "\naddressing = \"per transaction\"")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0 && sync.output.contains("已发布第 1 次发布"), "\(sync.output)")
    let arrivals = try await arrivals(installation)
    var expected = [
      "9001": "/fsi/api/signInSignOutService/signIn", "9002": "/fsi/api/signInSignOutService/signOut",
      "9102": "/fsi/api/fileupload/download", "1304": "/fsi/api/catalogqueryservice/queryNatyPreparedByPage",
      "1312": "/fsi/api/catalogqueryservice/queryHilist", "1318": "/fsi/api/catalogqueryservice/queryLmtprcByPage",
      "1319": "/fsi/api/catalogqueryservice/querySelfpayByPage",
    ]
    for number in ["01", "02", "03", "05", "06", "07", "08", "09", "10", "11", "14", "15"] {
      expected["13" + number] = "/fsi/api/catalogdownservice/downCatalog13" + number
    }
    #expect(Dictionary(arrivals.map { ($0.transaction, $0.path) }, uniquingKeysWith: { $1 }) == expected)
    #expect(arrivals.allSatisfy { expected[$0.transaction] == $0.path && $0.gatewayHeaders.isEmpty })
    try await installation.tearDown()
  }

  /// Facts A.1.3: SHA-256 of timestamp, token, nonce and timestamp again; the token itself is not sent.
  @Test(.timeLimit(.minutes(2))) func theGatewaysSignature() async throws {
    let installation = try await Installation.make(centre: Installation.nationalCentre)
    let secret = installation.directory + "/gateway.secret"
    try "T-7f3a\n".write(toFile: secret, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
    let text = try String(contentsOfFile: installation.configPath, encoding: .utf8)
    try text.replacing(
      "area = \"500000\"", with: "area = \"500000\"\ngateway_id = \"yy-01\"\ngateway_token_file = \"\(secret)\""
    ).write(toFile: installation.configPath, atomically: true, encoding: .utf8)
    let sync = try await installation.qianzhi("sync", "--catalogue", "bzml")
    #expect(sync.status == 0 && sync.output.contains("已发布第 1 次发布"), "\(sync.output)")
    let arrivals = try await arrivals(installation)
    #expect(arrivals.count > 7 && arrivals.allSatisfy { $0.path == "/" })
    let texts = arrivals.map { arrival in
      let (time, nonce) = (arrival.gatewayHeaders["x-tif-timestamp"] ?? "", arrival.gatewayHeaders["x-tif-nonce"] ?? "")
      return "\(time)T-7f3a\(nonce)\(time)"
    }
    let digests = try await runCommand(
      try BuiltBinaries.python,
      ["-c", "import hashlib, sys\nfor text in sys.argv[1:]: print(hashlib.sha256(text.encode()).hexdigest())"] + texts,
      directory: installation.directory
    ).output.split(whereSeparator: \.isNewline).map(String.init)
    #expect(digests == arrivals.map { $0.gatewayHeaders["x-tif-signature"] ?? "" })
    for arrival in arrivals {
      let headers = arrival.gatewayHeaders
      #expect(headers.keys.sorted() == ["x-tif-nonce", "x-tif-paasid", "x-tif-signature", "x-tif-timestamp"])
      #expect(headers["x-tif-paasid"] == "yy-01", "\(headers)")
      let time = headers["x-tif-timestamp"] ?? ""
      #expect(abs((Double(time) ?? 0) - Date().timeIntervalSince1970) < 300, "\(time)")
    }
    #expect(Set(arrivals.map { $0.gatewayHeaders["x-tif-nonce"] }).count == arrivals.count)
    try await installation.tearDown()
  }

  /// 双码: 285 drugs and 221 items of the unified sample, codes for two drugs and one item; the platform's rows have codes.
  @Test(.timeLimit(.minutes(2))) func rowsWithoutANationalCode() async throws {
    let installation = try await Installation.make()
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let none = try await installation.qianzhi("status")
    #expect(none.output.contains("药品目录  285 行，其中 285 行没有国家编码"), "\(none.output)")
    #expect(none.output.contains("诊疗目录  221 行，其中 221 行没有国家编码"), "\(none.output)")
    for (kind, key, count) in [("ypml", "yplsh", 2), ("zlxm", "xmlsh", 1)] {
      let sample = BuiltBinaries.project + "/Sources/CentreSimulator/Sample/baseline/\(kind).txt"
      let serials = try String(contentsOfFile: sample, encoding: .utf8).split(whereSeparator: \.isNewline)
        .prefix(count).map { $0.prefix { $0 != "|" } }
      let path = "\(installation.directory)/\(kind).csv"
      try (["\(key),国家编码"] + serials.map { "\($0),XC\($0)" }).map { $0 + "\n" }.joined()
        .write(toFile: path, atomically: true, encoding: .utf8)
      let imported = try await installation.qianzhi("import", "--codes", path)
      #expect(imported.status == 0, "\(imported.output)")
    }
    let some = try await installation.qianzhi("status")
    #expect(some.output.contains("药品目录  285 行，其中 283 行没有国家编码"), "\(some.output)")
    #expect(some.output.contains("诊疗目录  221 行，其中 220 行没有国家编码"), "\(some.output)")
    try await installation.tearDown()

    let national = try await Installation.make(centre: Installation.nationalCentre)
    let first = try await national.qianzhi("sync")
    #expect(first.status == 0, "\(first.output)")
    let status = try await national.qianzhi("status")
    #expect(status.output.contains("药品目录  285 行") && !status.output.contains("没有国家编码"), "\(status.output)")
    try await national.tearDown()
  }
}
