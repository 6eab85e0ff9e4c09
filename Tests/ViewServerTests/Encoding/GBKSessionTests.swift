import Catalogue
import PGWire
import Testing

@testable import ViewServer

/// What the ANSI driver on a Chinese Windows does: everything in GBK.
@Suite struct GBKSessionTests {
  // 药品1 is D2 A9 C6 B7 31 in GBK; 昞 is 95 5C, its second byte a backslash (Python).
  private static let name: [UInt8] = [0xD2, 0xA9, 0xC6, 0xB7, 0x31]

  @Test func statementRowsAndErrors() async throws {
    try await RunningServer.with { server in
      let client = try server.local()
      #expect(try client.ask("set client_encoding to 'GBK'") == ["S client_encoding=GBK", "C SET", "Z I"])
      #expect(try client.ask("show client_encoding")[1] == "D GBK")
      try client.send(
        raw: RawClient.message(
          "Q",
          Array("select tym \"".utf8) + [0x95, 0x5C] + Array("\" from ypml where tym='".utf8) + Self.name
            + [0x27, 0]))
      let messages = try client.untilReady()
      #expect(messages.map(\.type) == ["T", "D", "C", "Z"])
      #expect(Array(messages[0].body[2..<5]) == [0x95, 0x5C, 0])
      #expect(messages[1].columnBytes == [Self.name])
      // 列 of the message "…列…不存在" is C1 D0.
      try client.send(raw: RawClient.message("Q", Array("select ".utf8) + Self.name + Array(" from ypml\0".utf8)))
      let report = try client.untilReady()[0]
      #expect(report.type == "E" && report.body.contains(0xD2) && !report.body.contains(0xE8))
      // Half a character.
      try client.send(raw: RawClient.message("Q", [0x27, 0xD2, 0x27, 0]))
      #expect(try client.untilReady().map(\.description) == ["E 22021", "Z I"])
    }
  }

  @Test func startupParameterAndParameters() async throws {
    try await RunningServer.with { server in
      let client = try server.remote()
      try client.logIn(more: ["client_encoding", "gbk"])
      #expect(client.parameters["client_encoding"] == "GBK")
      let bind = RawClient.message(
        "B",
        [0, 0] + RawClient.int16(0) + RawClient.int16(1) + RawClient.int32(Self.name.count) + Self.name
          + RawClient.int16(0))
      try client.send(
        raw: RawClient.parse("", "select tym from ypml where tym=$1") + bind + RawClient.execute("") + RawClient.sync)
      let messages = try client.untilReady()
      #expect(messages.map(\.type) == ["1", "2", "D", "C", "Z"])
      #expect(messages[2].columnBytes == [Self.name])
    }
  }

  private func withRareName(
    _ unmappable: Unmappable, _ body: (RunningServer, RawClient) throws -> Void
  ) async throws {
    try await RunningServer.with(configure: { $0.unmappable = unmappable }) { server in
      try server.folder.write(.zlxm, [["bm": "1", "xmmc": "维生素B₂µ•𠮷"], ["bm": "2", "xmmc": "普通"]])
      server.published.publish(ReleaseSet(number: 2, files: server.folder.files))
      let client = try server.local()
      _ = try client.ask("set client_encoding to 'GBK'")
      try body(server, client)
    }
  }

  @Test func substitution() async throws {
    try await withRareName(.substitute) { server, client in
      try client.send(raw: RawClient.query("select xmmc from zlxm"))
      let messages = try client.untilReady()
      #expect(messages.map(\.type) == ["T", "D", "D", "N", "C", "Z"])
      // 维生素 is CE AC C9 FA CB D8, μ A6 CC, · A1 A4 (Python).
      #expect(
        messages[1].columnBytes == [
          [0xCE, 0xAC, 0xC9, 0xFA, 0xCB, 0xD8, 0x42, 0x32, 0xA6, 0xCC, 0xA1, 0xA4, 0x3F]
        ])
      #expect(messages[3].field("C") == "01000")
      #expect(server.server.status().substitutedCharacters == 4)
      #expect(try client.ask("select xmmc from zlxm where xmmc='x'").contains { $0.hasPrefix("N") } == false)
    }
  }

  @Test func refusal() async throws {
    try await withRareName(.error) { _, client in
      #expect(try client.ask("select xmmc from zlxm").filter { !$0.hasPrefix("T") } == ["E 22P05", "Z I"])
      #expect(try client.ask("select count(*) from zlxm")[1] == "D 2")
      _ = try client.ask("set client_encoding to 'GB18030'")
      #expect(try client.ask("select xmmc from zlxm").suffix(2) == ["C SELECT 2", "Z I"])
    }
  }
}
