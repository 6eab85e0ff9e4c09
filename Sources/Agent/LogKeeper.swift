import CatalogueStore
import DownloadLog
import Logging
import Synchronization

/// Brings the log folder to what is committed, with each publication, and again while that fails: a folder that is full,
/// gone or unreachable keeps back no publication, and is told by `status` until its files are whole.
final class LogKeeper: Sendable {
  /// Between two tries while files are lacking.
  static let retrySeconds = 60

  private let writer: DownloadLogWriter
  private let reader: DownloadLogReader
  private let logger: Logger
  /// Why the last try failed.
  private let failure = Mutex<String?>(nil)

  init(writer: DownloadLogWriter, reader: DownloadLogReader, logger: Logger) {
    self.writer = writer
    self.reader = reader
    self.logger = logger
  }

  /// One try. The same failure is logged once.
  func bring() {
    var told: String?
    do throws(StoreError) {
      try writer.writePending(now: AgentRuntime.now())
    } catch {
      told = error.description
    }
    let before = failure.withLock { last in
      defer { last = told }
      return last
    }
    guard told != before else { return }
    if let told {
      logger.error("QZ-L103 下载日志没有写成，每 \(Self.retrySeconds) 秒再试", metadata: ["错误": "\(told)"])
    } else {
      logger.notice("下载日志已补写")
    }
  }

  /// Tries again while something is lacking.
  func run() async throws {
    while !Task.isCancelled {
      try await Task.sleep(for: .seconds(Self.retrySeconds))
      await AgentRuntime.blocking { self.runOnce() }
    }
  }

  func runOnce() {
    do throws(StoreError) {
      let hasFailed = failure.withLock { $0 != nil }
      let found = try reader.inspect()
      if hasFailed || !found.isWhole { bring() }
    } catch {
      logger.error("下载日志的状态查不出来", metadata: ["错误": "\(error)"])
    }
  }

  /// - Parameter isRunning: an agent that runs first tries once more, so that what was just published is not told as
  ///   lacking, and what is told is so now.
  func status(isRunning: Bool) throws(StoreError) -> DownloadLogStatus {
    var found = try reader.inspect()
    if !found.isWhole, isRunning {
      bring()
      found = try reader.inspect()
    }
    return DownloadLogStatus(directory: reader.directory, lacking: found.lacking, failure: failure.withLock { $0 })
  }
}

/// The log folder as `status` tells it.
struct DownloadLogStatus: Codable {
  let directory: String
  let lacking: [LogInspection.Lacking]
  /// Why the last try to write failed; `nil` when it did not, or no agent is running.
  let failure: String?

  var needsPerson: Bool { !lacking.isEmpty || failure != nil }

  /// Files named.
  static let shownFiles = 5

  var lines: [String] {
    guard needsPerson else { return [] }
    let names = lacking.prefix(Self.shownFiles).map(\.text).joined(separator: "、")
    let more = lacking.count > Self.shownFiles ? " 等 \(lacking.count) 个文件" : ""
    var lines = ["下载日志：QZ-L103 \(names.isEmpty ? "没有写成" : names + more)（目录 \(directory)）"]
    if let failure { lines.append("  写不成：\(failure)；每 \(LogKeeper.retrySeconds) 秒再试") }
    if !lacking.isEmpty { lines.append("  目录能写之后用 qianzhi log rebuild 补齐，逐字节与原来一致") }
    return lines
  }
}
