import Catalogue
import CatalogueFeed
import CatalogueImport
import CatalogueStore
import Logging

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
  var importer: CatalogueImporter { Self.importer(configuration, store) }

  private static func importer(_ configuration: AgentConfiguration, _ store: CatalogueStore) -> CatalogueImporter {
    CatalogueImporter(store: store, publishesDespiteRejects: configuration.feed.onRejects == .publish)
  }

  /// The drop folder's service; `nil` when none is configured.
  static func dropFolder(
    _ configuration: AgentConfiguration, store: CatalogueStore, feed: CatalogueFeed, logger: Logger
  ) -> DropFolder? {
    guard let directory = configuration.feed.dropFolder else { return nil }
    let importer = importer(configuration, store)
    return DropFolder(directory: directory, store: store, now: now, logger: logger) { request in
      try await feed.exclusively { try importer.publish(request, now: now) }
    }
  }

  /// Takes a file over between two polls; the log is written before the command ends.
  func importFile(_ order: ImportOrder, _ output: Output) async throws -> ExitStatus {
    let request = CatalogueImporter.Request(
      path: order.path, catalogue: order.catalogue, announced: order.announced, isCodes: order.isCodes)
    let importer = importer
    if feed.status.isPolling { output(.line("正在下载目录，等这次下载结束后导入")) }
    let report = try await feed.exclusively {
      order.isDryRun
        ? try importer.preview(request, now: Self.now) : try importer.publish(request, now: Self.now)
    }
    for line in report.lines { output(.line(line)) }
    if report.problem != nil { return .failed }
    let status = report.rejects.isEmpty ? ExitStatus.done : .attention
    return order.isDryRun ? status : bringLog(status, output)
  }
}
