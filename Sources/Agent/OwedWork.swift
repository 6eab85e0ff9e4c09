import Foundation
import Logging
import ServiceLifecycle
import SettlementJournal
import SwipeTest

/// What is owed to open visits and drills when the rest of the agent does not start, as with an `agent.sqlite` that
/// cannot be opened: a reversal needs the journal and the centre, and waits for nothing else (settlement.md R17, R21).
enum OwedWork {
  /// Then the process ends, so that the next start tries everything again.
  static let longestSeconds = 300

  /// Finishes what is open and asks what R9 asks by now, for `longestSeconds` at most. No new visit or drill begins: there
  /// is no catalogue to take items from.
  ///
  /// - Parameter error: why the agent did not start; the caller ends with it.
  static func finish(_ configuration: AgentConfiguration, because error: any Error, logger: Logger) async {
    // A journal that failed is read again by another process (R3). In a newer program's directory a reversal is owed all the
    // same: R17 stands above leaving it as it is, and a journal of a newer format is refused by its own version.
    guard !(error is JournalError), !(error is SwipeError),
      FileManager.default.fileExists(atPath: configuration.dataDirectory + "/journal")
    else { return }
    do {
      try await attempt(configuration, because: error, logger)
    } catch {
      logger.error("未决的刷卡测试和演练也不能继续", metadata: ["错误": "\(error)"])
    }
  }

  private static func attempt(
    _ configuration: AgentConfiguration, because error: any Error, _ logger: Logger
  ) async throws {
    try await WithoutStore.open(configuration, because: error, logger) { parts in
      guard parts.swipe.journalDamage == nil, let work = await owed(parts.swipe, parts.drills) else { return }
      logger.error("前置程序不能启动；有\(work)，先完成它", metadata: ["错误": "\(error)"])
      try await serve(parts)
      await parts.drills.stop()
      await parts.swipe.stop()
    }
  }

  /// What waits for nothing but the journal and the centre; `nil`: nothing.
  static func owed(_ swipe: SwipeRunner, _ drills: DrillRunner) async -> String? {
    let visits = await swipe.status().visits
    let drills = await drills.status().drills
    if visits.contains(where: \.isOpen) || drills.contains(where: \.isOpen) { return "未决的刷卡测试或演练" }
    return visits.contains(where: \.reviewIsDue) || drills.contains(where: \.reviewIsDue) ? "到期的复查" : nil
  }

  private static func serve(_ parts: JournalParts) async throws {
    let systemd = SystemdNotice()
    systemd.ready()
    defer { systemd.stopping() }
    var group = ServiceGroupConfiguration(
      services: [
        .init(service: AgentProcess.Loop { try await parts.swipe.run() }),
        .init(service: AgentProcess.Loop { try await parts.drills.run() }),
        .init(service: Watch(parts: parts), successTerminationBehavior: .gracefullyShutdownGroup),
      ], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: Logger(label: "services", factory: { _ in SwiftLogNoOpLogHandler() }))
    group.maximumGracefulShutdownDuration = .seconds(20)
    try await ServiceGroup(configuration: group).run()
  }

  /// Ends when nothing is open or due, or when the time is over.
  private struct Watch: Service {
    let parts: JournalParts

    func run() async throws {
      await cancelWhenGracefulShutdown {
        for _ in 0..<longestSeconds {
          guard await owed(parts.swipe, parts.drills) != nil else { return }
          do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
      }
    }
  }
}
