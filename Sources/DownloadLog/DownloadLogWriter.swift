import CatalogueStore
import Logging
import Synchronization

/// Brings the dated log files to what the database committed (architecture.md, "The download log is a function of the
/// database"): every piece's bytes at exactly its offset. Doing it again writes the same bytes in the same place.
public final class DownloadLogWriter: Sendable {
  /// The subscriber name under which the newest piece on disk is noted.
  public static let subscriber = "download-log"

  public let directory: String
  let store: CatalogueStore
  private let logger: Logger
  let writing = Mutex(())

  /// - Parameter directory: absolute path of the log folder; made when it is missing (0750, so that a group of its own
  ///   can read it).
  public init(store: CatalogueStore, directory: String, logger: Logger = Logger(label: "download-log")) {
    self.store = store
    self.directory = directory
    self.logger = logger
  }

  /// Writes what committed releases added since the last call, and mends the newest file's tail.
  ///
  /// - Parameter now: milliseconds since 1970 UTC, noted with the position.
  /// - Returns: names of the files written to.
  /// - Throws: why the first file that failed did, after all others; the position stays then.
  @discardableResult
  public func writePending(now: Int64) throws(StoreError) -> [String] {
    try writing.withLock { _ throws(StoreError) in
      try LogFileHandle.makeFolder(directory, mode: 0o750)
      let done = try store.subscriberOffset(Self.subscriber)
      let files = try store.logFiles()
      var written: [String] = []
      var newest = done
      var failure: StoreError?
      for file in files {
        let pieces = try store.logPieces(of: file.name)
        let isPending = pieces.contains { $0.number > done }
        guard isPending || file == files.last else { continue }
        do throws(StoreError) {
          if try bring(file, pieces, done: done) { written.append(file.name) }
        } catch {
          failure = failure ?? error
        }
        newest = max(newest, pieces.map(\.number).max() ?? 0)
      }
      if let failure { throw failure }
      if newest > done { try store.saveSubscriberOffset(Self.subscriber, sequence: newest, now: now) }
      return written
    }
  }

  /// - Returns: whether something was written.
  private func bring(_ file: LogFile, _ pieces: [LogPiece], done: Int64) throws(StoreError) -> Bool {
    let path = "\(directory)/\(file.name)"
    let isNew = !LogFileHandle.exists(path)
    let handle = try LogFileHandle(writing: path, mode: 0o640)
    let size = try handle.size()
    // A file that was deleted or shortened is written again from the first piece it lacks.
    var lacking = pieces.filter { $0.number > done || $0.offset + $0.length > size }
    if size == file.length, lacking.isEmpty { return false }
    // Only their position was not noted, because another file could not be written, or after a crash: they are left alone.
    lacking = try withoutWritten(lacking, handle, file, size: size)
    if size == file.length, lacking.isEmpty {
      try handle.sync()
      return false
    }
    let end = lacking.first?.offset ?? file.length
    if size > end { try setAside(in: handle, from: end, expected: lacking, name: file.name) }
    let header = file.format.header
    if end == Int64(header.count), !header.isEmpty { try handle.write(header, at: 0) }
    var whole = end
    do throws(StoreError) {
      for piece in lacking {
        var offset = piece.offset
        whole = offset
        try store.forEachLogBytes(of: piece) { bytes throws(StoreError) in
          try handle.write(bytes, at: offset)
          offset += Int64(bytes.count)
        }
      }
    } catch {
      // Lines that are not those of the commit are in no file; the pieces before are good. A cut that fails too is told
      // beside what failed first; the next call finds the tail again.
      do throws(StoreError) {
        try handle.cut(to: whole)
      } catch let second {
        logger.error("QZ-L102 写了一半的日志没有截掉，下次写入时再截", metadata: ["文件": "\(file.name)", "错误": "\(second)"])
      }
      throw error
    }
    try handle.sync()
    if isNew { try LogFileHandle.syncFolder(directory) }
    if lacking.contains(where: { $0.number <= done }) {
      logger.warning("QZ-L104 日志文件少了已写过的内容，已按提交的内容补写", metadata: ["文件": "\(file.name)"])
    }
    return !lacking.isEmpty
  }

  /// Cuts the file to its committed end. Bytes beyond it that are the beginning of what comes there were torn off by a
  /// crash; any others are someone else's and are moved to a file beside it.
  private func setAside(
    in handle: LogFileHandle, from end: Int64, expected: [LogPiece], name: String
  ) throws(StoreError) {
    if !(try isBeginning(handle, from: end, of: expected)) {
      let tail = try handle.bytes(from: end)
      let aside = "\(directory)/\(Self.asideName(name))"
      let target = try LogFileHandle(writing: aside, mode: 0o640)
      try target.write(tail, at: try target.size())
      try target.sync()
      try LogFileHandle.syncFolder(directory)
      logger.warning(
        "QZ-L101 日志文件有不属于发布的内容，已移到旁边的文件",
        metadata: ["文件": "\(name)", "移到": "\(Self.asideName(name))", "字节": "\(tail.count)"])
    }
    try handle.cut(to: end)
  }

  /// The pieces after the first ones that are on disk as they were committed.
  private func withoutWritten(
    _ pieces: [LogPiece], _ handle: LogFileHandle, _ file: LogFile, size: Int64
  ) throws(StoreError) -> [LogPiece] {
    let header = file.format.header
    guard try handle.bytes(from: 0, atMost: header.count) == header else { return pieces }
    var written = 0
    for piece in pieces {
      guard piece.offset + piece.length <= size, try isThere(piece, handle) else { break }
      written += 1
    }
    return Array(pieces.dropFirst(written))
  }

  private func isThere(_ piece: LogPiece, _ handle: LogFileHandle) throws(StoreError) -> Bool {
    var offset = piece.offset
    var isEqual = true
    try store.forEachLogBytes(of: piece) { bytes throws(StoreError) in
      guard isEqual else { return }
      isEqual = try handle.bytes(from: offset, atMost: bytes.count) == bytes
      offset += Int64(bytes.count)
    }
    return isEqual
  }

  /// Whether the file's tail is how these pieces begin.
  private func isBeginning(
    _ handle: LogFileHandle, from end: Int64, of pieces: [LogPiece]
  ) throws(StoreError) -> Bool {
    let size = try handle.size()
    var offset = end
    var isEqual = true
    for piece in pieces where isEqual && offset < size {
      try store.forEachLogBytes(of: piece) { bytes throws(StoreError) in
        guard isEqual, offset < size else { return }
        let there = try handle.bytes(from: offset, atMost: bytes.count)
        isEqual = bytes.starts(with: there)
        offset += Int64(bytes.count)
      }
    }
    return isEqual && offset >= size
  }

  /// `下载日志-20210227.txt` → `下载日志-20210227多余.txt`
  static func asideName(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "\(name)多余.txt" }
    return "\(name[..<dot])多余.txt"
  }
}
