import Catalogue
import CatalogueStore

/// What `qianzhi release` can ask beside looking.
public enum ReleaseCommand: Codable, Sendable, Equatable {
  /// Empty catalogues: all that are published.
  case rollback(Int64, [CatalogueKind], reason: String)
  case resume(CatalogueKind)
  /// The difference as a workbook; `path` is absolute.
  case export(Int64, Int64, path: String)
}

extension AgentRuntime {
  func performRelease(_ command: ReleaseCommand, _ output: Output) async throws -> ExitStatus {
    switch command {
    case .rollback(let number, let kinds, let reason):
      return try await rollBack(to: number, kinds, reason: reason, output)
    case .export(let first, let second, let path):
      return try await Self.blocking { try self.exportDifference(first, second, to: path, output) }
    case .resume(let kind): return try await resume(kind, output)
    }
  }

  /// Between two polls; the log is written before the command ends.
  private func rollBack(
    to number: Int64, _ kinds: [CatalogueKind], reason: String, _ output: Output
  ) async throws -> ExitStatus {
    let store = store
    if feed.status.isPolling { output(.line("正在下载目录，等这次下载结束后回退")) }
    let result = try await feed.exclusively {
      try store.rollBack(to: number, catalogues: kinds.isEmpty ? nil : kinds, reason: reason, now: Self.now())
    }
    logger.warning("目录已回退", metadata: ["回退到": "\(number)", "编号": "\(result.release)", "原因": "\(reason)"])
    output(.line("已发布第 \(result.release) 次发布：回退到第 \(number) 次发布时的内容，新的查询立即生效"))
    for kind in CatalogueKind.allCases {
      guard let changes = result.changes[kind] else { continue }
      output(
        .line("\(kind.title)：恢复 \(changes.modified) 行的旧内容，撤下 \(changes.removed) 行，恢复 \(changes.added) 行"))
      output(.line("\(kind.title)已暂停发布：继续轮询但不发布，用 qianzhi release resume \(kind.rawValue) 恢复"))
    }
    return bringLog(.done, output)
  }

  /// Lets the centre's rows in again and asks for them at once. A centre that cannot be reached now is asked by the
  /// next poll.
  private func resume(_ kind: CatalogueKind, _ output: Output) async throws -> ExitStatus {
    let store = store
    guard try await feed.exclusively({ try store.resume(kind) }) else {
      output(.line("\(kind.title)没有暂停发布"))
      return .done
    }
    logger.notice("恢复发布", metadata: ["目录": "\(kind.title)"])
    output(.line("\(kind.title)已恢复发布，正在向中心下载全部内容"))
    // Everything, as `sync --full`: rows that the centre had taken away before the rollback came back with it.
    let status = try await sync(full: true, catalogues: [kind], output)
    if status == .unreachable {
      output(.line("现在没有下载成功，下次轮询会再取；中心能连接后请用 qianzhi sync --full --catalogue \(kind.rawValue) 核对中心已没有的行"))
    }
    return status
  }

  static func holdText(_ hold: RollbackHold) -> String {
    "  \(hold.kind.title)  暂停发布：\(timeText(hold.since)) 回退到第 \(hold.toRelease) 次发布（\(hold.reason)），"
      + "用 qianzhi release resume \(hold.kind.rawValue) 恢复"
  }
}
