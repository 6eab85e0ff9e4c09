import Settlement
import SettlementJournal
import SwipeTest

extension AgentRuntime {
  func showGates(_ output: Output) async throws -> ExitStatus {
    output(.line(environmentLine))
    let gates = try await swipe.gates()
    for gate in gates { output(.line(Self.gateText(gate))) }
    return gates.allSatisfy(\.passed) ? .done : .failed
  }

  /// Before everything a person decides on (settlement.md: no settlement in the wrong environment by mistake).
  var environmentLine: String { "环境：\(configuration.institution.environment.title)" }

  static func gateText(_ gate: GateResult) -> String {
    let mark = gate.passed ? (gate.isWarning ? "注意" : "通过") : "不过"
    return "[\(mark)] \(gate.name)：\(gate.reason)"
  }

  /// By hand: within an explicit window with `--now`, else only inside the configured one.
  func runSwipe(now: Bool, person: String, reason: String, _ output: Output) async throws -> ExitStatus {
    output(.line(environmentLine))
    let watching = Task {
      var shown: [String: String] = [:]
      while !Task.isCancelled {
        for visit in await swipe.status().visits where visit.isOpen || shown[visit.visit] != nil {
          let text = "\(visit.visit)  卡 \(visit.card)  \(visit.stateTitle)"
          if shown[visit.visit] != text {
            shown[visit.visit] = text
            output(.line(text))
          }
        }
        do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
      }
    }
    defer { watching.cancel() }
    let status: SwipeStatus
    do {
      status =
        now
        ? try await swipe.runNow(name: person, reason: reason)
        : try await swipe.runInWindow(name: person, reason: reason)
    } catch SwipeError.outsideWindow(let words) {
      watching.cancel()
      output(.line(SwipeError.outsideWindow(words).description))
      if configuration.institution.environment == .test {
        output(.line("要现在就做，请用 --now --person 姓名 --reason 理由：打开一个从现在起 60 分钟的窗口"))
      }
      return .usage
    }
    watching.cancel()
    await watching.value
    let run = status.runs.last ?? ""
    for note in status.notes where note.hasPrefix("\(run) 结束：") { output(.line("测试 \(note)")) }
    output(.line(status.summary))
    for line in unattendedLines(status, await drills.status()) { output(.line("要处理：\(line)")) }
    guard status.visits.contains(where: { $0.run == run }) else { return .failed }
    return status.needsAttention || status.visits.contains(where: \.isOpen) ? .attention : .done
  }

  func showSwipe(_ output: Output) async -> ExitStatus {
    let status = await swipe.status()
    output(.line(environmentLine))
    let unattended = unattendedLines(status, await drills.status())
    for line in unattended { output(.line("要处理：\(line)")) }
    for line in SwipeStatusText.lines(status) { output(.line(line)) }
    return status.needsAttention || !unattended.isEmpty ? .attention : .done
  }

  /// The journal as the files have it, cards masked; of a damaged one the records before the damage.
  func showJournal(_ output: Output) async throws -> ExitStatus {
    let (_, records, damage) = try SettlementJournal.openReadable(
      ReadOnlyJournalDisk(try FileJournalDisk(folder: configuration.dataDirectory + "/journal")))
    output(.line(environmentLine))
    let known = KnownNumbers(cards: configuration.loadCards().cards, records: records)
    for (index, record) in records.enumerated() {
      await output.send(.line(JournalText.line(index + 1, record, known: known)))
    }
    if let damage {
      output(.line("以上 \(records.count) 条读得出，到此为止：\(damage)"))
      return .attention
    }
    if records.isEmpty { output(.line("账目流水还是空的")) }
    return .done
  }
}

/// A journal disk that is only read: opening it never mends or grows a file another object writes.
struct ReadOnlyJournalDisk: JournalDisk {
  private let disk: FileJournalDisk

  init(_ disk: FileJournalDisk) { self.disk = disk }

  func segmentNames() throws -> [String] { try disk.segmentNames() }
  func read(_ name: String) throws -> [UInt8] { try disk.read(name) }
  func create(_ name: String) throws {}
  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws {}
  func sync(_ name: String) throws {}
  func syncFolder() throws {}
  func reserve(_ name: String, length: Int) throws {}
  func claim() throws {}
}
