import Catalogue
import Foundation
import Logging

/// The drop folder (`[feed] drop_folder`): files laid there are imported and moved to `已导入/` or `未导入/`, with
/// `NAME.原因.txt` beside them (centre.md, "Files").
public actor DropFolder {
  /// Imports one file; tests and the agent say how.
  public typealias Importing = @Sendable (CatalogueImporter.Request) async throws -> ImportReport

  public static let reasonSuffix = ".原因.txt"
  /// Seconds between two looks.
  public static let pollSeconds = 3

  private let files: DropFolderFiles
  private let importing: Importing
  private let now: @Sendable () -> Int64
  private let monotonic: @Sendable () -> Int64
  private let logger: Logger
  private var watch = DropWatch()
  private var lastProblem = ""

  /// - Parameters:
  ///   - directory: absolute; made when it is missing.
  ///   - now: milliseconds since 1970 UTC, for names and reasons.
  ///   - monotonic: milliseconds of a clock that is never set.
  public init(
    directory: String, now: @escaping @Sendable () -> Int64,
    monotonic: @escaping @Sendable () -> Int64 = { Int64(ProcessInfo.processInfo.systemUptime * 1000) },
    logger: Logger = Logger(label: "drop-folder"), importing: @escaping Importing
  ) {
    self.init(
      files: DropFolderFiles(directory: directory), now: now, monotonic: monotonic, logger: logger, importing: importing
    )
  }

  init(
    files: DropFolderFiles, now: @escaping @Sendable () -> Int64, monotonic: @escaping @Sendable () -> Int64,
    logger: Logger = Logger(label: "drop-folder"), importing: @escaping Importing
  ) {
    self.files = files
    self.now = now
    self.monotonic = monotonic
    self.logger = logger
    self.importing = importing
  }

  /// Looks until the task is cancelled. A folder that cannot be used is told once and tried again.
  public func run() async {
    while !Task.isCancelled {
      do {
        _ = try await runOnce()
        lastProblem = ""
      } catch {
        let problem = "\(error)"
        if problem != lastProblem {
          logger.error("QZ-I130 收件箱不能使用", metadata: ["文件夹": "\(files.directory)", "错误": "\(problem)"])
        }
        lastProblem = problem
      }
      do { try await Task.sleep(for: .seconds(Self.pollSeconds)) } catch { return }
    }
  }

  /// One look, and the imports of what is ready.
  ///
  /// - Returns: names of the files that were moved away.
  public func runOnce() async throws -> [String] {
    try files.prepare()
    var moved: [String] = []
    for name in watch.looked(try files.look(), now: monotonic()) where await take(name) { moved.append(name) }
    return moved
  }

  /// - Returns: whether the file was moved away.
  private func take(_ name: String) async -> Bool {
    var lines: [String]
    var isTaken = false
    do {
      let report = try await importing(.init(path: "\(files.directory)/\(name)"))
      lines = report.lines
      isTaken = report.isPublished
      logger.notice(
        "收件箱文件\(isTaken ? "已导入" : "未导入")", metadata: ["文件": "\(name)", "发布": "\(report.release ?? 0)"])
    } catch let error as ImportError {
      if isStillComing(error, name) {
        watch.postponed(name, now: monotonic())
        return false
      }
      lines = [error.description]
      logger.error("收件箱文件未导入", metadata: ["文件": "\(name)", "原因": "\(error)"])
    } catch {
      lines = ["QZ-I131 \(error)"]
      logger.error("收件箱文件未导入", metadata: ["文件": "\(name)", "原因": "\(error)"])
    }
    do {
      let time = CivilDateTime(unixMilliseconds: now())
      let mark = "\(time.date.compactText)-\(time.timeText.replacing(":", with: ""))"
      try files.move(
        name, to: isTaken ? DropFolderFiles.taken : DropFolderFiles.refused, reason: lines, time: mark)
      return true
    } catch {
      // Left where it is, and not imported again and again.
      watch.tried(name)
      logger.error("QZ-I132 收件箱文件处理后不能移走", metadata: ["文件": "\(name)", "错误": "\(error)"])
      return false
    }
  }

  /// A spreadsheet that is cut off, or a file that changed while it was read, may still be on its way.
  private func isStillComing(_ error: ImportError, _ name: String) -> Bool {
    if error.code == ImportError.Code.unsteady.rawValue { return true }
    guard error.mayBeIncomplete else { return false }
    return watch.age(name, now: monotonic()) < DropWatch.patienceMilliseconds
  }
}
