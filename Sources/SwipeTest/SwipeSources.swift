import Settlement
import SettlementJournal

/// An item of the catalogue as a detail needs it.
public struct SwipeItem: Sendable, Hashable {
  /// 流水号
  public var serial: String
  /// 医院内码; the 流水号 where the hospital has none.
  public var code: String
  public var name: String
  /// `nil` where the catalogue has none; `SwipeRunner.defaultPrice` is sent.
  public var price: UnitPrice?
  public var quantity: Int
  /// 国家编码; empty: none known.
  public var nationalCode: String
  public var unit: String
  public var specification: String
  public var form: String
  /// For people: 西药, 诊疗项目, …; empty: not known.
  public var kind: String

  public init(
    serial: String, code: String, name: String, price: UnitPrice?, quantity: Int = 1, nationalCode: String = "",
    unit: String = "", kind: String = "", specification: String = "", form: String = ""
  ) {
    self.kind = kind
    self.serial = serial
    self.code = code
    self.name = name
    self.price = price
    self.quantity = quantity
    self.nationalCode = nationalCode
    self.unit = unit
    self.specification = specification
    self.form = form
  }
}

/// Where items come from: the catalogue store.
public protocol SwipeItemSource: Sendable {
  /// The newest published and proven release; `nil` before the first.
  func newestRelease() async throws -> Int64?
  /// At most `limit` rows of `ypml` and `zlxm` that the newest release with such changes added or changed and that are
  /// in force, in a fixed order; of as many kinds as there are. `codedOnly`: rows with a 国家编码 only, and the newest
  /// release that has such.
  func newlyChanged(limit: Int, codedOnly: Bool) async throws -> [SwipeItem]
  /// The row with this 流水号; `nil` when it does not exist.
  func item(serial: String) async throws -> SwipeItem?
}

/// Where the journal's head is also kept: `agent.sqlite` (R20).
public protocol JournalHeadStore: Sendable {
  func storedHead() async throws -> JournalHead?
  func store(_ head: JournalHead) async throws
}
