import Catalogue
import CatalogueStore
import DownloadLog

extension AgentRuntime {
  /// Makes log files again; what differed is kept beside them. What is still to be written and cannot be is told behind
  /// it.
  func rebuildLogs(_ day: CivilDate?, _ output: Output) throws -> ExitStatus {
    let rebuilt = try logWriter.rebuild(day: day?.text)
    if rebuilt.isEmpty {
      output(.line("\(day?.text ?? "目前")没有下载日志（没有发布）"))
      return .failed
    }
    var status = ExitStatus.done
    for log in rebuilt {
      switch log.outcome {
      case .whole: output(.line("\(log.file.name)  完好，逐字节一致"))
      case .restored: output(.line("\(log.file.name)  原来不在，已重建（\(log.file.length) 字节）"))
      case .replaced(let kept):
        output(.line("\(log.file.name)  与提交的内容不符，已重建（\(log.file.length) 字节）；原文件改名为 \(kept)"))
      case .failed(let reason):
        output(.line("\(log.file.name)  不能重建，没有改动：\(reason)"))
        status = .failed
      }
    }
    return bringLog(status, output)
  }

  /// `log export`; a piece that cannot be written is told and keeps back no other day.
  func exportLogs(to path: String, _ day: CivilDate?, _ output: Output) throws -> ExitStatus {
    try ExportTarget.check(path)
    let status = bringLog(.done, output)
    let files = try day.map { try logReader.files(day: $0.text) } ?? store.logFiles()
    guard !files.isEmpty else {
      output(.line("\(day?.text ?? "目前")没有下载日志（没有发布）"))
      return .failed
    }
    let counts = try logReader.export(files, to: path)
    let texts = CatalogueKind.allCases.map { "\($0.title) \(counts[$0] ?? 0) 行" }
    output(.line("已导出到 \(path)：\(texts.joined(separator: "，"))"))
    return status
  }
}
