import Catalogue
import Mirror

/// What `qianzhi mirror` can ask; `name` is `nil` for all mirrors.
public enum MirrorCommand: Codable, Sendable, Equatable {
  case list
  case sync(name: String?)
  case check(name: String?)
  case rebuild(name: String)
}

extension AgentRuntime {
  func performMirror(_ command: MirrorCommand, _ output: Output) async throws -> ExitStatus {
    switch command {
    case .list: return try listMirrors(output)
    case .sync(let name):
      return try await forEach(name, output) { service in
        let result = try await service.perform { try $0.sync { output(.progress(Self.progressText($0))) } }
        output(.line("\(service.mirror.configuration.name)：\(result.text)"))
        return .done
      }
    case .rebuild(let name):
      return try await forEach(name, output) { service in
        let result = try await service.perform { try $0.rebuild { output(.progress(Self.progressText($0))) } }
        output(.line("\(service.mirror.configuration.name)：\(result.text)"))
        return .done
      }
    case .check(let name): return try await forEach(name, output) { try await self.checkMirror($0, output) }
    }
  }

  private func forEach(
    _ name: String?, _ output: Output, _ work: (MirrorService) async throws -> ExitStatus
  ) async throws -> ExitStatus {
    let chosen = mirrors.filter { name == nil || $0.mirror.configuration.name == name }
    guard !chosen.isEmpty else {
      let names = mirrors.map(\.mirror.configuration.name).joined(separator: "、")
      throw MirrorError(
        .unknownName, name.map { "没有叫“\($0)”的镜像" } ?? "没有配置镜像",
        names.isEmpty ? "请在配置里写 [[mirror]]" : "配置里有：\(names)")
    }
    var status = ExitStatus.done
    for service in chosen {
      do {
        let own = try await work(service)
        if own != .done { status = own }
      } catch let error as MirrorError {
        output(.line("\(service.mirror.configuration.name)：\(error)"))
        status = error.exitStatus
      }
    }
    return status
  }

  private func listMirrors(_ output: Output) throws -> ExitStatus {
    if mirrors.isEmpty { output(.line("没有配置镜像")) }
    var status = ExitStatus.done
    for service in mirrors {
      let known = try service.mirror.status()
      output(.line(known.text + "  schema \(service.mirror.configuration.schema)"))
      if known.needsPerson { status = .attention }
    }
    return status
  }

  private func checkMirror(_ service: MirrorService, _ output: Output) async throws -> ExitStatus {
    let check = try await service.perform { try $0.check { output(.progress(Self.progressText($0))) } }
    let verified = check.isVerifiedEngine ? "" : "（本程序没有在这种数据库上验证过）"
    output(.line("\(service.mirror.configuration.name)：\(check.engine)\(verified)"))
    if check.release != check.targetRelease {
      output(.line("  目标停在第 \(check.targetRelease) 次发布，本机是第 \(check.release) 次"))
    }
    for catalogue in check.catalogues {
      let here = "本机 \(catalogue.here.rows) 行 \(Self.hashText(catalogue.here.hash))"
      let there = "目标 \(catalogue.there.rows) 行 \(Self.hashText(catalogue.there.hash))"
      output(.line("  \(catalogue.kind.title)  \(here)  \(there)  \(catalogue.agrees ? "一致" : "不一致")"))
      for (day, sides) in catalogue.days.sorted(by: { $0.key < $1.key }) {
        output(.line("    变更日期 \(day.isEmpty ? "（空）" : day)：本机 \(sides.here.rows) 行，目标 \(sides.there.rows) 行"))
      }
      for (title, keys) in [
        ("目标缺少", catalogue.missing), ("目标多出", catalogue.extra), ("内容不同", catalogue.different),
      ] where !keys.isEmpty {
        output(.line("    \(title)：" + keys.joined(separator: "、")))
      }
    }
    output(.line(check.agrees ? "  一致" : "  不一致；可用 qianzhi mirror sync 或 rebuild 改正"))
    return check.agrees ? .done : .failed
  }

  private static func hashText(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  static func progressText(_ progress: MirrorProgress) -> String {
    let total = max(progress.total, progress.rows)
    let filled = total == 0 ? 20 : min(20, progress.rows * 20 / total)
    return "\(progress.kind.title)  \(progress.rows)/\(total) 行  ["
      + String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled) + "]"
  }
}

extension MirrorStatus {
  /// One line of `status` and `mirror list`.
  var text: String {
    var text = "镜像 \(name)："
    if let error {
      text += error
    } else if !hasStarted {
      text += "还没有写入过"
    } else {
      text += releasesBehind == 0 ? "已跟上" : "落后 \(releasesBehind) 次发布，\(secondsBehind) 秒"
    }
    return text
  }
}

extension MirrorError {
  var exitStatus: ExitStatus {
    switch code {
    case .unreachable: .unreachable
    case .unknownName, .engine, .secret: .usage
    default: .attention
    }
  }
}
