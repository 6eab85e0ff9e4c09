import Catalogue
import CatalogueStore
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
  private let store: CatalogueStore
  private let importing: Importing
  private let now: @Sendable () -> Int64
  private let monotonic: @Sendable () -> Int64
  private let logger: Logger
  private var watch = DropWatch()
  /// Why the folder cannot be used; empty when it can.
  private var lastProblem = ""
  /// Files that were imported or refused and could not be moved away; `nil` until they were read from `agent.sqlite`.
  private var unmoved: [String: Unmoved]?
  /// Files of the last look that are not imported because their names are no UTF-8.
  private var unreadableNames: [String] = []

  private struct Unmoved {
    let file: UnmovedFile
    /// Not before, in milliseconds of the monotonic clock; `nil`: at once.
    var tryAt: Int64?
    var problem = ""
    /// Whether the last listing had it. One that lacks it may be a share's mistake.
    var isThere = true
  }

  /// Between two tries to move a file away.
  static let moveRetryMilliseconds: Int64 = 60_000
  /// Files named by ``problems()``.
  static let shownFiles = 5

  /// What a person has to see to, in lines with their code; empty when the folder works (`status`).
  public func problems() -> [String] {
    var lines = lastProblem.isEmpty ? [] : ["QZ-I130 收件箱 \(files.directory) 不能使用：\(lastProblem)"]
    let there = (unmoved ?? [:]).filter(\.value.isThere).sorted { $0.key < $1.key }
    for (name, unmoved) in there.prefix(Self.shownFiles) {
      lines.append("QZ-I132 收件箱文件 \(name) 已处理（\(unmoved.file.folder)），移不走：\(unmoved.problem)；每分钟再试")
    }
    if there.count > Self.shownFiles { lines.append("QZ-I132 另有 \(there.count - Self.shownFiles) 个文件移不走") }
    return lines + unreadableNamesLines
  }

  private var unreadableNamesLines: [String] {
    guard !unreadableNames.isEmpty else { return [] }
    let shown = unreadableNames.prefix(Self.shownFiles).joined(separator: "、")
    let rest = unreadableNames.count > Self.shownFiles ? " 等" : ""
    return [
      "QZ-I133 收件箱有 \(unreadableNames.count) 个文件的名字不是 UTF-8，没有导入：\(shown)\(rest)；请改名（如只用字母和数字），或让上传软件用 UTF-8 文件名"
    ]
  }

  /// - Parameters:
  ///   - directory: absolute; made when it is missing.
  ///   - store: keeps which files could not be moved away.
  ///   - now: milliseconds since 1970 UTC, for names and reasons.
  ///   - monotonic: milliseconds of a clock that is never set.
  public init(
    directory: String, store: CatalogueStore, now: @escaping @Sendable () -> Int64,
    monotonic: @escaping @Sendable () -> Int64 = { Int64(ProcessInfo.processInfo.systemUptime * 1000) },
    logger: Logger = Logger(label: "drop-folder"), importing: @escaping Importing
  ) {
    self.init(
      files: DropFolderFiles(directory: directory), store: store, now: now, monotonic: monotonic, logger: logger,
      importing: importing)
  }

  init(
    files: DropFolderFiles, store: CatalogueStore, now: @escaping @Sendable () -> Int64,
    monotonic: @escaping @Sendable () -> Int64, logger: Logger = Logger(label: "drop-folder"),
    importing: @escaping Importing
  ) {
    self.files = files
    self.store = store
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
    let look = try files.look()
    let found = look.files
    if look.unreadableNames != unreadableNames {
      unreadableNames = look.unreadableNames
      for line in unreadableNamesLines { logger.error("\(line)") }
    }
    if unmoved == nil {
      let kept = try store.unmovedFiles(in: files.directory)
      unmoved = Dictionary(uniqueKeysWithValues: kept.map { ($0.name, Unmoved(file: $0)) })
    }
    var moved = try moveAgain(found)
    for name in watch.looked(found, now: monotonic()) where !moved.contains(name) && unmoved?[name] == nil {
      if await take(name, look: found[name]) { moved.append(name) }
    }
    return moved
  }

  /// Files that could not be moved when they were done: those that are the same still; another one of the name is a new
  /// file.
  private func moveAgain(_ found: [String: DropWatch.Look]) throws(StoreError) -> [String] {
    var moved: [String] = []
    for (name, kept) in unmoved ?? [:] {
      unmoved?[name]?.isThere = found[name] != nil
      guard let look = found[name] else { continue }
      guard look.bytes == kept.file.bytes, look.modifiedAt == kept.file.modifiedAt else {
        try forget(name)
        continue
      }
      if let tryAt = kept.tryAt, monotonic() < tryAt { continue }
      do {
        try files.move(name, to: kept.file.folder, reason: kept.file.reason, time: mark())
      } catch {
        unmoved?[name]?.tryAt = monotonic() + Self.moveRetryMilliseconds
        unmoved?[name]?.problem = "\(error.localizedDescription)"
        continue
      }
      moved.append(name)
      logger.notice("收件箱文件已移走", metadata: ["文件": "\(name)"])
      try forget(name)
    }
    return moved
  }

  private func forget(_ name: String) throws(StoreError) {
    try store.forgetUnmoved(name, in: files.directory)
    unmoved?[name] = nil
  }

  private func mark() -> String {
    let time = CivilDateTime(unixMilliseconds: now())
    return "\(time.date.compactText)-\(time.timeText.replacing(":", with: ""))"
  }

  /// - Returns: whether the file was moved away.
  private func take(_ name: String, look: DropWatch.Look?) async -> Bool {
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
    let folder = isTaken ? DropFolderFiles.taken : DropFolderFiles.refused
    do {
      try files.move(name, to: folder, reason: lines, time: mark())
      return true
    } catch {
      // Left where it is, and not imported again and again: only the move is tried again.
      watch.tried(name)
      if let look { keep(name, look, folder: folder, reason: lines, problem: "\(error.localizedDescription)") }
      logger.error("QZ-I132 收件箱文件处理后不能移走", metadata: ["文件": "\(name)", "错误": "\(error)"])
      return false
    }
  }

  private func keep(_ name: String, _ look: DropWatch.Look, folder: String, reason: [String], problem: String) {
    let file = UnmovedFile(
      name: name, bytes: look.bytes, modifiedAt: look.modifiedAt, folder: folder, reason: reason)
    unmoved?[name] = Unmoved(file: file, tryAt: monotonic() + Self.moveRetryMilliseconds, problem: problem)
    do throws(StoreError) {
      try store.keepUnmoved(file, in: files.directory, now: now())
    } catch {
      // Known until the next start; then it would be imported again.
      logger.error("QZ-I132 收件箱文件移不走，也没有记下", metadata: ["文件": "\(name)", "错误": "\(error)"])
    }
  }

  /// A spreadsheet that is cut off, or a file that changed while it was read, may still be on its way.
  private func isStillComing(_ error: ImportError, _ name: String) -> Bool {
    if error.code == ImportError.Code.unsteady.rawValue { return true }
    guard error.mayBeIncomplete else { return false }
    return watch.age(name, now: monotonic()) < DropWatch.patienceMilliseconds
  }
}
