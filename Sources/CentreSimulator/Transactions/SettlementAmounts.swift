/// Who pays how much of a visit. The five parts add up to the total: the other funds pay nothing here.
struct SettlementAmounts: Equatable {
  let total: Fen
  /// 统筹
  let pool: Fen
  /// 帐户
  let account: Fen
  /// 公务员补助
  let civilServant: Fen
  /// 现金
  let cash: Fen
  /// 大额理赔
  let majorIllness: Fen
  /// 进入医保范围
  let covered: Fen
  /// The account's balance afterwards.
  let balance: Fen

  /// Above this the major-illness insurance pays: 5,000 yuan of the covered amount.
  static let majorIllnessThreshold = Fen(500_000)

  /// Splits a total: half of the covered amount up to the threshold comes from the pool, four fifths of what lies above
  /// it from the major-illness insurance; a civil servant is refunded a tenth of the covered rest; then the account pays
  /// as far as it reaches, unless it is not to be used, and cash is what remains.
  init(total: Fen, selfPaid: Fen, ownExpense: Fen, person: Person, usesAccount: Bool) {
    self.total = total
    covered = max(.zero, total - selfPaid - ownExpense)
    let ordinary = min(covered, Self.majorIllnessThreshold)
    pool = ordinary.times(tenThousandths: 5_000)
    majorIllness = (covered - ordinary).times(tenThousandths: 8_000)
    civilServant = person.isCivilServant ? (covered - pool - majorIllness).times(tenThousandths: 1_000) : .zero
    let rest = total - pool - majorIllness - civilServant
    account = usesAccount ? max(.zero, min(person.balance, rest)) : .zero
    cash = rest - account
    balance = person.balance - account
  }
}
