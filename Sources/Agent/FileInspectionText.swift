import CatalogueStore
import Logging

extension AgentRuntime {
  /// What an operator reads of damaged release files.
  static func lines(_ inspection: FileInspection) -> [String] {
    inspection.rebuilt.map(FileInspection.text(ofRebuilt:)) + inspection.damaged.map(\.text)
  }

  static func tell(_ inspection: FileInspection, _ logger: Logger) {
    for line in lines(inspection) { logger.error("\(line)") }
  }

  /// Between two looks at the release files while the agent runs.
  static let inspectionSeconds = 3600

  /// Looks at the release files from time to time: HIS reads them on where nothing is published.
  func inspectRegularly() async throws {
    while !Task.isCancelled {
      try await Task.sleep(for: .seconds(Self.inspectionSeconds))
      await inspectOnce()
    }
  }

  func inspectOnce() async {
    do {
      Self.tell(try await Self.blocking { [store] in try store.inspectFiles() }, logger)
    } catch {
      logger.error("发布文件的状态查不出来", metadata: ["错误": "\(error)"])
    }
  }
}
