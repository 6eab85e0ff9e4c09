import Catalogue
import CatalogueStore

extension AgentRuntime {
  /// `release diff A B`: each row that differs, and per field old → new.
  func showDifference(_ first: Int64, _ second: Int64, _ output: Output) async throws -> ExitStatus {
    let difference = try await Self.blocking { try self.difference(first, second) }
    output(.line("第 \(first) 次发布 → 第 \(second) 次发布：\(difference.rows.count) 行不同"))
    for kind in CatalogueKind.allCases {
      guard let rows = difference.onlyInOne[kind] else { continue }
      output(.line("\(kind.title)：第 \(min(first, second)) 次发布时还没有，第 \(max(first, second)) 次发布有 \(rows) 行，不逐行列出"))
    }
    for line in Self.incompleteLines(difference) { output(.line(line)) }
    for row in difference.rows {
      let state = row.before == nil ? "增加" : row.after == nil ? "减少" : "不同"
      await output.send(.line("\(row.kind.title) \(row.key.joined(separator: "|"))  \(state)"))
      for field in row.fields { await output.send(.line("    \(field.column)：\(field.old) → \(field.new)")) }
    }
    return .done
  }

  /// What was not compared, and why.
  static func incompleteLines(_ difference: ReleaseDifference) -> [String] {
    CatalogueKind.allCases.filter(difference.notComparable.contains).map {
      "\($0.title)：两次发布之间发布文件损坏，从中心完整下载后重新发布，原来的内容不知道，不能逐行比较"
    }
      + CatalogueKind.allCases.filter(difference.recordOnly.contains).map {
        "\($0.title)：有一次发布的文件已按 keep_releases 清理，只比较了目录记录的字段，没有比较国家编码等其他列"
      }
  }

  func difference(_ first: Int64, _ second: Int64) throws -> ReleaseDifference {
    for number in [first, second] where !(1...max(1, store.currentSet.number)).contains(number) {
      throw AgentError(.usage, "没有第 \(number) 次发布", "用 qianzhi release list 查看")
    }
    if store.currentSet.number == 0 { throw AgentError(.usage, "还没有发布过，无从比较", "先用 qianzhi sync 下载目录") }
    return try store.difference(from: first, to: second)
  }
}
