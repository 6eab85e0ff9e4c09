import Catalogue
import CatalogueStore

extension AgentRuntime {
  func listReleases(_ output: Output) throws -> ExitStatus {
    let releases = try store.releases()
    if releases.isEmpty { output(.line("还没有发布过")) }
    for release in releases.reversed() {
      let time = CivilDateTime(unixMilliseconds: release.publishedAt).fullText
      let batches = CatalogueKind.allCases.compactMap { kind in
        release.batches[kind].map { "\(kind.title) \(Self.batchText($0))" }
      }
      output(.line("第 \(release.number) 次发布  \(time)  " + batches.joined(separator: "；")))
    }
    return .done
  }

  func showRelease(_ number: Int64, _ output: Output) throws -> ExitStatus {
    guard let release = try store.releases().first(where: { $0.number == number }) else {
      throw AgentError(.usage, "没有第 \(number) 次发布", "用 qianzhi release list 查看")
    }
    output(.line("第 \(number) 次发布，\(CivilDateTime(unixMilliseconds: release.publishedAt).fullText)"))
    for kind in CatalogueKind.allCases {
      guard let batch = release.batches[kind] else { continue }
      let announced = batch.announced < 0 ? "中心未公布条数" : "中心公布 \(batch.announced) 行"
      output(
        .line(
          "\(kind.title)：\(announced)，收到 \(batch.received) 行（其中拒收 \(batch.rejected) 行），\(Self.batchText(batch))"
        ))
    }
    return .done
  }

  private static func batchText(_ batch: BatchSummary) -> String {
    let changes = "新增 \(batch.changes.added) 修改 \(batch.changes.modified)"
    return batch.isFirstLoad ? "首次下载，\(changes)" : changes
  }

  func listRejects(_ output: Output) throws -> ExitStatus {
    let rejects = try store.rejects()
    if rejects.isEmpty { output(.line("没有被拒收的行")) }
    for reject in rejects {
      let state = reject.acceptedAt == nil ? "" : "（已接受）"
      output(
        .line("\(reject.number)  \(reject.kind.title) 第 \(reject.place) 行  \(reject.code) \(reject.reason)\(state)"))
      output(.line("    \(reject.text.prefix(120))"))
    }
    return rejects.contains { $0.acceptedAt == nil } ? .attention : .done
  }
}
