import Catalogue
import CatalogueStore
import CentreProtocol

/// What `qianzhi rejects` can ask beside the list.
public enum RejectsCommand: Codable, Sendable, Equatable {
  /// One reject, by the number `rejects list` shows.
  case show(Int64)
  case accept(CatalogueKind)
  /// Empty: every catalogue with open rejects.
  case retry([CatalogueKind])
}

extension AgentRuntime {
  func performRejects(_ command: RejectsCommand, _ output: Output) async throws -> ExitStatus {
    switch command {
    case .show(let number): return try showReject(number, output)
    case .accept(let kind): return try acceptRejects(kind, output)
    case .retry(let kinds): return try await retryRejects(kinds, output)
    }
  }

  func listRejects(_ output: Output) async throws -> ExitStatus {
    let rejects = try store.rejects()
    if rejects.isEmpty { output(.line("没有被拒收的行")) }
    for reject in rejects {
      let state = reject.acceptedAt == nil ? "" : "（已接受）"
      await output.send(
        .line("\(reject.number)  \(reject.kind.title) 第 \(reject.place) 行  \(reject.code) \(reject.reason)\(state)"))
      await output.send(.line("    \(reject.text.prefix(120))"))
    }
    return rejects.contains { $0.acceptedAt == nil } ? .attention : .done
  }

  /// One reject with its whole text, and whether today's rules would still refuse it.
  private func showReject(_ number: Int64, _ output: Output) throws -> ExitStatus {
    guard let reject = try store.rejects().first(where: { $0.number == number }) else {
      throw AgentError(.usage, "没有编号为 \(number) 的拒收行", "用 qianzhi rejects list 查看")
    }
    output(.line("编号 \(reject.number)，\(reject.kind.title) 第 \(reject.place) 行，来自\(reject.isFromFile ? "文件" : "中心")"))
    output(.line("原因：\(reject.code) \(reject.reason)"))
    output(.line("首次收到 \(Self.timeText(reject.firstSeen))，最近收到 \(Self.timeText(reject.lastSeen))"))
    if let accepted = reject.acceptedAt { output(.line("\(Self.timeText(accepted)) 已接受：其余的行可以发布，这一行不发布")) }
    // A file's columns have the file's own order, so only the centre's text can be read again here.
    if !reject.isFromFile { output(.line("按现在的规则：\(Self.verdict(reject))")) }
    output(.line("原文："))
    output(.line(reject.text))
    return .done
  }

  private static func verdict(_ reject: StoredReject) -> String {
    do throws(RecordReject) {
      if try !NationalRejects.check(reject.text, reason: reject.reason) {
        _ = try CatalogueRecord.decode(reject.text, kind: reject.kind)
      }
      return "合格，用 qianzhi rejects retry \(reject.kind.rawValue) 重新下载"
    } catch {
      return "不合格，\(error.code.rawValue) \(error.reason)"
    }
  }

  private func acceptRejects(_ kind: CatalogueKind, _ output: Output) throws -> ExitStatus {
    let count = try store.acceptRejects(kind, now: Self.now())
    guard count > 0 else {
      output(.line("\(kind.title)没有待接受的拒收行"))
      return .done
    }
    output(.line("已接受\(kind.title)的 \(count) 行拒收：这些行不发布，其余的行可以发布"))
    output(.line("来自中心的，下次轮询时发布（或立即 qianzhi sync）；来自文件的，请再次导入该文件"))
    return .done
  }

  /// Asks the centre for the whole of each catalogue that has rejects of its own, so that the rows are decoded again
  /// with today's rules and published with a batch that is proven. Rejects of a file need the file.
  private func retryRejects(_ kinds: [CatalogueKind], _ output: Output) async throws -> ExitStatus {
    let wanted = kinds.isEmpty ? CatalogueKind.allCases : kinds
    let before = try store.rejects().filter { wanted.contains($0.kind) }
    let files = before.count { $0.isFromFile && $0.acceptedAt == nil }
    if before.isEmpty { output(.line("没有被拒收的行")) }
    if files > 0 { output(.line("\(files) 行来自文件，不能从中心重取：请改正文件后再导入，或用 qianzhi rejects accept 接受")) }
    let polled = CatalogueKind.allCases.filter { kind in before.contains { $0.kind == kind && !$0.isFromFile } }
    let settled = before.count { $0.isFromFile && $0.acceptedAt != nil }
    if settled > 0 { output(.line("\(settled) 行来自文件，已接受，不用重取")) }
    guard !polled.isEmpty else { return files > 0 ? .attention : .done }
    let status = try await sync(full: true, catalogues: polled, output)
    let left = Set(try store.rejects().map(\.number))
    let asked = before.filter { !$0.isFromFile }
    let standing = asked.count { left.contains($0.number) }
    output(.line("重取 \(asked.count) 行：\(asked.count - standing) 行已不再拒收，\(standing) 行仍被拒收"))
    if status != .done { return status }
    return try store.rejects().contains { wanted.contains($0.kind) && $0.acceptedAt == nil } ? .attention : .done
  }
}
