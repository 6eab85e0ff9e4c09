import Foundation
import Settlement
import SwipeTest

/// What `qianzhi drill …` asks for.
public enum DrillCommand: Codable, Sendable, Equatable {
  case gates(DrillKind)
  case run(DrillKind, person: String, reason: String)
  case status(json: Bool)
  case report
  case reportPage
  case reportSheets
  case retry(drill: String, by: String)
  case attach(drill: String, by: String, text: String)
  case close(drill: String, by: String, confirmedBy: String, reason: String)
}

extension AgentRuntime {
  func performDrill(_ command: DrillCommand, _ output: Output) async throws -> ExitStatus {
    switch command {
    case .gates(let kind):
      output(.line(configuration.environmentLine))
      let gates = try await drills.gates(kind)
      for gate in gates { output(.line(Self.gateText(gate))) }
      return gates.allSatisfy(\.passed) ? .done : .failed
    case .run(let kind, let person, let reason): return try await runDrill(kind, person, reason, output)
    case .status(let json): return try await showDrills(json: json, output)
    case .report: output(.line(await drills.report().text))
    case .reportPage: output(.line(await drills.report().page))
    case .reportSheets:
      output(.line(String(decoding: try JSONEncoder().encode(await drills.report().sheets), as: UTF8.self)))
    case .retry(let drill, let by):
      output(.line(configuration.environmentLine))
      try await drills.hurry(drill, by: by)
      output(.line("\(drill) 立即再试，结果见 qianzhi drill status"))
    case .attach(let drill, let by, let text):
      output(.line(configuration.environmentLine))
      try await drills.attach(drill, by: by, evidence: text)
      output(.line("\(drill) 已记下依据"))
    case .close(let drill, let by, let confirmedBy, let reason):
      output(.line(configuration.environmentLine))
      try await drills.close(drill, by: by, confirmedBy: confirmedBy, reason: reason)
      output(.line("\(drill) 已由 \(by) 和 \(confirmedBy) 确认关闭"))
    }
    return .done
  }

  private func runDrill(
    _ kind: DrillKind, _ person: String, _ reason: String, _ output: Output
  ) async throws -> ExitStatus {
    output(.line(configuration.environmentLine))
    let watching = Task {
      var shown: Set<String> = []
      while !Task.isCancelled {
        for drill in await drills.status().drills where drill.isOpen || shown.contains(drill.drill) {
          shown.insert(drill.drill)
          for step in drill.steps {
            let text = "\(drill.drill)  \(step.title)  \(step.stateTitle)"
            if shown.insert(text).inserted { output(.line(text)) }
          }
        }
        do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
      }
    }
    defer { watching.cancel() }
    let status = try await drills.runNow(kind, name: person, reason: reason)
    watching.cancel()
    await watching.value
    guard let drill = status.drills.last(where: { $0.kind == kind.rawValue }) else { return .attention }
    output(.line("\(drill.kindTitle) \(drill.drill)：\(drill.result)"))
    for line in drill.handOver + drill.alarms.map({ "警报：\($0)" }) { output(.line(line)) }
    for line in journal.unattendedLines(await swipe.status(), status) { output(.line("要处理：\(line)")) }
    if drill.isOpen { return .attention }
    return drill.result.hasPrefix("完成") && drill.alarms.isEmpty ? .done : .failed
  }

  private func showDrills(json: Bool, _ output: Output) async throws -> ExitStatus {
    let status = await drills.status()
    let unattended = journal.unattendedLines(await swipe.status(), status)
    let damage = await swipe.damageLine()
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      output(.line(String(decoding: try encoder.encode(status), as: UTF8.self)))
    } else {
      output(.line(configuration.environmentLine))
      for line in (damage.map { [$0] } ?? []) + unattended { output(.line("要处理：\(line)")) }
      for drill in status.drills {
        output(.line("\(drill.drill)  \(drill.kindTitle)  \(drill.result)  下一步：\(drill.nextAction)"))
        let remarks = drill.handOver + drill.alarms.map { "警报：\($0)" }
        for line in drill.steps.map({ "\($0.title)  \($0.stateTitle)" }) + remarks { output(.line("    \(line)")) }
      }
      output(.line(status.summary))
    }
    return status.needsAttention || damage != nil || !unattended.isEmpty ? .attention : .done
  }
}

extension DrillRunError {
  var exitStatus: ExitStatus {
    switch self {
    case .gates: .failed
    case .noNationalCentre, .notToday, .nameless, .unknownDrill, .notResolvable: .usage
    case .busy, .request: .attention
    }
  }
}
