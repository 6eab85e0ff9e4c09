import Catalogue

/// The change dates a check looks at.
public enum CheckSpan: Hashable, Sendable {
  /// One date (`check --date`).
  case day(CivilDate)
  /// This date and all later ones (`check --since`): 变更时间在…之后.
  case since(CivilDate)

  public var first: CivilDate {
    switch self {
    case .day(let day), .since(let day): day
    }
  }

  public var isOpenEnded: Bool { if case .since = self { true } else { false } }

  /// `变更日期 2021-03-01`, `变更日期 2021-03-01 起`
  public var title: String { "变更日期 \(first.text)" + (isOpenEnded ? " 起" : "") }

  /// - Parameter day: `yyyy-MM-dd`, which sorts as it reads.
  func contains(_ day: some StringProtocol) -> Bool {
    isOpenEnded ? day.utf8.count == 10 && day >= first.text : day == first.text
  }
}
