import CentreProtocol
import Testing

@Suite struct NationalEnvelopeTests {
  private let caller = NationalCaller(
    institutionCode: "H50010500001", institutionName: "示例医院", area: "500000", operatorCode: "0001", operatorName: "甲")

  @Test func requestHasEveryField() throws {
    let request = NationalRequest(
      number: "1301", messageID: "H50010500001202103010600000000", time: "2021-03-01 06:00:00", signNumber: "S1",
      input: ["data": ["ver": "0"]])
    let body = request.body(from: caller)
    let envelope = try #require(JSONValue.parse(body))
    #expect(envelope["infno"]?.text == "1301")
    #expect(envelope["msgid"]?.text == "H50010500001202103010600000000")
    #expect(envelope["mdtrtarea_admvs"]?.text == "500000")
    #expect(envelope["fixmedins_name"]?.text == "示例医院")
    #expect(envelope["sign_no"]?.text == "S1")
    #expect(envelope["signtype"]?.text == "")
    #expect(envelope["input"]?["data"]?["ver"]?.text == "0")
  }

  private struct FixedSigner: EnvelopeSigner {
    func sign(_ text: [UInt8]) -> EnvelopeSignature {
      EnvelopeSignature(kind: "SM3", text: "\(text.count)")
    }
  }

  @Test func signerSeesTheInputsBytes() throws {
    let request = NationalRequest(number: "9001", messageID: "", time: "", input: ["a": "b"])
    let body = try EnvelopeSeal(signer: FixedSigner(), verifier: nil).sealed(request.body(from: caller))
    let envelope = try #require(JSONValue.parse(body))
    #expect(envelope["signtype"]?.text == "SM3")
    // {"a":"b"}
    #expect(envelope["cainfo"]?.text == "9")
  }

  /// 2021-03-01 06:00:00 in Asia/Shanghai is 1,614,549,600 s after 1970 UTC.
  @Test func messageIDsNeverRepeat() {
    var numbers = MessageNumbers(institutionCode: "H50010500001")
    let at: Int64 = 1_614_549_600_000
    #expect(numbers.next(now: at) == "H50010500001202103010600000000")
    #expect(numbers.next(now: at + 999) == "H50010500001202103010600008991")
    #expect(numbers.next(now: at - 3_600_000) == "H50010500001202103010600008992")
    #expect(numbers.next(now: at + 1000) == "H50010500001202103010600010000")
    var restarted = MessageNumbers(institutionCode: "H50010500001", after: at)
    #expect(restarted.next(now: at) == "H50010500001202103010600010000")
    var full = MessageNumbers(institutionCode: "H50010500001")
    for _ in 0..<MessageNumbers.perSecond - 1 { _ = full.next(now: at) }
    #expect(full.next(now: at) == "H50010500001202103010600008999")
    #expect(full.next(now: at) == "H50010500001202103010600010000")
  }

  @Test(arguments: [
    #"{"infcode":0,"output":{"a":"1"}}"#, #"{"infcode":"0","output":{"a":1}}"#,
    #"{"infcode":"0","err_msg":null,"output":"{\"a\":\"1\"}"}"#,
  ])
  func successInEveryForm(text: String) throws {
    guard case .output(let output) = try NationalAnswer.parse(Array(text.utf8)) else {
      Issue.record("not a success: \(text)")
      return
    }
    #expect(output["a"]?.text == "1")
  }

  @Test func refusalsAndFailures() throws {
    let refused = try NationalAnswer.parse(Array(#"{"infcode":"-1","err_msg":"FSI-已经是最新数据"}"#.utf8))
    #expect(refused == .refused("FSI-已经是最新数据"))
    let failure = try NationalAnswer.parse(Array(#"{"infcode":-1,"err_msg":"数据库连接失败"}"#.utf8))
    #expect(failure == .systemFailure("数据库连接失败"))
    let strange = try NationalAnswer.parse(Array(#"{"infcode":7,"err_msg":"FSI-x"}"#.utf8))
    #expect(strange == .systemFailure("FSI-x"))
  }

  @Test(arguments: [
    ("", NationalProtocolError.Code.empty), ("<html>", .notAnEnvelope), ("{\"output\":1}", .notAnEnvelope),
    (#"{"infcode":0,"output":"{"}"#, .notAnEnvelope), ("[1]", .notAnEnvelope), (#"{"infcode":0,"#, .notAnEnvelope),
  ])
  func whatIsNoAnswer(text: String, code: NationalProtocolError.Code) {
    do {
      let answer = try NationalAnswer.parse(Array(text.utf8))
      Issue.record("taken for an answer: \(answer)")
    } catch {
      #expect(error.code == code)
    }
  }

  @Test func pathsOfFactsA14() {
    #expect(NationalAddress.path("1301") == "/fsi/api/catalogdownservice/downCatalog1301")
    #expect(NationalAddress.path("1304") == "/fsi/api/catalogqueryservice/queryNatyPreparedByPage")
    #expect(NationalAddress.path("2207A") == "/fsi/api/outpatientSettleService/saveSettletment")
    #expect(NationalAddress.path("8888") == nil)
  }

  private static let header: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  /// A stored entry, written by hand: "ab" has CRC-32 9E83486D.
  private static let stored: [UInt8] =
    header + [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x6D, 0x48, 0x83, 0x9E, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0]
    + [0x61, 0x61, 0x62]
    + [0x50, 0x4B, 0x01, 0x02, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x6D, 0x48, 0x83, 0x9E, 2, 0, 0, 0, 2, 0, 0, 0]
    + [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61]
    + [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0, 33, 0, 0, 0, 0, 0]

  @Test func storedEntryAtTheLimitAndPastIt() throws {
    let text = try ZipFile.onlyEntry(Self.stored, limit: 2)
    #expect(text == [0x61, 0x62])
    #expect(throws: NationalProtocolError.self) { try ZipFile.onlyEntry(Self.stored, limit: 1) }
  }

  @Test func everyTruncationAndFlippedContentIsRefused() {
    for length in 0..<Self.stored.count {
      #expect(throws: NationalProtocolError.self) { try ZipFile.onlyEntry(Array(Self.stored.prefix(length))) }
    }
    var flipped = Self.stored
    flipped[31] ^= 1
    #expect(throws: NationalProtocolError.self) { try ZipFile.onlyEntry(flipped) }
  }
}
