extension BusinessDesk {
  /// 01 人员基本信息: 卡号 · 险种. Answers 20 values. Only 险种 1 (医疗) is insured here.
  func personBasics(_ request: RequestText) throws(SimulatorError) -> Decision {
    guard request.field(2, default: "1") == "1" else { return .refused("no such insurance") }
    guard let person = try book.person(card: request[1]) else { return .refused("no such card") }
    return .done([
      person.name, person.sex, person.age, person.identity, "01", "示例路1号", person.category,
      person.isCivilServant ? "1" : "0", person.employer, person.district, person.blockCode, person.blockReason,
      "", "", person.isBlocked ? "2021-01-01" : "", "", "", person.contribution, person.insured, "",
    ])
  }
}
