/// What the national platform says is paid for an item, as a row of 1312, 1318 or 1319 said it last.
public struct NationalTerm: Hashable, Sendable {
  /// The transaction.
  public var number: String
  /// Tells the row among those of its transaction: 唯一记录号, else what it is about.
  public var identity: String
  /// 医保目录编码: the first key column of the row it is laid over.
  public var code: String
  /// 参保机构医保区划
  public var area: String
  /// Whom or what it is for, where there are several of one code: 人员类别, 限价类型; empty where there are not.
  public var type: String
  /// First and last day, `yyyy-MM-dd`; empty: without a bound.
  public var begin: String
  public var end: String
  public var isValid: Bool
  public var value: String
  /// 更新时间, canonical; may be empty.
  public var changed: String

  public init(
    number: String, identity: String, code: String, area: String = "", type: String = "", begin: String = "",
    end: String = "", isValid: Bool = true, value: String, changed: String = ""
  ) {
    self.number = number
    self.identity = identity
    self.code = code
    self.area = area
    self.type = type
    self.begin = begin
    self.end = end
    self.isValid = isValid
    self.value = value
    self.changed = changed
  }
}
