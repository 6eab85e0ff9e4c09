import Settlement
import Testing

@testable import CentreProtocol

@Suite("Answers to a drill's requests (settlement.md R4; the layouts are ours)")
struct DrillAnswerTests {
  private static let number = DrillNumber(wallMilliseconds: 1_614_549_600_000, random: 7)  // QD2103010600000007

  private func outcome(
    _ answer: String, _ call: DrillCall, _ kind: DrillKind = .prescription, serial: String = ""
  ) -> DrillOutcome {
    DrillAnswer(revokedStatuses: ["3"]).outcome(
      of: .answer(Array(answer.utf8)), to: call, kind, number: Self.number, serial: serial)
  }

  @Test func uploads() {
    #expect(outcome(#"{"infcode":0,"output":{"hi_rxno":"RX1"}}"#, .upload) == .accepted(serial: "RX1"))
    #expect(outcome(#"{"infcode":"0","output":"{\"hiRxno\":\"RX1\"}"}"#, .upload) == .accepted(serial: "RX1"))
    #expect(outcome(#"{"infcode":0,"output":{"data":{"hi_rxno":12}}}"#, .upload) == .accepted(serial: "12"))
    #expect(outcome(#"{"infcode":0,"output":{}}"#, .upload) == .unknown("应答没有医保处方编号"))
    #expect(outcome(#"{"infcode":0,"output":null}"#, .upload, .stock) == .accepted(serial: ""))
    let foreign = #"{"infcode":0,"output":{"hi_rxno":"RX1","hosp_rxno":"QD2103010600000008"}}"#
    #expect(outcome(foreign, .upload) == .unknown("应答是另一张处方的"))
  }

  @Test func refusalsAndFailures() {
    #expect(outcome(#"{"infcode":-1,"inf_refmsgid":"5000001","err_msg":"FSI-重复"}"#, .upload) == .refused("FSI-重复"))
    // Not a complete envelope: it says nothing.
    for receipt in ["", #""inf_refmsgid":"","#, #""inf_refmsgid":null,"#] {
      let answer = #"{"infcode":-1,\#(receipt)"err_msg":"FSI-重复"}"#
      #expect(outcome(answer, .upload) == .unknown("拒绝没有接收方报文ID"))
    }
    #expect(outcome(#"{"infcode":-1,"err_msg":"系统繁忙"}"#, .undo) == .unknown("平台处理失败"))
    #expect(outcome("<html>", .undo) == .unknown("平台的应答不是 JSON 报文"))
    #expect(outcome("", .undo) == .unknown("平台的应答是空的"))
    let silent = DrillAnswer(revokedStatuses: []).outcome(
      of: .notSent("拒绝"), to: .undo, .stock, number: Self.number, serial: "")
    #expect(silent == .notSent("拒绝"))
  }

  @Test("a refusal's text is kept to 200 scalars, as the swipe's is, however many make one character")
  func longRefusals() {
    for (text, kept) in [
      (String(repeating: "拒", count: 200), 200), (String(repeating: "拒", count: 201), 200),
      ("e" + String(repeating: "\u{301}", count: 10_000), 200), ("拒", 1),
    ] {
      let answer = #"{"infcode":-1,"inf_refmsgid":"5000001","err_msg":"FSI-\#(text)"}"#
      guard case .refused(let words) = outcome(answer, .undo) else {
        Issue.record("no refusal")
        continue
      }
      #expect(words == String(String.UnicodeScalarView("FSI-\(text)".unicodeScalars.prefix(200))))
      #expect(words.unicodeScalars.count == min(200, kept + 4))
      let unified = Register02.parse("-1|\(text)")
      guard case .refused(let said) = unified else {
        Issue.record("no refusal of the unified interface")
        continue
      }
      #expect(said.unicodeScalars.count == kept)
    }
  }

  @Test("an answer cut at any byte, or with any one byte that is no text, never counts as another outcome")
  func damaged() {
    let whole = Array(#"{"infcode":0,"output":{"hi_rxno":"RX1","hosp_rxno":"QD2103010600000007"}}"#.utf8)
    func outcome(_ bytes: [UInt8]) -> DrillOutcome {
      DrillAnswer(revokedStatuses: ["3"]).outcome(
        of: .answer(bytes), to: .upload, .prescription, number: Self.number, serial: "")
    }
    #expect(outcome(whole) == .accepted(serial: "RX1"))
    for length in 0..<whole.count {
      guard case .unknown = outcome(Array(whole.prefix(length))) else {
        Issue.record("cut at \(length)")
        continue
      }
    }
    for place in whole.indices {
      var changed = whole
      changed[place] = 0xFF
      guard case .unknown = outcome(changed) else {
        Issue.record("changed at \(place)")
        continue
      }
    }
  }

  @Test func queries() {
    let ours = #""hosp_rxno":"QD2103010600000007""#
    #expect(
      outcome(#"{"infcode":0,"output":{"data":[{"hi_rxno":"RX1",\#(ours),"rx_stas_codg":"1"}]}}"#, .query)
        == .found(serial: "RX1", status: "1"))
    #expect(outcome(#"{"infcode":0,"output":{"hiRxno":"RX1","rxStasCodg":3}}"#, .query, serial: "RX1") == .revoked)
  }

  @Test("only a complete answer with an empty list says absent")
  func absences() {
    #expect(outcome(#"{"infcode":0,"inf_refmsgid":"5000001","output":{"data":[]}}"#, .query) == .absent)
    #expect(outcome(#"{"infcode":0,"output":{"data":[]}}"#, .query) == .unknown("查询应答没有接收方报文ID"))
    let others = [
      "null", #""""#, "{}", "[]", #"{"data":null}"#, #"{"data":""}"#, #"{"data":{}}"#, #"{"data":[null]}"#,
      #"{"hi_rxno":""}"#, #"{"sign_no":"1"}"#, "7",
    ]
    for output in others {
      guard case .unknown = outcome(#"{"infcode":0,"inf_refmsgid":"5000001","output":\#(output)}"#, .query) else {
        Issue.record("absent or found: \(output)")
        continue
      }
    }
    guard case .unknown = outcome(#"{"infcode":0,"inf_refmsgid":"5000001"}"#, .query) else {
      Issue.record("absent without an output")
      return
    }
  }

  @Test("a patient's other prescription is never taken for ours, and all rows are read")
  func otherPrescriptions() {
    func query(_ rows: String, serial: String = "") -> DrillOutcome {
      outcome(#"{"infcode":0,"inf_refmsgid":"5000001","output":{"data":\#(rows)}}"#, .query, serial: serial)
    }
    let ours = #""hosp_rxno":"QD2103010600000007""#
    let foreign = DrillOutcome.unknown("查询应答里没有本次演练的处方")
    // The upload's answer was lost, and the platform ignores our number.
    #expect(query(#"[{"hi_rxno":"RX9","rx_stas_codg":"1"}]"#) == foreign)
    #expect(query(#"{"hi_rxno":"RX9"}"#) == foreign)
    #expect(query(#"{"hi_rxno":"RX9"}"#, serial: "RX1") == foreign)
    #expect(query(#"{"hi_rxno":"RX1","hosp_rxno":"H7"}"#, serial: "RX1") == foreign)
    // Named by the number we know.
    #expect(query(#"{"hi_rxno":"RX1","rx_stas_codg":"1"}"#, serial: "RX1") == .found(serial: "RX1", status: "1"))
    // Ours is not the first.
    #expect(query(#"[{"hi_rxno":"RX9"},{"hi_rxno":"RX2",\#(ours)}]"#) == .found(serial: "RX2"))
    // Of a doubled upload one stands.
    let doubled = #"[{"hi_rxno":"RX1",\#(ours),"rx_stas_codg":"3"},{"hi_rxno":"RX2",\#(ours),"rx_stas_codg":"1"}]"#
    #expect(query(doubled, serial: "RX1") == .found(serial: "RX2", status: "1"))
    // I9: what is no code is not repeated.
    for text in ["张三", "500000198503121011", "1 2", ""] {
      #expect(query(#"{"hi_rxno":"RX1","rx_stas_codg":"\#(text)"}"#, serial: "RX1") == .found(serial: "RX1"))
    }
    let code = query(#"{"hi_rxno":"RX1","rxStasCodg":"R1234567"}"#, serial: "RX1")
    #expect(code == .found(serial: "RX1", status: "R1234567"))
  }

  @Test("9211 carries 7101's nodes; the undo names both numbers and its time when they are known")
  func prescription() throws {
    let persons = PrescriptionPersons(
      patient: .init(
        number: MaskedText("P1"), name: MaskedText("甲"), certificateKind: "01", certificate: MaskedText("C1"),
        gender: "1", age: "41", area: "500000", insurance: "310", visit: "M1"),
      doctor: .init(
        code: "D1", name: MaskedText("医"), certificateKind: "01", certificate: MaskedText("C2"), licence: "",
        departmentCode: "01", departmentName: "内科"),
      pharmacist: .init(
        code: "P1", name: MaskedText("药"), certificateKind: "01", certificate: MaskedText("C3"), licence: "L1",
        departmentCode: "02", departmentName: "药房"))
    let item = DrillItem(
      nationalCode: "XA01", hospitalCode: "N1", name: "药", specification: "1g", form: "片剂", unit: "盒", price: "1.2345")
    let drill = PrescriptionDrill(
      upload: "9211", query: nil, revoke: "9213", payload: .snake, diagnosisCode: "J06.900", diagnosisName: "感冒")
    let step = drill.step(
      Self.number, persons: persons, item: item, institution: ("H50010500001", "示例"), now: 1_614_549_600_000)
    #expect(step.upload.number == "9211")
    #expect(step.query == nil)
    let upload = try #require(step.upload.input(serial: "", wallMilliseconds: 0))
    #expect(upload["data"]?["hosp_rxno"]?.text == "QD2103010600000007")
    #expect(upload["data"]?["prsc_time"]?.text == "2021-03-01 06:00:00")
    #expect(upload["data"]?["valid_end_time"]?.text == "2021-03-04 06:00:00")
    #expect(upload["mdtrtinfo"]?["certno"]?.text == "C1")
    #expect(upload["rxdrugdetail"]?.elements?.first?["drug_pric"]?.text == "1.2345")
    #expect(upload["diseinfo"]?.elements?.first?["diag_code"]?.text == "J06.900")
    let undo = try #require(step.undo.input(serial: "RX1", wallMilliseconds: 1_614_549_660_000))
    #expect(undo["data"]?["hi_rxno"]?.text == "RX1")
    #expect(undo["data"]?["hosp_rxno"]?.text == "QD2103010600000007")
    #expect(undo["data"]?["undo_time"]?.text == "2021-03-01 06:01:00")
  }

  @Test("stock: a batch number of our own in the upload and in 3507, with the kind of data")
  func stock() throws {
    let item = DrillItem(
      nationalCode: "XA01", hospitalCode: "N1", name: "药", specification: "1g", form: "片剂", unit: "盒", price: "1")
    let kinds = [StockUpload.count: ("invinfo", "1"), .purchase: ("purcinfo", "3"), .sale: ("selinfo", "4")]
    for upload in StockUpload.allCases {
      let step = upload.step(
        Self.number, place: 1, item: item, pharmacist: nil, operatorName: "前置", now: 1_614_549_600_000)
      let (node, kind) = try #require(kinds[upload])
      let input = try #require(step.upload.input(serial: "", wallMilliseconds: 0))
      #expect(input[node]?["fixmedins_bchno"]?.text == "QD2103010600000007-2")
      let undo = try #require(step.undo.input(serial: "", wallMilliseconds: 0))
      #expect(undo["data"]?["fixmedins_bchno"]?.text == "QD2103010600000007-2")
      #expect(undo["data"]?["inv_data_type"]?.text == kind)
      #expect(step.undo.number == "3507" && step.query == nil)
    }
  }

  @Test("one source never gives an id twice, not after a restart in the same second, not when the clock goes back")
  func messageIDs() {
    let source = MessageIDSource(institutionCode: "H50010500001")
    let first = source.next(now: 1_614_549_600_500)
    #expect(first == "H50010500001202103010600004500")
    let second = source.next(now: 1_614_549_600_500)
    #expect(second == "H50010500001202103010600004501")
    #expect(source.next(now: 1_614_549_500_000) == "H50010500001202103010600004502")
    let restarted = MessageIDSource(institutionCode: "H50010500001", newest: second)
    #expect(restarted.next(now: 1_614_549_600_100) == "H50010500001202103010600010000")
    let advanced = MessageIDSource(institutionCode: "H50010500001")
    advanced.advance(past: second)
    #expect(advanced.next(now: 1_614_549_600_900) == "H50010500001202103010600010000")
    // A record made half a second into the second, and the clock 100 s back.
    let recorded = MessageIDSource(institutionCode: "H50010500001")
    recorded.advance(pastMilliseconds: 1_614_549_600_500)
    #expect(recorded.next(now: 1_614_549_500_000) == "H50010500001202103010600010000")
    #expect(MessageIDSource.milliseconds(of: "") == 0)
    #expect(MessageIDSource.milliseconds(of: second) == 1_614_549_600_000)
  }
}
