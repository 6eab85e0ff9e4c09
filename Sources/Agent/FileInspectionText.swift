import CatalogueStore
import Logging

extension AgentRuntime {
  /// What an operator reads of damaged release files.
  static func lines(_ inspection: FileInspection) -> [String] {
    inspection.rebuilt.map { "QZ-S111 发布文件 \($0) 损坏，已由前一次发布和变更记录重建，逐字节一致；已打开的会话重新连接后生效" }
      + inspection.damaged.map(\.text)
  }

  static func tell(_ inspection: FileInspection, _ logger: Logger) {
    for line in lines(inspection) { logger.error("\(line)") }
  }
}
