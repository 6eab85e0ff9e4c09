import SwipeTest

extension JournalCommands {
  /// Money or an upload that stands at the centre while no agent runs: nobody asks, reverses or revokes (R17, R21).
  func unattendedLines(_ swipe: SwipeStatus, _ drills: DrillStatus) -> [String] {
    // With a damaged journal an agent would do nothing either.
    guard !isAgent, self.swipe.journalDamage == nil else { return [] }
    let open = swipe.visits.filter(\.isOpen).map(\.visit) + drills.drills.filter(\.isOpen).map(\.drill)
    guard !open.isEmpty else { return [] }
    return ["前置程序没有在运行，\(open.joined(separator: "、")) 未结：没有程序在查询、冲正或撤销。请启动 qianzhi run"]
  }
}
