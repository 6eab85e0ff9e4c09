import CentreSimulator
import Foundation
import Testing

/// The shipped binary killed at random moments, started twice and without its port.
@Suite(.serialized) struct SwipeKillTests {
  static let swipe = "hand_over_after_seconds = 600"
  /// What goes wrong in a round beside the kill; the empty one: nothing.
  static let faults = [
    "", "", "05:*:slow:0.3", "05:*:lost-after", "05:*:lost-before", "99:*:slow:0.3", "99:*:lost-after",
    "43:*:slow:0.2", "43:*:lost-after", "05:*:502-after", "05:*:garbage", "05:*:duplicate", "15:*:lost-before",
    "02:*:slow:0.2", "04:*:slow:0.2",
  ]

  static let nationalFaults = [
    "", "2207A:*:slow:0.3", "2207A:*:lost-after", "2207A:*:lost-before", "2208:*:slow:0.3", "2208:*:lost-after",
    "3202:*:slow:0.2", "2207A:*:502-after", "2207A:*:duplicate", "2601:*:lost-after", "2601:*:lost-before",
    "2203A:*:slow:0.2", "9001:*:slow:0.3", "2207A:*:refuse",
  ]

  enum Interface: String, CaseIterable, Sendable {
    case unified, national

    /// Both, or the one that `QIANZHI_KILL_INTERFACE` names.
    static var chosen: [Self] {
      guard let name = ProcessInfo.processInfo.environment["QIANZHI_KILL_INTERFACE"] else { return allCases }
      return Self(rawValue: name).map { [$0] } ?? allCases
    }
  }

  /// `QIANZHI_KILL_ROUNDS` rounds, 20 as a rule and 6 over the national platform; `QIANZHI_KILL_SEED` chooses others.
  @Test(.timeLimit(.minutes(240)), arguments: Interface.chosen)
  func killedAtRandom(interface: Interface) async throws {
    let environment = ProcessInfo.processInfo.environment
    let isNational = interface == .national
    let rounds = environment["QIANZHI_KILL_ROUNDS"].flatMap { Int($0) } ?? (isNational ? 6 : 20)
    let faults = isNational ? Self.nationalFaults : Self.faults
    let seed = environment["QIANZHI_KILL_SEED"].flatMap { UInt64($0) } ?? 1
    var random = RoundRandom(state: seed)
    let installation = try await Installation.make(
      swipe: Self.swipe, centre: isNational ? Installation.nationalCentre : "")
    try await installation.startWithCatalogue()
    for round in 1...rounds {
      let fault = faults[Int(random.next(below: UInt64(faults.count)))]
      let milliseconds = Int(random.next(below: 1800))
      if !fault.isEmpty { try await installation.setFault(fault) }
      async let command = installation.qianzhi(
        "swipe", "run", "--now", "--person", "测试员", "--reason", "第 \(round) 轮", seconds: 200)
      try await Task.sleep(for: .milliseconds(milliseconds))
      try await installation.agent?.killHard()
      // On a busy machine the command comes after the kill and runs the test itself: faults that never end would hold it.
      let clearing = Task {
        try await Task.sleep(for: .seconds(20))
        try await installation.clearFaults()
      }
      _ = try await command
      clearing.cancel()
      if round % 2 == 0 { try await killAgainWhileRecovering(installation, &random) }
      try await installation.clearFaults()
      try await installation.startAgent()
      try await installation.waitUntilDecided()
      let standing = try await installation.centreLedger().standing
      #expect(standing.isEmpty, "seed \(seed) round \(round): \(fault), killed after \(milliseconds) ms")
    }
    try await installation.expectLedgerEven()
    let verified = try await installation.qianzhi("swipe", "journal", "verify")
    #expect(verified.status == 0, "\(verified.output)")
    try await installation.tearDown()
  }

  private func killAgainWhileRecovering(_ installation: Installation, _ random: inout RoundRandom) async throws {
    try await installation.startAgent()
    try await Task.sleep(for: .milliseconds(Int(random.next(below: 900))))
    try await installation.agent?.killHard()
  }

  /// R18: a second process is refused, on the same data directory and on another one with the same journal.
  @Test(.timeLimit(.minutes(2))) func secondInstance() async throws {
    let installation = try await Installation.make(swipe: Self.swipe)
    try await installation.startAgent()
    let second = try await installation.qianzhi("run", seconds: 20)
    #expect(second.status != 0)
    #expect(second.output.contains("已有前置程序在运行"))
    let other = try await Installation.make(swipe: Self.swipe)
    try FileManager.default.createDirectory(atPath: other.dataDirectory, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: other.dataDirectory + "/journal", withDestinationPath: installation.dataDirectory + "/journal")
    let third = try await other.qianzhi("run", seconds: 20)
    #expect(third.status != 0)
    #expect(third.output.contains("QZ-J10"), "\(third.output)")
    try await other.tearDown()
    try await installation.tearDown()
  }

  /// R17: a reversal does not wait for a port.
  @Test(.timeLimit(.minutes(2))) func takenPortAndOpenVisit() async throws {
    let installation = try await Installation.make(swipe: Self.swipe)
    try await installation.startWithCatalogue()
    try await installation.setFault("05:*:slow:1")
    async let command = installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "端口被占", seconds: 60)
    try await installation.waitForRecord("SETTLE_INTENT")
    try await installation.agent?.killHard()
    _ = try await command
    try await installation.clearFaults()
    let listener = try PortListener(port: installation.viewPort)
    try await installation.startAgent()
    #expect(installation.agent?.output.contains("视图不能监听") == true)
    try await installation.waitUntilDecided()
    try await installation.expectLedgerEven()
    listener.stop()
    try await installation.tearDown()
  }
}

/// Somebody else on a port.
struct PortListener {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 && listen(descriptor, 1) == 0
      }
    }
    guard isBound else { throw HarnessError("port \(port) cannot be taken") }
  }

  func stop() { close(descriptor) }
}
