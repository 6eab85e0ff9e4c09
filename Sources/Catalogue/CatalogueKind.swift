/// One of the centre's three catalogues. The raw value is the view's name, the centre's own pinyin initials.
public enum CatalogueKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// 药品目录
  case ypml
  /// 诊疗项目
  case zlxm
  /// 病种目录
  case bzml

  /// The 类别 of the 24 transaction: 1 药品, 2 诊疗, 3 病种.
  public var tradeCode: String {
    switch self {
    case .ypml: "1"
    case .zlxm: "2"
    case .bzml: "3"
    }
  }

  /// What a line of the download log and every message to an operator call it.
  public var title: String {
    switch self {
    case .ypml: "药品目录"
    case .zlxm: "诊疗目录"
    case .bzml: "病种目录"
    }
  }

  public var table: CatalogueTable {
    switch self {
    case .ypml: .ypml
    case .zlxm: .zlxm
    case .bzml: .bzml
    }
  }
}
