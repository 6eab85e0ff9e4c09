import Catalogue
import CatalogueFeed
import CatalogueStore

extension AgentRuntime {
  /// One poll now, with progress; the log is written before the command ends.
  ///
  /// - Parameter decides: a person typed it: with `full`, rows that another centre left stay, or leave with
  ///   `withdrawsMissing`.
  func sync(
    full: Bool, catalogues: [CatalogueKind], withdrawsMissing: Bool = false, decides: Bool = false, _ output: Output
  ) async throws -> ExitStatus {
    let outcome = try await feed.runOnce(
      full: full, catalogues: catalogues.isEmpty ? nil : catalogues, withdrawsMissing: withdrawsMissing,
      decides: decides
    ) { progress in
      output(.progress(Self.progressText(progress)))
    }
    var status = ExitStatus.done
    for kind in CatalogueKind.allCases {
      guard let result = outcome.results[kind] else { continue }
      output(.line("\(kind.title)：\(Self.resultText(result))"))
      for line in Self.missingLines(result) { output(.line(line)) }
      if case .published(_, let missing) = result, !missing.isEmpty, let staying = try feed.staying(kind) {
        output(.line("  \(staying)"))
        if status == .done { status = .attention }
      }
      if let rejected = outcome.rejected[kind] {
        let open = try store.rejects(kind).count { $0.acceptedAt == nil }
        output(.line(Self.rejectedText(rejected, open: open)))
        if open > 0, status == .done { status = .attention }
      }
      switch result {
      case .unchanged, .published: break
      case .held: if status == .done { status = .attention }
      case .failed(let error): status = error.isUnreachable ? .unreachable : .attention
      }
    }
    if let release = outcome.release { output(.line("已发布第 \(release) 次发布")) }
    return bringLog(status, output)
  }

  /// The log of what a command published, and lines that an earlier one could not write. What keeps it from being written
  /// is told behind what was published, and takes nothing of that back.
  ///
  /// - Parameter status: the command's own; where it went well and the log did not, a person is needed.
  func bringLog(_ status: ExitStatus, _ output: Output) -> ExitStatus {
    do throws(StoreError) {
      try logWriter.writePending(now: Self.now())
      return status
    } catch {
      output(.line("QZ-L103 下载日志没有写成：\(error)。目录不受影响；能写之后用 qianzhi log rebuild 补齐"))
      return status == .done ? .attention : status
    }
  }

  /// - Parameter open: how many of the catalogue's rejects nobody accepted.
  static func rejectedText(_ rejected: Int, open: Int) -> String {
    "  有 \(rejected) 行不合格，没有进入视图（其中待处理 \(min(rejected, open)) 行），用 qianzhi rejects list 查看"
  }

  /// Keys named of the rows the centre no longer has.
  static let missingShown = 20

  /// Which rows the centre no longer has.
  private static func missingLines(_ result: CatalogueResult) -> [String] {
    guard case .published(_, let missing) = result, !missing.isEmpty else { return [] }
    let keys = missing.prefix(missingShown).map {
      FieldText.split($0).filter { !$0.isEmpty }.joined(separator: "/")
    }
    return ["  中心已没有：\(keys.joined(separator: "、"))\(missing.count > keys.count ? " 等" : "")"]
  }

  static func resultText(_ result: CatalogueResult) -> String {
    switch result {
    case .unchanged(let rows): "没有新内容（窗口内 \(rows) 行，与中心一致）"
    case .published(let changes, let missing):
      "新增 \(changes.added) 行，修改 \(changes.modified) 行"
        + (changes.removed == 0 ? "" : "，撤下中心已没有的 \(changes.removed) 行")
        + (missing.isEmpty ? "" : "；中心已没有的 \(missing.count) 行仍保留")
    case .held(let held): held.reason
    case .failed(let error): error.description
    }
  }
}
