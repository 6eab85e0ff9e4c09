import Catalogue

extension CheckReport {
  /// What the operator reads, several lines without a final line end.
  public var text: String {
    let isAsked = catalogues.allSatisfy { $0.centreProblem == nil || $0.announced != nil }
    var lines = ["\(span.title)：\(agrees ? isAsked ? "一致" : "两种方法一致，没有问到中心" : "不一致")"]
    for catalogue in catalogues { lines += catalogue.lines(in: span) }
    return lines.joined(separator: "\n")
  }
}

extension CatalogueCheck {
  fileprivate func lines(in span: CheckSpan) -> [String] {
    var lines = [
      "",
      "\(kind.title)（\(kind.rawValue)）：\(agrees ? "一致" : "不一致")",
      "  方式(1) \(CheckStatement.count(of: kind, in: span))  \(viewCount) 条",
      "  方式(2) 下载日志中变更日期\(span.isOpenEnded ? "从该日起" : "为该日")的行  \(logCount) 条",
    ]
    if !isPublished { lines.append("  这个目录还没有发布过，没有可核对的内容：用 qianzhi sync 或 qianzhi import 取得") }
    if !log.superseded.isEmpty {
      let part = announced == nil ? "" : "，与中心公布数比较时计入"
      lines.append("  已被后续变更取代  \(log.superseded.count) 条\(part)")
    }
    if !log.takenByRollback.isEmpty { lines += list(log.takenByRollback, "已被回退，不计入") }
    if !log.takenByDeletion.isEmpty { lines += list(log.takenByDeletion, "已被中心删除，不计入") }
    if let announced {
      let sum = log.superseded.isEmpty ? "" : "（视图 \(viewCount) + 已取代 \(log.superseded.count) = \(changedCount)）"
      let logged = logCount + log.superseded.count
      let difference =
        announced == changedCount && announced == logged
        ? ""
        : "，相差 \(announced != changedCount ? changedCount - announced : logged - announced) 条"
      lines.append("  中心公布  \(announced) 条\(sum)\(difference)")
    }
    if let centre {
      let rejected = centre.rejected == 0 ? "" : "，其中 \(centre.rejected) 条不合格，没有进入视图（qianzhi rejects list）"
      lines.append("  中心现有  \(centre.centreCount) 条\(rejected)")
      if !centre.missingHere.isEmpty { lines += list(centre.missingHere, "中心有而本机没有") }
      if !centre.extraHere.isEmpty { lines += list(centre.extraHere, "本机有而中心没有") }
    }
    if let newerVersions {
      lines.append(
        newerVersions.isEmpty
          ? "  平台没有比已下载的更新的版本"
          : "  平台有更新的版本还没有下载：\(newerVersions.joined(separator: "、"))，请执行 qianzhi sync")
    }
    if let centreProblem { lines.append("  没有问到中心，只比较了以上各数：\(centreProblem)") }
    if !missingInView.isEmpty { lines += list(missingInView, "日志有而视图没有") }
    if !missingInLog.isEmpty { lines += list(missingInLog, "视图有而日志没有") }
    if repeatedInView > 0 { lines.append("  视图中同一主键出现多次，多出  \(repeatedInView) 条") }
    if viewRows != viewCount {
      lines.append("  计数 \(viewCount) 条而按主键取得 \(viewRows) 条：两次查询之间目录有新的发布，请再核对一次")
    }
    return lines
  }

  private func list(_ keys: Set<RowKey>, _ title: String) -> [String] {
    let columns = kind.table.keyColumns.joined(separator: ",")
    let more = keys.count > CheckReport.shownKeys ? "，列出前 \(CheckReport.shownKeys) 条" : ""
    return ["  \(title)  \(keys.count) 条（\(columns)\(more)）："]
      + keys.shown(atMost: CheckReport.shownKeys).map { "    \($0.joined(separator: ","))" }
  }
}
