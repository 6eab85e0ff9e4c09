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
      let rows =
        batch.platform.map { Self.platformText(batch, $0, of: kind) }
        ?? "\(Self.originText(batch))，收到 \(batch.received) 行（其中拒收 \(batch.rejected) 行）"
      output(.line("\(kind.title)：\(rows)，\(Self.batchText(batch))"))
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

  /// How the rows that the national platform announced came to those of the batch, so that the numbers add up.
  private static func platformText(_ batch: BatchSummary, _ rows: PlatformRows, of kind: CatalogueKind) -> String {
    let sources = kind == .ypml ? "平台各文件和 1304 " : "平台各文件"
    let rejected = batch.rejected - rows.rejectedTerms
    let distinct = batch.received - batch.rejected - rows.termsOnly
    var text =
      batch.announced < 0
      ? "平台未公布条数，收到 \(distinct + rows.repeated + rejected) 行" : "\(sources)共公布 \(batch.announced) 行"
    text += "，去重后 \(distinct) 行（同一编码重复 \(rows.repeated) 行，拒收 \(rejected) 行）"
    if rows.termsOnly > 0 { text += "，另有 \(rows.termsOnly) 行只是支付规定变化" }
    if rows.rejectedTerms > 0 { text += "，支付规定拒收 \(rows.rejectedTerms) 行" }
    return text
  }

  /// Where a batch came from, and what number was to prove it.
  private static func originText(_ batch: BatchSummary) -> String {
    if batch.isFromFile { return batch.announced < 0 ? "导入的文件" : "导入的文件，应有 \(batch.announced) 行" }
    return batch.announced < 0 ? "中心未公布条数" : "中心公布 \(batch.announced) 行"
  }
}
