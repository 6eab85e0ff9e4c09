import CentreSimulator
import Foundation
import Synchronization

/// A centre with five catalogue rows whose amounts can be worked out by hand, its clock in the test's hands.
final class SmallCentre: Sendable {
  static let visit = "QZ210301060001AAAA"
  /// 2021-03-01 06:00:00 in China.
  static let sixOClock: Int64 = 1_614_549_600

  let folder: String
  let port: Int
  let simulator: CentreSimulator
  private let now: NowBox

  final class NowBox: Sendable {
    private let seconds: Mutex<Int64>
    init(_ seconds: Int64) { self.seconds = Mutex(seconds) }
    var value: Int64 { seconds.withLock { $0 } }
    func advance(_ by: Int64) { seconds.withLock { $0 += by } }
  }

  init(
    folder: String = SmallCentre.newFolder(), _ change: (inout SimulatorConfiguration) -> Void = { _ in }
  ) async throws {
    self.folder = folder
    try Self.writeCatalogue(folder + "/catalogue")
    let now = NowBox(Self.sixOClock)
    self.now = now
    var configuration = SimulatorConfiguration(
      dataDirectory: folder + "/data", catalogue: .directory(folder + "/catalogue"))
    configuration.clock = { now.value }
    change(&configuration)
    simulator = try CentreSimulator(configuration: configuration)
    port = try await simulator.start()
  }

  static func newFolder() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("centre-\(UUID().uuidString)").path
  }

  func stop() async throws {
    await simulator.stop()
    try FileManager.default.removeItem(atPath: folder)
  }

  func advance(_ seconds: Int64) { now.advance(seconds) }

  func call(_ text: String, timeoutSeconds: Int = 10) async -> LoopbackReply {
    await LoopbackClient.call(port, text, timeoutSeconds: timeoutSeconds)
  }

  /// Registers a visit for a card and uploads three rows that come to 44.17 yuan.
  @discardableResult
  func prepare(_ visit: String = SmallCentre.visit, card: String = "T00000001") async -> LoopbackReply {
    _ = await call("02|\(visit)|11|\(card)|001|D1|2021-03-01|A00|0001||||||||1||")
    return await call("04|\(visit)|" + Self.threeRows)
  }

  func settle(_ visit: String = SmallCentre.visit) async -> LoopbackReply {
    await call("05|\(visit)|0|0|0001|0||44.17|3|1|QZ001|||||")
  }

  /// 10 × 3 = 30.00; 0.3333 × 5 = 1.6665, a fen up 1.67; 12.5 × 1 = 12.50.
  static let threeRows = [
    "CF1|2021-03-01 06:00:01|D0000001|H1|甲药|10|3|0|医生|0001|盒|||||001|内科|D1||||1|0",
    "CF1|2021-03-01 06:00:01|D0000002|H2|乙药|0.3333|5|0|医生|0001|片||||1.6665|001|内科|D1||||1|0",
    "CF1|2021-03-01 06:00:01|X0000001|H3|丙项|12.5|1|0|医生|0001|次||||12.50|001|内科|D1||||1|0",
  ].joined(separator: "$")

  /// D0000001 乙类, a tenth self-paid, 9.00 at most; D0000002 甲类; X0000001 自费.
  static func writeCatalogue(_ path: String) throws {
    let drugs = [
      record(55, [0: "D0000001", 2: "甲药", 9: "2", 12: "10", 13: "9.00", 16: "0.1", 29: "2020-01-01"]),
      record(55, [0: "D0000002", 2: "乙药", 9: "1", 16: "0", 29: "2021-01-31"]),
      record(55, [0: "D.000003", 2: "丙药", 9: "1", 16: "0", 29: "2021-02-01"]),
    ]
    let items = [record(73, [0: "X0000001", 2: "丙项", 9: "3", 12: "1", 19: "2020-01-01"])]
    let diseases = [record(8, [0: "J00 03", 1: "感冒", 3: "1", 6: "2020-01-01"])]
    try write(path + "/baseline", ["ypml": drugs, "zlxm": items, "bzml": diseases])
    let changed = record(55, [0: "D0000002", 2: "乙药", 9: "1", 16: "0", 29: "2021-03-01"])
    try write(path + "/release-20210301", ["ypml": [changed, record(55, [0: "D0000004", 29: "2021-03-01"])]])
  }

  static func write(_ folder: String, _ files: [String: [String]]) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, lines) in files {
      try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).txt"))
    }
  }

  static func record(_ width: Int, _ values: [Int: String]) -> String {
    (0..<width).map { values[$0] ?? "" }.joined(separator: "|")
  }
}
