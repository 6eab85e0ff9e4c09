import Settlement

/// 2208 门诊结算撤销: only of a settlement the centre named for our visit (R10), never of a refund (R12).
public enum Reverse2208 {
  public static func request(
    _ settlement: SettlementSerial, registration: RegistrationSerial, person: NationalPerson
  ) -> NationalTransaction {
    NationalTransaction(
      "2208",
      [
        "data": [
          "setl_id": .string(settlement.text), "mdtrt_id": .string(registration.text),
          "psn_no": .string(person.number.revealed),
        ]
      ])
  }

  public struct Answer: Sendable, Equatable {
    /// The refund's own 结算ID.
    public let serial: RefundSerial
    /// Negative.
    public let funds: Funds
  }

  /// - Parameter message: id of the 2208, which 医药机构结算ID repeats.
  public static func parse(_ text: String, registration: RegistrationSerial, message: String) -> UnifiedAnswer<Answer> {
    NationalReading.read(text) { output in
      guard let settlement = output["setlinfo"] else { return .unparsable("2208 没有 setlinfo") }
      guard settlement["mdtrt_id"]?.text == registration.text else { return .unparsable("2208 是别的就诊的应答") }
      if let stored = settlement["medins_setl_id"]?.text, !stored.isEmpty, stored != message {
        return .unparsable("2208 是另一报文的应答")
      }
      guard let serial = NationalReading.identifier(settlement["setl_id"]) else {
        return .unparsable("2208 没有 setl_id")
      }
      guard let funds = NationalFunds.read(settlement) else { return .unparsable("2208 金额不全或不是数字") }
      return .value(Answer(serial: RefundSerial(answered: serial), funds: funds))
    }
  }
}

/// 2601 冲正 of a 2207A whose result is unknown (facts A.1.5). Its own message id is new each time, 原报文ID the same.
public enum Void2601 {
  public static func request(_ message: SettleMessage, person: NationalPerson) -> NationalTransaction {
    let settle = "2207A"
    return NationalTransaction(
      "2601",
      [
        "data": [
          "psn_no": .string(person.number.revealed), "omsgid": .string(message.text), "oinfno": .string(settle),
        ]
      ])
  }

  public static func parse(_ text: String) -> UnifiedAnswer<Bool> { NationalReading.accepted(text) }
}
