import CentreProtocol
import CentreSimulator
import Foundation
import SampleVendorLibrary
import Testing

@testable import CentreClient

/// A vendor's library in a child process of the shipped binary, forwarding to the simulated centre (centre.md, transport
/// 2).
@Suite(.serialized) struct LibraryCentreTransportTests {
  /// The executables lie beside the test bundle.
  private static func qianzhi() throws -> String {
    for argument in CommandLine.arguments {
      if let range = argument.range(of: "/[^/]*\\.xctest", options: .regularExpression) {
        return String(argument[..<range.lowerBound]) + "/qianzhi"
      }
    }
    throw SampleVendorLibrary.Failure(text: "no test bundle among the arguments")
  }

  private func withLibrary(
    initTakesMessage: Bool = true, executable: String? = nil,
    _ body: (LibraryCentreTransport, SampleVendorLibrary, CentreSimulator) async throws -> Void
  ) async throws {
    let folder = NSTemporaryDirectory() + "qz-client-\(UUID().uuidString.prefix(8))"
    let simulator = try CentreSimulator(
      configuration: SimulatorConfiguration(port: 0, dataDirectory: folder, catalogue: .sample))
    let port = try await simulator.start()
    let library = try SampleVendorLibrary(port: port, initTakesMessage: initTakesMessage)
    let transport = LibraryCentreTransport(
      library: library.path, initTakesMessage: initTakesMessage, executable: try executable ?? Self.qianzhi())
    try await body(transport, library, simulator)
    await transport.shutdown()
    await simulator.stop()
    try library.remove()
    try FileManager.default.removeItem(atPath: folder)
  }

  private func isUnknown(_ reply: CentreReply) -> Bool { if case .unknown = reply { true } else { false } }
  private func isNotSent(_ reply: CentreReply) -> Bool { if case .notSent = reply { true } else { false } }
  private func text(_ reply: CentreReply) -> String? { if case .answer(let text, nil) = reply { text } else { nil } }

  @Test(.timeLimit(.minutes(1)), arguments: [true, false])
  func bothFormsOfInitAndChineseBothWays(initTakesMessage: Bool) async throws {
    try await withLibrary(initTakesMessage: initTakesMessage) { transport, library, simulator in
      let card = await transport.call("31", timeoutSeconds: 10)
      #expect(text(card)?.hasPrefix("1|T0000000") == true, "\(card)")
      // A page of the catalogue comes back in GB18030 and is far longer than 1,024 bytes.
      let page = await transport.call("24|3|1900-01-01|2099-12-31|", timeoutSeconds: 10)
      #expect((text(page)?.utf8.count ?? 0) > 1024)
      #expect(library.calls() == ["31", "24"])
      let received = try await simulator.requests().count
      #expect(received == 2)
      // The same text as over HTTP.
      let port = try String(contentsOfFile: library.folder + "/port", encoding: .utf8).filter(\.isNumber)
      let http = HTTPCentreTransport(url: "http://127.0.0.1:\(port)/", connectTimeoutSeconds: 2)
      let direct = await http.call("24|3|1900-01-01|2099-12-31|", timeoutSeconds: 10)
      try await http.shutdown()
      guard case .answer(let expected, _) = direct else {
        Issue.record("no answer over HTTP")
        return
      }
      #expect(text(page) == expected)
      #expect(expected.unicodeScalars.contains { $0.value > 0x4E00 })
    }
  }

  /// Whatever happens after the request went out is unknown, and nothing is sent twice; the next call works again.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "31 crash-before", "31 crash-after", "31 exit-before", "31 exit-after", "31 hang-before", "31 hang-after",
      "31 overflow", "31 full", "31 garbage", "31 system",
    ]) func aFailedCallIsUnknownAndNeverRepeated(fault: String) async throws
  {
    try await withLibrary { transport, library, simulator in
      let first = await transport.call("31", timeoutSeconds: 10)
      #expect(text(first) != nil)
      try library.misbehave(fault)
      let start = ContinuousClock.now
      let failed = await transport.call("31", timeoutSeconds: 2)
      #expect(isUnknown(failed), "\(fault): \(failed)")
      #expect(ContinuousClock.now - start < .seconds(4))
      if case .unknown(let reason) = failed {
        if fault.hasPrefix("31 crash") { #expect(reason.contains("信号 11"), "\(reason)") }
        if fault.hasPrefix("31 exit") { #expect(reason.contains("退出码 7"), "\(reason)") }
      }
      #expect(library.calls() == ["31", "31"])
      let received = try await simulator.requests().count
      #expect(received == (fault.hasSuffix("-after") ? 2 : 1))
      let next = await transport.call("31", timeoutSeconds: 10)
      #expect(text(next)?.hasPrefix("1|") == true, "\(next)")
      #expect(library.calls() == ["31", "31", "31"])
    }
  }

  /// Before BUSINESS_HANDLE nothing was executed.
  @Test(.timeLimit(.minutes(1)), arguments: ["INIT fail", "INIT crash", "INIT hang", "INIT exit"])
  func aFailedInitIsNotSent(fault: String) async throws {
    try await withLibrary { transport, library, _ in
      try library.misbehave(fault)
      let failed = await transport.call("31", timeoutSeconds: 2)
      #expect(isNotSent(failed), "\(fault): \(failed)")
      if fault == "INIT fail", case .notSent(let reason) = failed { #expect(reason.contains("不通"), "\(reason)") }
      #expect(library.calls() == [])
      let next = await transport.call("31", timeoutSeconds: 10)
      #expect(text(next) != nil)
    }
  }

  @Test(.timeLimit(.minutes(1))) func elevenMegabytesOfAnswer() async throws {
    try await withLibrary { transport, library, _ in
      try library.misbehave("31 long")
      let long = await transport.call("31", timeoutSeconds: 20)
      #expect(text(long)?.utf8.count == 11 << 20)
    }
  }

  @Test(.timeLimit(.minutes(1))) func aBusinessRefusalIsAnAnswer() async throws {
    try await withLibrary { transport, library, _ in
      try library.misbehave("31 refuse")
      let refused = await transport.call("31", timeoutSeconds: 10)
      #expect(text(refused) == "-2|拒绝")
    }
  }

  /// A call that waits behind a hanging one is not sent when its time is over.
  @Test(.timeLimit(.minutes(1))) func callsFollowOneAnother() async throws {
    try await withLibrary { transport, library, _ in
      _ = await transport.call("31", timeoutSeconds: 10)
      try library.misbehave("31 hang-before")
      async let first = transport.call("31", timeoutSeconds: 3)
      try await Task.sleep(for: .milliseconds(300))
      async let second = transport.call("31", timeoutSeconds: 1)
      let replies = await (first, second)
      #expect(isUnknown(replies.0))
      #expect(isNotSent(replies.1))
      #expect(library.calls() == ["31", "31"])
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNoLibraryIsNotSent() async throws {
    let executable = try Self.qianzhi()
    for path in ["/nowhere/lib.so", "/usr/lib/x86_64-linux-gnu/libz.so.1", executable] {
      let transport = LibraryCentreTransport(library: path, initTakesMessage: true, executable: executable)
      let reply = await transport.call("31", timeoutSeconds: 10)
      #expect(isNotSent(reply), "\(path): \(reply)")
      await transport.shutdown()
    }
    let missing = LibraryCentreTransport(library: "/x", initTakesMessage: true, executable: "/nowhere/qianzhi")
    let reply = await missing.call("31", timeoutSeconds: 5)
    #expect(isNotSent(reply))
    await missing.shutdown()
  }

  /// The child ends with its owner, also while the library hangs, and none is left.
  @Test(.timeLimit(.minutes(1))) func noChildIsLeft() async throws {
    try await withLibrary { transport, library, _ in
      _ = await transport.call("31", timeoutSeconds: 10)
      #expect(try children(of: library) == 1)
      try library.misbehave("31 hang-before")
      _ = await transport.call("31", timeoutSeconds: 1)
      #expect(try children(of: library) == 0)
      _ = await transport.call("31", timeoutSeconds: 10)
      #expect(try children(of: library) == 1)
      await transport.shutdown()
      #expect(try children(of: library) == 0)
    }
  }

  /// Processes whose command line names this library.
  private func children(of library: SampleVendorLibrary) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").count { name in
      guard Int(name) != nil, let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
        return false
      }
      let text = String(decoding: data, as: UTF8.self)
      return text.contains("library-host") && text.contains(library.path)
    }
  }

  @Test func theMeaningOfAResult() {
    func content(_ result: Int32, _ text: String) -> [UInt8] {
      LibraryFrame.bigEndian(UInt32(bitPattern: result)) + Array(text.utf8)
    }
    #expect(LibraryCentreTransport.reply(content(0, "1|a")) == .answer("1|a", serverDate: nil))
    #expect(LibraryCentreTransport.reply(content(0, "")) == .answer("", serverDate: nil))
    #expect(LibraryCentreTransport.reply(content(-2, "-2|no")) == .answer("-2|no", serverDate: nil))
    for (result, text) in [(Int32(-2), "1|a"), (-2, ""), (-1, "-1|x"), (-1, "1|a"), (1, "1|a")] {
      #expect(isUnknown(LibraryCentreTransport.reply(content(result, text))), "\(result) \(text)")
    }
  }

  /// I9: what is told of an unknown result goes into gates, log and journal, where no person's data may be.
  @Test func anUnknownResultTellsCodeAndLengthOnly() {
    // 张三 and 系统异常 in GB18030, with an invented identity number between them.
    let name: [UInt8] = [0xD5, 0xC5, 0xC8, 0xFD]
    let error: [UInt8] = [0xCF, 0xB5, 0xCD, 0xB3, 0xD2, 0xEC, 0xB3, 0xA3]
    let words = name + Array("|500101199001011234|".utf8) + error
    for (result, first, length) in [(Int32(-1), "-1|", 35), (-2, "1|", 34), (7, "-1|", 35)] {
      let content = LibraryFrame.bigEndian(UInt32(bitPattern: result)) + Array(first.utf8) + words
      #expect(
        LibraryCentreTransport.reply(content) == .unknown("厂商接口库返回 \(result)，应答 \(length) 字节，内容不显示"))
    }
    let shown = "\(LibraryCentreTransport.reply([0xFF, 0xFF, 0xFF, 0xFF] + Array("-1|".utf8) + words))"
    #expect(!shown.contains("张三") && !shown.contains("500101199001011234"))
  }

  @Test func frames() {
    let frame = LibraryFrame(kind: .request, number: 0x0102_0304, content: [9, 8])
    #expect(frame.bytes == [3, 1, 2, 3, 4, 0, 0, 0, 2, 9, 8])
    #expect(LibraryFrame.Header([3, 1, 2, 3, 4, 0, 0, 0, 2])?.number == 0x0102_0304)
    #expect(LibraryFrame.Header([0, 1, 2, 3, 4, 0, 0, 0, 2]) == nil)
    #expect(LibraryFrame.Header([3, 1, 2, 3, 4, 0, 0, 0]) == nil)
    #expect(LibraryFrame.Header([4, 0, 0, 0, 1, 4, 0, 0, 0])?.length == 64 << 20)
    #expect(LibraryFrame.Header([4, 0, 0, 0, 1, 4, 0, 0, 1]) == nil)
  }
}
