import CatalogueStore
import Foundation
import Logging
import ServiceLifecycle
import SettlementJournal
import SwipeTest

/// `qianzhi run`: the services in order, until SIGTERM or SIGINT.
public enum AgentProcess {
  /// - Throws: what ends the process, for `CommandFailure`.
  public static func run(_ configuration: AgentConfiguration) async throws {
    LoggingSetup.service()
    let logger = Logger(label: "qianzhi")
    let runtime: AgentRuntime
    do {
      runtime = try await AgentRuntime(configuration, logger: logger, isAgent: true)
    } catch let held as DataDirectoryLock.Held {
      throw AgentError(
        .alreadyRunning, "数据目录 \(held.directory) 已有前置程序在运行（进程 \(held.processID)）", "同一目录只能运行一个；用 qianzhi status 查看它")
    } catch {
      await OwedWork.finish(configuration, because: error, logger: logger)
      throw error
    }
    for warning in configuration.warnings() { logger.warning("\(warning)") }
    if let problem = runtime.configuration.loadCards().problem { logger.warning("\(problem)") }
    if let damage = await runtime.swipe.damageLine() { logger.error("\(damage)") }
    runtime.logKeeper.bring()
    do {
      try await startViews(runtime, logger)
      try await serve(runtime, logger)
    } catch {
      await runtime.drills.stop()
      await runtime.swipe.stop()
      await runtime.stopViews()
      try await runtime.close()
      throw error
    }
    await runtime.drills.stop()
    await runtime.swipe.stop()
    await runtime.stopViews()
    try await runtime.close()
    logger.info("已停止")
  }

  /// A port that is taken ends the start, unless a visit or a drill is open or a later question is due: neither waits for a
  /// port (R9, R17). With a damaged journal nothing is undone or asked.
  private static func startViews(_ runtime: AgentRuntime, _ logger: Logger) async throws {
    do {
      try await runtime.startViews()
    } catch {
      guard runtime.swipe.journalDamage == nil, let work = await OwedWork.owed(runtime.swipe, runtime.drills) else {
        throw error
      }
      logger.error("视图不能监听；有\(work)，先完成它", metadata: ["错误": "\(error)"])
    }
  }

  /// The ordered list of services: control socket, log writer, feed, drop folder, swipe test; the last not on a damaged
  /// journal (R20). The first failure stops all.
  private static func serve(_ runtime: AgentRuntime, _ logger: Logger) async throws {
    let systemd = SystemdNotice()
    defer { systemd.stopping() }
    let control = ControlServer(path: runtime.configuration.controlSocketPath, logger: logger) { command, output in
      await runtime.perform(command, output: output)
    }
    var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
      .init(
        service: Loop {
          try await control.run {
            logger.info("前置程序已就绪", metadata: runtime.readyMetadata)
            systemd.ready()
          }
        }),
      .init(service: Loop { await writeLogs(runtime) }),
      .init(service: Loop { try await runtime.logKeeper.run() }),
      .init(service: Loop { try await runtime.inspectRegularly() }),
    ]
    if runtime.configuration.feed.isEnabled { services.append(.init(service: Loop { await runtime.feed.run() })) }
    for mirror in runtime.mirrors { services.append(.init(service: Loop { await mirror.run() })) }
    if let inbox = runtime.dropFolder { services.append(.init(service: Loop { await inbox.run() })) }
    if case .read = runtime.swipe.journalDamage {
      services.append(.init(service: Loop { try await untilReadable(runtime.configuration) }))
    }
    if runtime.swipe.journalDamage == nil {
      services.append(.init(service: Loop { try await runtime.swipe.run() }))
      services.append(.init(service: Loop { try await runtime.drills.run() }))
    }
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint],
      logger: Logger(label: "services", factory: { _ in SwiftLogNoOpLogHandler() }))
    group.maximumGracefulShutdownDuration = .seconds(20)
    try await ServiceGroup(configuration: group).run()
  }

  /// Seconds between two looks at a journal that the disk did not read.
  static let unreadRetrySeconds = 10

  /// A journal that could not be read at the start may hold a reversal that is owed (R17): when the disk reads it again, the
  /// process ends, and the next one goes on with it.
  ///
  /// - Throws: `JournalError.readableAgain` then.
  private static func untilReadable(_ configuration: AgentConfiguration) async throws {
    while true {
      try await Task.sleep(for: .seconds(unreadRetrySeconds))
      if isReadable(configuration.dataDirectory + "/journal") { throw JournalError.readableAgain }
    }
  }

  /// A folder that cannot be looked at is none that can be read.
  private static func isReadable(_ folder: String) -> Bool {
    do {
      let disk = ReadOnlyJournalDisk(try FileJournalDisk(folder: folder))
      if case .read = try SettlementJournal.openReadable(disk).damage { return false }
      return true
    } catch {
      return false
    }
  }

  /// Writes each publication's lines; a failing disk is told and tried again, since the positions are committed.
  private static func writeLogs(_ runtime: AgentRuntime) async {
    for await _ in runtime.store.publications() {
      runtime.store.tellRebuiltFiles(runtime.logger)
      runtime.views.closeOlderReaders()
      await AgentRuntime.blocking { runtime.logKeeper.bring() }
    }
  }

  /// A loop that ends by cancellation, as a service that ends when the process is asked to stop.
  struct Loop: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws {
      try await cancelWhenGracefulShutdown {
        do {
          try await body()
        } catch is CancellationError {
          return
        }
        // A loop that ends by itself waits for the others, unless it failed.
        while !Task.isCancelled {
          do { try await Task.sleep(for: .seconds(3600)) } catch { return }
        }
      }
    }
  }
}
