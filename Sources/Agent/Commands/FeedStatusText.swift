import CatalogueFeed

/// The notice's question: is 数据传输 downloading just now, how far is it, and when did it last succeed?
extension AgentRuntime {
  static func feedLines(_ status: AgentStatus) -> [String] {
    let feed = status.feed
    var lines: [String] = []
    if let progress = feed.downloading {
      lines.append("数据传输：正在下载 " + progressText(progress) + since(feed.downloadingSince))
    } else if feed.isPolling {
      lines.append("数据传输：正在询问中心" + since(feed.pollingSince))
    } else if feed.startedAt == nil, status.views == nil {
      lines.append("数据传输：前置程序没有在运行，现在没有下载")
    } else if feed.startedAt == nil {
      lines.append("数据传输：没有启用（[feed] enabled = false），只在 qianzhi sync 时下载")
    } else {
      lines.append("数据传输：空闲" + (feed.nextPoll.map { "，下次询问 \(timeText($0))" } ?? ""))
    }
    if let last = feed.lastGoodPoll {
      lines.append("  上次成功 \(timeText(last))（\(status.freshness.minutesSinceGoodPoll ?? 0) 分钟前）")
    } else {
      lines.append("  还没有成功过")
    }
    if status.freshness.isStale {
      lines.append("  QZ-F126 已超过 \(status.freshness.limitMinutes) 分钟没有与中心核对成功，请查看上面的错误、网络和中心")
    }
    if let error = feed.lastError {
      lines.append("  上次错误 \(feed.lastErrorAt.map(timeText) ?? "")：\(error)")
    }
    return lines
  }

  private static func since(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return "" }
    return "，自 \(timeText(milliseconds)) 开始，已 \(max(0, now() - milliseconds) / 1000) 秒"
  }
}
