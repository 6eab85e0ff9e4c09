import Catalogue
import CatalogueImport

/// What `qianzhi import` asks for.
public struct ImportOrder: Codable, Sendable, Equatable {
  /// Absolute: the agent works in another folder.
  public var path: String
  public var catalogue: CatalogueKind?
  public var announced: Int?
  public var isCodes: Bool
  public var isDryRun: Bool

  public init(path: String, catalogue: CatalogueKind?, announced: Int?, isCodes: Bool, isDryRun: Bool) {
    self.path = path
    self.catalogue = catalogue
    self.announced = announced
    self.isCodes = isCodes
    self.isDryRun = isDryRun
  }
}

extension AgentRuntime {
  var importer: CatalogueImporter {
    CatalogueImporter(store: store, publishesDespiteRejects: configuration.feed.onRejects == .publish)
  }

  /// Takes a file over between two polls; the log is written before the command ends.
  func importFile(_ order: ImportOrder, _ output: Output) async throws -> ExitStatus {
    let request = CatalogueImporter.Request(
      path: order.path, catalogue: order.catalogue, announced: order.announced, isCodes: order.isCodes)
    let importer = importer
    if feed.status.isPolling { output(.line("正在下载目录，等这次下载结束后导入")) }
    let report = try await feed.exclusively {
      order.isDryRun
        ? try importer.preview(request, now: Self.now()) : try importer.publish(request, now: Self.now())
    }
    for line in report.lines { output(.line(line)) }
    if report.problem != nil { return .failed }
    let status = report.rejects.isEmpty ? ExitStatus.done : .attention
    return order.isDryRun ? status : bringLog(status, output)
  }
}

extension AgentRuntime {
  /// The drop folder's service; `nil` when none is configured.
  var dropFolder: DropFolder? {
    guard let directory = configuration.feed.dropFolder else { return nil }
    let importer = importer
    return DropFolder(directory: directory, now: Self.now, logger: logger) { [feed] request in
      try await feed.exclusively { try importer.publish(request, now: Self.now()) }
    }
  }
}
