import CatalogueFeed

/// How far a download is, as `status` and `sync` show it.
extension AgentRuntime {
  /// `药品目录  第 3 页  3000/16750 行  [███░…] 17%  5210 行/秒  剩余约 3 秒`; of the national platform
  /// `药品目录  1301 第 2 个文件（F001_20210712000000_C 之后）  500/2000 行  [█████░…] 25%  目录共 12500 行  5210 行/秒`.
  static func progressText(_ progress: FeedProgress) -> String {
    var text = "\(progress.kind.title)  "
    if let piece = progress.piece {
      text += pieceText(piece) + rowsText(piece.rows, of: piece.announced ?? 0) + "  目录共 \(progress.rows) 行"
    } else {
      text += "第 \(progress.page) 页" + rowsText(progress.rows, of: progress.total)
    }
    if progress.rowsPerSecond > 0 { text += "  \(Int(progress.rowsPerSecond)) 行/秒" }
    if let remaining = progress.remainingSeconds { text += "  剩余约 \(Int(remaining.rounded(.up))) 秒" }
    return text
  }

  private static func pieceText(_ piece: FeedPiece) -> String {
    guard let after = piece.after else {
      let name = ["1312": " 甲乙", "1318": " 限价", "1319": " 先自付"][piece.transaction] ?? ""
      return "\(piece.transaction)\(name) 第 \(piece.number) 页"
    }
    return "\(piece.transaction) 第 \(piece.number) 个文件（\(after == "0" ? "最早的版本" : "\(after) 之后")）"
  }

  /// - Parameter total: 0 where none is known.
  private static func rowsText(_ rows: Int, of total: Int) -> String {
    guard total > 0 else { return "  \(rows) 行" }
    let tenths = min(20, rows * 20 / total)
    let bar = String(repeating: "█", count: tenths) + String(repeating: "░", count: 20 - tenths)
    return "  \(rows)/\(total) 行  [\(bar)] \(rows * 100 / total)%"
  }
}
