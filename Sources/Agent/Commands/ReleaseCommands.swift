import Catalogue
import CatalogueStore

extension AgentRuntime {
  func listReleases(_ output: Output) throws -> ExitStatus {
    var isEmpty = true
    try store.forEachRelease { release in
      isEmpty = false
      let time = CivilDateTime(unixMilliseconds: release.publishedAt).fullText
      let parts = CatalogueKind.allCases.compactMap { kind in
        Self.listText(release, kind).map { "\(kind.title) \($0)" }
      }
      output(.line("第 \(release.number) 次发布  \(time)  " + parts.joined(separator: "；")))
    }
    if isEmpty { output(.line("还没有发布过")) }
    return .done
  }

  /// What a release did with one catalogue; `nil`: nothing.
  private static func listText(_ release: ReleaseSummary, _ kind: CatalogueKind) -> String? {
    if let batch = release.batches[kind] {
      return batchText(batch) + (batch.rejected > 0 ? " 拒收 \(batch.rejected)" : "")
    }
    if let rollback = release.rollbacks[kind] { return rollbackText(rollback) }
    return release.codes[kind].map(codeText)
  }

  static func codeText(_ rows: Int) -> String { rows < 0 ? "国家编码" : "国家编码 \(rows) 行" }

  func showRelease(_ number: Int64, _ output: Output) throws -> ExitStatus {
    guard let release = try store.release(number) else {
      throw AgentError(.usage, "没有第 \(number) 次发布", "用 qianzhi release list 查看")
    }
    output(.line("第 \(number) 次发布，\(CivilDateTime(unixMilliseconds: release.publishedAt).fullText)"))
    for kind in CatalogueKind.allCases {
      if let rollback = release.rollbacks[kind] { output(.line("\(kind.title)：\(Self.rollbackText(rollback))")) }
      if let rows = release.codes[kind] { output(.line("\(kind.title)：导入\(Self.codeText(rows))")) }
      guard let batch = release.batches[kind] else { continue }
      let announced = Self.originText(batch)
      output(
        .line(
          "\(kind.title)：\(announced)，收到 \(batch.received) 行（其中拒收 \(batch.rejected) 行），\(Self.batchText(batch))"
        ))
    }
    return .done
  }

  private static func rollbackText(_ rollback: RollbackSummary) -> String {
    "回退到第 \(rollback.toRelease) 次发布，\(rollback.rows) 行，原因：\(rollback.reason)"
  }

  private static func batchText(_ batch: BatchSummary) -> String {
    let removed = batch.changes.removed == 0 ? "" : " 删除 \(batch.changes.removed)"
    let changes = "新增 \(batch.changes.added) 修改 \(batch.changes.modified)\(removed)"
    let first = batch.isFromFile ? "首次导入" : "首次下载"
    return batch.isFirstLoad ? "\(first)，\(changes)" : changes
  }

  /// Where a batch came from, and what number was to prove it.
  private static func originText(_ batch: BatchSummary) -> String {
    if batch.isFromFile { return batch.announced < 0 ? "导入的文件" : "导入的文件，应有 \(batch.announced) 行" }
    return batch.announced < 0 ? "中心未公布条数" : "中心公布 \(batch.announced) 行"
  }
}
