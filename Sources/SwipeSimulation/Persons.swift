import Settlement
import SwipeTest

/// Two persons who close what was handed over (R19), as the centre told them on the telephone, rightly or not, and who accept
/// an older copy of the journal (R20).
struct Persons {
  static let closings = 3

  private let afterMilliseconds: Int64?
  private let acceptsAfterMilliseconds: Int64?
  private var olderSince: Int64?
  /// An older copy was accepted: from now on its visits may go on.
  private(set) var hasAccepted = false
  private var seen: [String: Int64] = [:]
  private var closed = 0

  init(_ afterSeconds: Int64?, acceptsAfter: Int64? = nil) {
    afterMilliseconds = afterSeconds.map { $0 * 1000 }
    acceptsAfterMilliseconds = acceptsAfter.map { $0 * 1000 }
  }

  /// Accepts a journal that status calls older, so long after it was first seen; the milliseconds until that is due.
  ///
  /// - Parameter now: `VirtualClock.steadyMilliseconds`.
  mutating func accept(_ runner: SwipeRunner?, at now: Int64) async throws -> Int64 {
    guard let acceptsAfterMilliseconds, let runner else { return .max }
    guard await runner.status().attention.contains(where: { $0.hasPrefix("资金日志可能是旧的副本") }) else {
      olderSince = nil
      return .max
    }
    let first = olderSince ?? now
    olderSince = first
    let rest = first + acceptsAfterMilliseconds - now
    guard rest <= 0 else { return rest }
    try await runner.resolve(visit: "journal", by: "甲", confirmedBy: "乙", reason: "已向中心核实")
    hasAccepted = true
    return .max
  }

  /// Closes what is due; the milliseconds until the next is.
  ///
  /// - Parameter now: ``VirtualClock/steadyMilliseconds``.
  mutating func close(_ runner: SwipeRunner?, at now: Int64) async throws -> Int64 {
    guard let afterMilliseconds, closed < Self.closings, let runner else { return .max }
    var wait = Int64.max
    for visit in await runner.status().visits {
      guard visit.handedOver, !visit.handOver.isEmpty else {
        seen[visit.visit] = nil
        continue
      }
      let first = seen[visit.visit] ?? now
      seen[visit.visit] = first
      let rest = first + afterMilliseconds - now
      guard rest <= 0 else {
        wait = min(wait, rest)
        continue
      }
      closed += 1
      seen[visit.visit] = nil
      try await runner.resolve(visit: visit.visit, by: "甲", confirmedBy: "乙", reason: "中心电话确认")
    }
    return wait
  }
}
