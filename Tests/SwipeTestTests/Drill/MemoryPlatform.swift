import CentreProtocol
import Foundation
import Settlement

@testable import SwipeSimulation

/// The national platform in memory, with faults by the number of the request; it reads JSON with Foundation, as nobody of
/// ours does. Used by one task at a time.
final class MemoryPlatform: NationalTransport, @unchecked Sendable {
  enum Fault: CaseIterable, Sendable {
    case refuse, systemFailure, notSent, lostBefore, lostAfter, late, veryLate, garbage, empty, half, foreign
  }

  struct Upload {
    let serial: String
    let number: String
    var standing = true
  }

  private let clock: VirtualClock
  private let disk: MemoryDisk
  /// By the request's number from 0; 9001 and 9002 are not counted.
  var faults: [Int: Fault] = [:]
  /// By our own number. Deleting stock that is not there succeeds; revoking an unknown prescription is refused.
  private(set) var uploads: [String: Upload] = [:]
  private(set) var violations: [String] = []
  private(set) var requests: [String] = []
  /// Every byte that came.
  private(set) var received = ""
  /// 9001 and 9002, in order.
  private(set) var sessions: [String] = []
  var isSignInDown = false
  /// Numbers without a path.
  var unaddressed: Set<String> = []
  private var messages: Set<String> = []
  private var pending: [(at: Int64, run: () -> Void)] = []

  init(clock: VirtualClock, disk: MemoryDisk) {
    self.clock = clock
    self.disk = disk
  }

  var standing: [String] { uploads.filter(\.value.standing).keys.sorted() }

  var hasQueued: Bool { !pending.isEmpty }

  /// Executes what was queued and is due.
  func deliverLate() {
    let now = clock.now().bootMilliseconds
    let due = pending.filter { $0.at <= now }
    pending.removeAll { $0.at <= now }
    for late in due { late.run() }
  }

  func hasAddress(_ number: String) -> Bool { !unaddressed.contains(number) }

  func call(number: String, body: [UInt8], timeoutSeconds: Int) async -> NationalReply {
    deliverLate()
    received += String(decoding: body, as: UTF8.self)
    guard let envelope = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
      let message = envelope["msgid"] as? String, let input = envelope["input"] as? [String: Any]
    else {
      violations.append("no envelope")
      return .unknown("no envelope")
    }
    if !messages.insert(message).inserted { violations.append("message id \(message) repeated") }
    if !disk.durableContains("message=\(message)") { violations.append("\(number) without a durable intent") }
    clock.advance(200)
    if number == "9001" || number == "9002" { sessions.append(number) }
    if number == "9001" {
      return isSignInDown ? .unknown("超时") : .answer(Self.answer(["signinoutb": ["sign_no": "S\(sessions.count)"]]))
    }
    if number == "9002" { return .answer(Self.answer([:])) }
    let fault = faults[requests.count]
    requests.append(number)
    return deliver(fault, number, input)
  }

  private func deliver(_ fault: Fault?, _ number: String, _ input: [String: Any]) -> NationalReply {
    switch fault {
    case .refuse: return .answer(Self.refusal("FSI-业务不受理"))
    case .notSent: return .notSent("拒绝连接")
    case .lostBefore: return .unknown("超时")
    case .late, .veryLate:
      let wait: Int64 = fault == .late ? 40_000 : 600_000
      pending.append((clock.now().bootMilliseconds + wait, { _ = self.execute(number, input) }))
      return .unknown("超时")
    case .systemFailure, .lostAfter, .garbage, .empty, .half, .foreign, nil: break
    }
    let answer = execute(number, input)
    switch fault {
    case .lostAfter: return .unknown("重置")
    // Executed, as far as anybody knows.
    case .systemFailure: return .answer(Self.refusal("系统繁忙"))
    case .garbage: return .answer([0x00, 0xFF, 0xFE, 0x81])
    case .empty: return .answer([])
    case .half: return .answer(Array(answer.prefix(answer.count / 2)))
    case .foreign:
      return .answer(Self.answer(["data": ["hi_rxno": "RX0", "hosp_rxno": "QD2103010000000000", "rx_stas_codg": "1"]]))
    default: return .answer(answer)
    }
  }

  private func execute(_ number: String, _ input: [String: Any]) -> [UInt8] {
    func value(_ node: String, _ name: String) -> String { (input[node] as? [String: Any])?[name] as? String ?? "" }
    switch number {
    case "9211":
      let own = value("data", "hosp_rxno")
      if uploads[own] != nil { violations.append("\(own) uploaded twice") }
      uploads[own] = Upload(serial: "RX\(uploads.count + 1)", number: number)
      return Self.answer(["hi_rxno": uploads[own]?.serial ?? ""])
    case "9212":
      guard let found = find(value("data", "hi_rxno"), value("data", "hosp_rxno")) else {
        return Self.answer(["data": [Any]()])
      }
      let status = found.upload.standing ? "1" : "3"
      return Self.answer([
        "data": ["hi_rxno": found.upload.serial, "hosp_rxno": found.own, "rx_stas_codg": status]
      ])
    case "9213":
      guard let found = find(value("data", "hi_rxno"), value("data", "hosp_rxno")), found.upload.standing else {
        return Self.refusal("FSI-处方不存在或已撤销")
      }
      uploads[found.own]?.standing = false
      return Self.answer([:])
    case "3507":
      let own = value("data", "fixmedins_bchno")
      if uploads[own] != nil { uploads[own]?.standing = false }
      return Self.answer([:])
    default:
      let node = ["3501": "invinfo", "3503": "purcinfo", "3505": "selinfo"][number] ?? ""
      let own = value(node, "fixmedins_bchno")
      if uploads[own] != nil { violations.append("\(own) uploaded twice") }
      uploads[own] = Upload(serial: "", number: number)
      return Self.answer([:])
    }
  }

  private func find(_ serial: String, _ own: String) -> (own: String, upload: Upload)? {
    uploads.first { serial.isEmpty ? $0.key == own : $0.value.serial == serial }.map { ($0.key, $0.value) }
  }

  static func answer(_ output: [String: Any]) -> [UInt8] {
    json(["infcode": 0, "inf_refmsgid": "5000001", "err_msg": "", "output": output])
  }
  static func refusal(_ words: String) -> [UInt8] {
    json(["infcode": -1, "inf_refmsgid": "5000001", "err_msg": words])
  }

  private static func json(_ object: [String: Any]) -> [UInt8] {
    do { return Array(try JSONSerialization.data(withJSONObject: object)) } catch { return [] }
  }
}
