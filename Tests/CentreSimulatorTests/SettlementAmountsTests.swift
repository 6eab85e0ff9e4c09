import Testing

@testable import CentreSimulator

@Suite("Who pays")
struct SettlementAmountsTests {
  private func person(balance: Int64, civilServant: Bool) -> Person {
    Person(
      ["T", "测试", "1", "40", "", "11"].map { LedgerValue.text($0) } + [.integer(civilServant ? 1 : 0)]
        + ["", "", "", "", "", "1"].map { LedgerValue.text($0) } + [.integer(balance)])
  }

  @Test("The five parts add up, whatever is paid", arguments: [1, 2, 3, 99, 4_417, 499_999, 500_001, 1_234_567])
  func sums(_ total: Int64) {
    for balance in [0, 5, 1_000_000] as [Int64] {
      for flag in [true, false] {
        let amounts = SettlementAmounts(
          total: Fen(total), selfPaid: Fen(total / 7), ownExpense: Fen(total / 3),
          person: person(balance: balance, civilServant: flag), usesAccount: flag)
        let parts = [amounts.pool, amounts.account, amounts.civilServant, amounts.cash, amounts.majorIllness]
        #expect(parts.reduce(.zero, +) == Fen(total))
        #expect(parts.allSatisfy { $0 >= .zero })
        #expect(amounts.account <= Fen(balance))
      }
    }
  }

  @Test("Above the threshold the major-illness insurance pays four fifths")
  func majorIllness() {
    let amounts = SettlementAmounts(
      total: Fen(600_000), selfPaid: .zero, ownExpense: .zero, person: person(balance: 0, civilServant: false),
      usesAccount: true)
    #expect(amounts.pool == Fen(250_000))
    #expect(amounts.majorIllness == Fen(80_000))
    #expect(amounts.cash == Fen(270_000))
  }
}
