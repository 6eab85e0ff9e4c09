import Catalogue
import CatalogueStore
import DownloadLog

extension AgentRuntime {
  func listLogs(_ output: Output) throws -> ExitStatus {
    let files = try logReader.files()
    if files.isEmpty { output(.line("还没有下载日志")) }
    var status = ExitStatus.done
    for summary in files {
      guard let bytes = summary.bytesOnDisk else {
        output(.line("\(summary.file.name)  文件不在了（目录 \(logReader.directory)）"))
        status = .attention
        continue
      }
      var parts: [String] = []
      for kind in CatalogueKind.allCases {
        guard let counts = summary.lineCounts[kind] else { continue }
        let verbs = ChangeVerb.allCases.compactMap { verb in counts[verb].map { "\(verb.rawValue) \($0)" } }
        parts.append("\(kind.title) \(verbs.joined(separator: " "))")
      }
      if summary.otherLineCount > 0 { parts.append("其他 \(summary.otherLineCount) 行") }
      output(.line("\(summary.file.name)  \(bytes) 字节  \(parts.joined(separator: "；"))"))
    }
    return status
  }

  func showLog(_ day: CivilDate, _ output: Output) async throws -> ExitStatus {
    let files = try logReader.files(day: day.text)
    guard !files.isEmpty else {
      output(.line("\(day.text) 没有下载日志（那天没有发布）"))
      return .failed
    }
    for file in files {
      var lines = try logReader.lines(of: file)
      while let texts = try lines.next() {
        for text in texts {
          if let line = LogLine(parsing: text) { await output.send(.line(line.text)) }
        }
      }
    }
    return .done
  }
}
