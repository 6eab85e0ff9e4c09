import SwipeTest

extension AgentRuntime {
  func showGates(_ output: Output) async throws -> ExitStatus {
    output(.line(configuration.environmentLine))
    let gates = try await swipe.gates()
    for gate in gates { output(.line(Self.gateText(gate))) }
    return gates.allSatisfy(\.passed) ? .done : .failed
  }

  static func gateText(_ gate: GateResult) -> String {
    let mark = gate.passed ? (gate.isWarning ? "注意" : "通过") : "不过"
    return "[\(mark)] \(gate.name)：\(gate.reason)"
  }

  /// By hand: within an explicit window with `--now`, else only inside the configured one.
  func runSwipe(now: Bool, person: String, reason: String, _ output: Output) async throws -> ExitStatus {
    output(.line(configuration.environmentLine))
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
    let unattended = journal.unattendedLines(status, await drills.status())
    for line in unattended { output(.line("要处理：\(line)")) }
    guard status.visits.contains(where: { $0.run == run }) else { return .failed }
    return status.needsAttention || !unattended.isEmpty || status.visits.contains(where: \.isOpen) ? .attention : .done
  }
}
