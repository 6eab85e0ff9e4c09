import Settlement
import SwipeTest

/// Two persons who close what was handed over (R19), as the centre told them on the telephone, rightly or not.
struct Persons {
  static let closings = 3

  private let afterMilliseconds: Int64?
  private var seen: [String: Int64] = [:]
  private var closed = 0

  init(_ afterSeconds: Int64?) { afterMilliseconds = afterSeconds.map { $0 * 1000 } }

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
