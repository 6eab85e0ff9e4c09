import ArgumentParser
import CentreSimulator
import Dispatch
import Foundation

/// Runs a simulated centre until it is told to stop.
@main
struct CentreSimulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "centre-simulator", abstract: "模拟的医保中心（市统一接口与国家平台），供测试与演示。")

  @Option(help: "127.0.0.1 上的端口；0 为任一空闲端口。")
  var port = 7003

  @Option(help: "中心台账所在文件夹，没有则新建。")
  var data: String

  @Option(help: "目录数据文件夹，内有 baseline/ 与各次发布。不给它也不给 --rows 时用自带样例。")
  var catalogue: String?

  @Option(help: "启动时即发布的批次，逗号分隔。")
  var releases: String?

  @Option(name: .customLong("publish-at"), help: "批次名=2021-03-01T06:00:00（北京时间），到时发布。可重复。")
  var publishAt: [String] = []

  @Option(help: "按此药品行数生成虚构目录（诊疗为四分之一，病种为一半）。")
  var rows: Int?

  @Option(help: "种子：决定流水号、拒绝文字与生成的行。")
  var seed: UInt64 = 1

  @Option(name: .customLong("page-size"), help: "24 交易每页行数（自带样例 100，其余 1000）。")
  var pageSize: Int?

  @Option(help: "故障 交易:第几次:种类，如 05:1:lost-after。可重复。")
  var fault: [String] = []

  @Option(
    name: .customLong("query-after-reversal"),
    help: "冲正之后 43 怎样回答：absent、both 或 original。")
  var queryAfterReversal = "absent"

  @Option(name: .customLong("announced-count"), help: "24 是否给出总条数：total 或 none（该字段为空）。")
  var announcedCount = "total"

  @Option(name: .customLong("national-signature"), help: "国家平台的报文必须带的签名类型，如 SM2；签名本身不验。")
  var nationalSignature: String?

  @Option(name: .customLong("reverse-unknown"), help: "国家平台 2601 冲正一个中心没有的报文：accept 或 refuse。")
  var reverseUnknown = "accept"

  func validate() throws {
    if catalogue != nil && rows != nil { throw ValidationError("--catalogue 与 --rows 只能给一个") }
    if let rows, rows < 1 { throw ValidationError("--rows 至少为 1") }
    if let pageSize, pageSize < 1 { throw ValidationError("--page-size 至少为 1") }
    if !(0...65_535).contains(port) { throw ValidationError("--port 应在 0 到 65535 之间") }
    if !["total", "none"].contains(announcedCount) { throw ValidationError("--announced-count 应为 total 或 none") }
    if QueryAfterReversal(rawValue: queryAfterReversal) == nil {
      throw ValidationError("--query-after-reversal 应为 absent、both 或 original")
    }
    if !["accept", "refuse"].contains(reverseUnknown) { throw ValidationError("--reverse-unknown 应为 accept 或 refuse") }
    _ = try makeConfiguration()
  }

  func run() async throws {
    let simulator = try CentreSimulator(configuration: makeConfiguration())
    let bound = try await simulator.start()
    FileHandle.standardOutput.write(Data("centre-simulator listening on 127.0.0.1:\(bound)\n".utf8))
    await Self.toldToStop()
    await simulator.stop()
  }

  private func makeConfiguration() throws -> SimulatorConfiguration {
    let source: CatalogueSource =
      if let catalogue { .directory(catalogue) } else if let rows { .generated(drugs: rows) } else { .sample }
    var configuration = SimulatorConfiguration(port: port, dataDirectory: data, catalogue: source)
    configuration.releases = (releases ?? "").split(separator: ",").map(String.init)
    configuration.plannedReleases = try publishAt.map { try SimulatorConfiguration.PlannedRelease($0) }
    configuration.seed = seed
    configuration.pageSize = pageSize
    configuration.requiredSignature = nationalSignature
    configuration.faults = try fault.map { try Fault($0) }
    configuration.queryAfterReversal = QueryAfterReversal(rawValue: queryAfterReversal) ?? .absent
    configuration.acceptsUnknownOriginals = reverseUnknown == "accept"
    configuration.announcesCount = announcedCount == "total"
    return configuration
  }

  /// Waits for SIGTERM or SIGINT.
  private static func toldToStop() async {
    let (signals, continuation) = AsyncStream<Void>.makeStream()
    let sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    for await _ in signals { break }
    for source in sources { source.cancel() }
  }
}
