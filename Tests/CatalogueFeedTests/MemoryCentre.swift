import CatalogueStore
import CentreProtocol
import Foundation
import Synchronization

/// A centre in memory. It writes its answers with its own code: pages in its own order, continued by field 1 alone.
final class MemoryCentre: CentreTransport {
  enum Fault {
    case notSent
    case answer(String)
    /// Before answering, the catalogue gets another row.
    case addRow(String, catalogue: String)
    /// Before answering, the rows of the code of this one are replaced by it.
    case replaceRow(String, catalogue: String)
    /// The total is said to be so much higher.
    case total(Int)
  }

  struct State {
    /// By 类别; the texts of the rows.
    var rows: [String: [String]] = [:]
    var pageSize = 500
    var requests: [String] = []
    /// By the number of the request, counted from 1.
    var faults: [Int: Fault] = [:]
    /// By the request's text, as long as they stand.
    var standingFaults: [String: Fault] = [:]
    /// How a change date is written.
    var slashDates = false
    /// Time spent answering.
    var busy = Duration.zero
  }

  let state = Mutex(State())

  private static let datePosition = ["1": 29, "2": 19, "3": 6]

  func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
    state.withLock { state in
      state.requests.append(request)
      var extra = 0
      switch state.faults[state.requests.count] ?? state.standingFaults[request] {
      case .notSent: return .notSent("拒绝连接")
      case .answer(let text): return .answer(text, serverDate: nil)
      case .addRow(let row, let catalogue): state.rows[catalogue, default: []].append(row)
      case .replaceRow(let row, let catalogue):
        let code = row.components(separatedBy: "|")[0]
        state.rows[catalogue]?.removeAll { $0.components(separatedBy: "|")[0] == code }
        state.rows[catalogue, default: []].append(row)
      case .total(let more): extra = more
      case nil: break
      }
      let started = ContinuousClock.now
      let text = Self.answer(request, state, extra: extra)
      state.busy += ContinuousClock.now - started
      return .answer(text, serverDate: nil)
    }
  }

  private static func answer(_ request: String, _ state: State, extra: Int) -> String {
    let fields = request.components(separatedBy: "|")
    let position = datePosition[fields[1]]!
    let rows = (state.rows[fields[1]] ?? []).filter {
      let columns = $0.components(separatedBy: "|")
      return columns.count <= position || (columns[position] >= fields[2] && columns[position] <= fields[3])
    }
    var start = 0
    if !fields[4].isEmpty {
      start = (rows.lastIndex { $0.components(separatedBy: "|")[0] == fields[4] } ?? rows.count - 1) + 1
    }
    let page = rows[start..<min(start + state.pageSize, rows.count)].map { row in
      guard state.slashDates else { return row }
      var columns = row.components(separatedBy: "|")
      if columns.count > position { columns[position] = columns[position].replacingOccurrences(of: "-", with: "/") }
      return columns.joined(separator: "|")
    }
    let end = start + page.count >= rows.count ? "1" : "0"
    return "1|\(rows.count + extra)|\(page.count)|\(end)|\(page.isEmpty ? "##" : page.joined(separator: "$"))"
  }

  /// Takes over the rows of a release: a row with a known code is replaced, others are appended.
  func publish(_ catalogue: String, _ rows: [String]) {
    state.withLock { state in
      var places: [String: Int] = [:]
      for (index, row) in (state.rows[catalogue] ?? []).enumerated() {
        places[row.components(separatedBy: "|")[0]] = index
      }
      for row in rows {
        if let place = places[row.components(separatedBy: "|")[0]] {
          state.rows[catalogue]![place] = row
        } else {
          state.rows[catalogue, default: []].append(row)
        }
      }
    }
  }

  /// Requests since the last call of this.
  func takeRequests() -> [String] {
    state.withLock { state in
      defer {
        state.requests = []
        state.faults = [:]
      }
      return state.requests
    }
  }
}

/// A clock that stands where it is put.
final class StandingClock: Sendable {
  private let time: Mutex<Int64>
  init(_ time: Int64) { self.time = Mutex(time) }
  var now: Int64 { time.withLock { $0 } }
  func set(_ now: Int64) { time.withLock { $0 = now } }
  func advance(seconds: Int64) { time.withLock { $0 += seconds * 1000 } }
}

/// A folder that goes with its owner.
final class ScratchFolder: Sendable {
  let path = "\(NSTemporaryDirectory())qianzhi-feed-\(UUID().uuidString)"
  deinit { try? FileManager.default.removeItem(atPath: path) }
}
