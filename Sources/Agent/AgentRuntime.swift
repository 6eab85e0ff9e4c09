import CatalogueFeed
import CatalogueImport
import CatalogueStore
import CentreClient
import CentreProtocol
import DownloadLog
import Foundation
import Logging
import SwipeTest
import ViewServer

/// The agent's parts over one data directory, put together from the configuration. The caller holds the directory's
/// lock. `run` starts services over it; a command without a running agent uses it directly.
final class AgentRuntime: Sendable {
  let configuration: AgentConfiguration
  let store: CatalogueStore
  let logWriter: DownloadLogWriter
  let logReader: DownloadLogReader
  let logKeeper: LogKeeper
  /// One of each, so that a catalogue page that hangs in a vendor's library does not hold up a reversal.
  let transport: any CentreConnection
  let swipeTransport: any CentreConnection
  /// `nil` with the unified interface.
  let nationalTransport: HTTPNationalTransport?
  let feed: CatalogueFeed
  let dropFolder: DropFolder?
  let swipe: SwipeRunner
  let drills: DrillRunner
  let views: ViewServer
  let audit: AuditLog
  let mirrors: [MirrorService]
  let logger: Logger
  /// `qianzhi run`; else a command that works on the data itself, after which nothing goes on with what is open.
  let isAgent: Bool
  let lock: DataDirectoryLock

  /// Milliseconds since 1970 UTC.
  static let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

  /// - Parameter createsDirectory: the data directory, when it is missing.
  /// - Throws: `DataDirectoryLock.Held`, `StoreError`, `JournalError`, `SwipeError`, `AgentError`.
  init(
    _ configuration: AgentConfiguration, logger: Logger, createsDirectory: Bool = true, isAgent: Bool = false
  ) async throws {
    self.isAgent = isAgent
    self.configuration = configuration
    self.logger = logger
    lock = try DataDirectoryLock(directory: configuration.dataDirectory, creates: createsDirectory)
    let store = try CatalogueStore(directory: configuration.dataDirectory, options: configuration.storeOptions)
    self.store = store
    Self.tell(store.openingInspection, logger)
    logWriter = DownloadLogWriter(store: store, directory: configuration.downloadLog.directory, logger: logger)
    logReader = DownloadLogReader(store: store, directory: configuration.downloadLog.directory)
    logKeeper = LogKeeper(writer: logWriter, reader: logReader, logger: logger)
    let audit = try AuditLog(folder: configuration.dataDirectory + "/audit", logger: logger)
    self.audit = audit
    views = try Self.viewServer(configuration, store: store, audit: audit, logger: logger)
    mirrors = configuration.mirrors.map {
      MirrorService($0, store: store, institution: configuration.institution.code, logger: logger)
    }
    let transport = configuration.centre.connection()
    let swipeTransport = configuration.centre.connection()
    self.transport = transport
    self.swipeTransport = swipeTransport
    let national: HTTPNationalTransport?
    do {
      national = try configuration.nationalTransport()
    } catch {
      try await transport.shutdown()
      try await swipeTransport.shutdown()
      throw error
    }
    nationalTransport = national
    let messages = MessageIDSource(institutionCode: configuration.institution.code)
    feed = CatalogueFeed(
      configuration: configuration.feedConfiguration, transport: transport, store: store,
      national: configuration.nationalCentre(over: national, messages: messages, now: Self.now), now: Self.now,
      logger: logger)
    dropFolder = Self.dropFolder(configuration, store: store, feed: feed, logger: logger)
    do {
      let parts = try await JournalParts(
        configuration, swipe: try configuration.swipeConfiguration(), transport: swipeTransport, national: national,
        messages: messages, items: StoreSwipeItems(store: store, institution: configuration.institution.code),
        headStore: StoreJournalHead(store: store), logger: logger)
      swipe = parts.swipe
      // Commands that only show say so too (R20).
      await swipe.compareHeads()
      drills = parts.drills
    } catch {
      try await national?.shutdown()
      try await transport.shutdown()
      try await swipeTransport.shutdown()
      throw error
    }
  }

  /// Ends what a command started; the data directory is free afterwards.
  func close() async throws {
    try await nationalTransport?.shutdown()
    try await transport.shutdown()
    try await swipeTransport.shutdown()
    lock.release()
  }
}
