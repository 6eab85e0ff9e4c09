import Foundation
import Testing

/// What the shipped binary takes of memory while it downloads, publishes and shows its log does not grow with the
/// catalogue.
@Suite(.serialized) struct FeedMemoryTests {
  /// Sixty thousand rows more are 15 MB of text, and were 120 MiB of memory when a batch was held until it was published.
  @Test(.timeLimit(.minutes(10))) func fourTimesTheRows() async throws {
    let small = try await Self.peakMebibytes(rows: 20_000)
    let large = try await Self.peakMebibytes(rows: 80_000)
    #expect(large - small < 40, "\(small) MiB with 20,000 rows, \(large) MiB with 80,000")
    print("peak \(small) MiB with 20,000 rows, \(large) MiB with 80,000")
  }

  private static func peakMebibytes(rows: Int) async throws -> Double {
    let folder = NSTemporaryDirectory() + "qz-rows-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder + "/baseline", withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) stays: \(error)") }
    }
    try (1...rows).map(row).joined(separator: "\n")
      .write(toFile: folder + "/baseline/ypml.txt", atomically: false, encoding: .utf8)
    let installation = try await Installation.make(
      simulatorArguments: ["--catalogue", folder, "--page-size", "2000"])
    try installation.writeConfiguration(start: "by hand", swipe: "", extra: "[feed]\nenabled = false")
    try await installation.startAgent()
    let sync = try await installation.qianzhi("sync", "--catalogue", "ypml", seconds: 240)
    #expect(sync.status == 0 && sync.output.contains("新增 \(rows) 行"), "\(sync.output)")
    let list = try await installation.qianzhi("log", "list")
    #expect(list.status == 0 && list.output.contains("药品目录 新增 \(rows)"), "\(list.output)")
    let name = try #require(list.output.firstMatch(of: /下载日志-([0-9]{8})\.txt/))
    let log = try await installation.qianzhi("log", "show", String(name.1), seconds: 240)
    #expect(log.status == 0 && log.output.split(separator: "\n").count == rows)
    guard let id = installation.agent?.id else { throw HarnessError("no agent") }
    let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    let kilobytes = try #require(line.split(separator: " ").compactMap { Double($0) }.first)
    try await installation.tearDown()
    return kilobytes / 1024
  }

  private static func row(_ number: Int) -> String {
    var fields = Array(repeating: "", count: 55)
    fields[0] = String(1_000_000_000 + number)
    fields[1] = "测准字H\(10_000_000 + number)"
    fields[2] = "示例药品缓释胶囊（第\(number)号）"
    fields[9] = "1"
    fields[12] = "\(number % 900).50"
    fields[16] = "0.1"
    fields[27] = "示例第\(number % 211)制药有限公司"
    fields[29] = "2021-01-\(10 + number % 20)"
    return fields.joined(separator: "|")
  }
}
