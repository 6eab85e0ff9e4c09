import Foundation

/// The outpatient flow with its faults.
extension SimulatedCentre {
  private var outpatients: NationalOutpatients {
    NationalOutpatients(desk: desk, acceptsUnknownOriginals: acceptsUnknownOriginals)
  }

  /// Takes one envelope of the outpatient flow.
  func receiveOutpatient(_ request: NationalEnvelopeText, _ bytes: [UInt8]) throws(SimulatorError) -> Delivery {
    let fault = faults.next(transaction: request.number)
    if fault?.kind == .down { return .cut }
    let visit = try outpatients.visitNumber(request)
    let sequence = try desk.book.received(
      RequestText("\(request.number)|\(visit)"), bytes: bytes, fault: fault?.specification ?? "", at: clock())
    guard let kind = fault?.kind else { return .answer(try answer(request, sequence)) }
    switch kind {
    case .refuse: return .answer(try nationalDesk.bytes(.refused("FSI-业务不受理"), time: clock()))
    case .hang: return .silence
    case .unavailable: return .status(503)
    case .redirect: return .redirect
    case .lostBefore, .down: return .cut
    case .late(let seconds):
      executeLater(request, sequence, after: seconds)
      return .cut
    case .duplicate:
      _ = try answer(request, sequence)
      return .answer(try answer(request, sequence))
    case .slow(let seconds): return .delayed(try answer(request, sequence), seconds: seconds)
    case .garbage:
      _ = try answer(request, sequence)
      return .answer([0x00, 0xFF, 0xFE, 0x81])
    case .html:
      _ = try answer(request, sequence)
      return .page("<html><body>网关维护中</body></html>")
    case .half: return .truncated(try answer(request, sequence))
    case .badGatewayAfter:
      _ = try answer(request, sequence)
      return .status(502)
    case .unknownCode:
      _ = try answer(request, sequence)
      return .answer(Array("{\"infcode\":-1,\"inf_refmsgid\":\"500000\",\"err_msg\":\"系统繁忙\"}".utf8))
    case .otherVisit:
      _ = try answer(request, sequence)
      return .answer(try foreignAnswer(request))
    case .lostAfter:
      _ = try answer(request, sequence)
      return .cut
    case .stale where request.number == "3202":
      return .answer(try nationalDesk.bytes(NationalOutpatients.nothingSettled, time: clock()))
    case .wrongAmount:
      let decision = try execute(request, sequence).withMoreCash()
      return .answer(try nationalDesk.bytes(decision, time: clock()))
    case .forget:
      let bytes = try answer(request, sequence)
      try desk.book.forget(visit: visit)
      return .answer(bytes)
    case .wrongCatalogue, .wrongCount, .badRow, .newRow, .stale: return .answer(try answer(request, sequence))
    }
  }

  /// Executes and writes the answer.
  private func answer(_ request: NationalEnvelopeText, _ sequence: Int64) throws(SimulatorError) -> [UInt8] {
    try nationalDesk.bytes(try execute(request, sequence), time: clock())
  }

  @discardableResult
  private func execute(_ request: NationalEnvelopeText, _ sequence: Int64) throws(SimulatorError) -> NationalDecision {
    var decision = nationalDesk.refusal(request)
    if decision == nil {
      var outpatients = outpatients
      decision = try outpatients.decide(request)
    }
    let decided = decision ?? .refused("FSI-没有这个交易")
    if case .refused(let words) = decided {
      try desk.book.decided(sequence, .refused(words))
    } else {
      try desk.book.decided(sequence, .done([]))
    }
    return decided
  }

  private func executeLater(_ request: NationalEnvelopeText, _ sequence: Int64, after seconds: Double) {
    later(seconds) { centre in
      do throws(SimulatorError) {
        try centre.execute(request, sequence)
      } catch {
        FileHandle.standardError.write(Data("centre-simulator：延后执行失败：\(error)\n".utf8))
      }
    }
  }

  /// The same answer about another patient's visit.
  private func foreignAnswer(_ request: NationalEnvelopeText) throws(SimulatorError) -> [UInt8] {
    try nationalDesk.bytes(.output(try ForeignVisit.output(like: request.number, desk: &desk)), time: clock())
  }
}

extension ForeignVisit {
  /// What the platform answers about the other visit, which is registered and settled first.
  static func output(like number: String, desk: inout BusinessDesk) throws(SimulatorError) -> [String: Any] {
    _ = try decision(like: RequestText("43"), desk: &desk)
    let registration = try desk.book.visit(Self.number)?.serial ?? ""
    let settlement = try desk.book.visit(Self.number)?.settlement ?? ""
    let person = NationalPersonNumber.of(card: TestPersons.foreignCard)
    var amounts: [String: Any] = [:]
    for name in [
      "medfee_sumamt", "hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay",
      "acct_pay", "psn_cash_pay", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt",
    ] { amounts[name] = "35.00" }
    amounts["mdtrt_id"] = registration
    amounts["psn_no"] = person
    amounts["setl_id"] = settlement
    switch number {
    case "1101":
      return ["baseinfo": ["psn_no": person], "insuinfo": [["insutype": "310", "insuplc_admdvs": "500000"]]]
    case "2201": return ["data": ["mdtrt_id": registration, "psn_no": person, "ipt_otp_no": Self.number]]
    case "2204": return ["result": [["feedetl_sn": "WB1", "det_item_fee_sumamt": "35.00"]]]
    case "2206A", "2207A", "2208": return ["setlinfo": amounts, "setldetail": [[String: Any]]()]
    case "3202": return ["result": [amounts]]
    default: return [:]
    }
  }
}
