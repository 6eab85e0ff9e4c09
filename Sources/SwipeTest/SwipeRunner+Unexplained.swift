import Settlement

/// What the last 15 or 3202 about whole days named and the journal cannot account for: money of ours may stand that no visit
/// shows (R18, R20).
extension SwipeRunner {
  /// Journals what an answer named, where that is not what was known already (R22).
  ///
  /// - Parameters:
  ///   - from: the first day asked about, `yyyy-MM-dd`.
  ///   - isWhole: everything was asked; else what was named before stands.
  func noteUnexplained(unknown: [String], unreadable: [String], from: String, isWhole: Bool = true) throws {
    let earlier = unexplainedHere
    let found = UnexplainedSettlements(
      environment: configuration.environment.rawValue, interface: configuration.profile.interface.rawValue,
      unknown: isWhole ? unknown : unknown + (earlier?.unknown ?? []),
      unreadable: isWhole ? unreadable : unreadable + (earlier?.unreadable ?? []), from: from, at: clock.now())
    if earlier.map({ $0.namesSame(as: found) }) ?? found.isEmpty { return }
    try record(found.record)
  }

  /// Of the centre that is configured now.
  var unexplainedHere: UnexplainedSettlements? {
    ledger.unexplained.first {
      $0.environment == configuration.environment.rawValue
        && $0.interface == configuration.profile.interface.rawValue
    }
  }

  /// For the reports: what is not even, a line each.
  var unexplainedLines: [String] { ledger.unexplained.flatMap(lines) }

  /// For status: since when, and what a person does about it.
  var unexplainedAttention: [String] {
    let phone = configuration.phone.isEmpty ? "" : " \(configuration.phone)"
    return ledger.unexplained.flatMap { found in
      lines(of: found).map {
        "\($0)（\(ShanghaiTime.fullText(found.at.wallMilliseconds)) 问到）。请致电中心\(phone) 核实，由中心冲正；"
          + "以后的对账（qianzhi swipe gates）不再出现，这一行才取消"
      }
    }
  }

  private func lines(of found: UnexplainedSettlements) -> [String] {
    let isHere = unexplainedHere.map(found.isOfSameCentre) ?? false
    let centre = isHere ? "中心" : "\(SwipeText.environment(found.environment))（\(found.interface)）的中心"
    var lines: [String] = []
    if !found.unknown.isEmpty {
      lines.append("对账：\(centre)有日志里没有的结算：\(found.unknown.joined(separator: "、"))，未平")
    }
    if !found.unreadable.isEmpty {
      lines.append("对账：\(centre)有读不懂的行，这些流水平否未知：\(found.unreadable.joined(separator: "、"))")
    }
    return lines
  }
}
