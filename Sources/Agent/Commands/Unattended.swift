import SwipeTest

extension JournalCommands {
  /// Money or an upload that stands at the centre, or a question of R9 still to ask, while no agent runs: nobody asks,
  /// reverses or revokes (R9, R17, R21).
  func unattendedLines(_ swipe: SwipeStatus, _ drills: DrillStatus) -> [String] {
    // With a damaged journal an agent would do nothing either.
    guard !isAgent, self.swipe.journalDamage == nil else { return [] }
    let open = swipe.visits.filter(\.isOpen).map(\.visit) + drills.drills.filter(\.isOpen).map(\.drill)
    let undone =
      open.isEmpty
      ? [] : ["前置程序没有在运行，\(open.joined(separator: "、")) 未结：没有程序在查询、冲正或撤销。请启动 qianzhi run"]
    return undone + unaskedLines(swipe) + unaskedLines(drills)
  }

  private func unaskedLines(_ drills: DrillStatus) -> [String] {
    drills.drills.filter { !$0.nextReview.isEmpty }.map { drill in
      let when = drill.reviewIsDue ? "已到期（\(drill.nextReview)）" : "在 \(drill.nextReview)"
      return "前置程序没有在运行，已结束的演练 \(drill.drill) 还有一次复查未做，\(when)，请启动 qianzhi run"
    }
  }

  private func unaskedLines(_ swipe: SwipeStatus) -> [String] {
    let owed = swipe.visits.filter { $0.reviewsOwed > 0 }
    guard let next = owed.map(\.nextReview).min() else { return [] }
    let count = owed.map(\.reviewsOwed).reduce(0, +)
    let when = owed.contains(where: \.reviewIsDue) ? "已到期（\(next)）" : "下一次 \(next)"
    return ["前置程序没有在运行，已关闭的流水还有 \(count) 次复查未做，\(when)，请启动 qianzhi run"]
  }
}
