/// The few operations the journal needs from a folder; `FileJournalDisk` performs them on real files, tests on memory
/// that loses or tears what was not synced.
public protocol JournalDisk {
  /// Names of the segments in the folder, in any order.
  func segmentNames() throws -> [String]
  func read(_ name: String) throws -> [UInt8]
  /// Creates an empty file, readable and writable by its owner only. It must not exist.
  func create(_ name: String) throws
  /// Writes all bytes at `offset`, or throws.
  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws
  /// fdatasync; after it returns, what was written survives a power cut.
  func sync(_ name: String) throws
  /// fsync of the folder: names of new files survive.
  func syncFolder() throws
  /// Reserves space up to `length` bytes; the file may grow to it, reading as zeros.
  func reserve(_ name: String, length: Int) throws
  /// Takes the folder for this process as long as the disk lives (R18, single instance). Called again it says whether
  /// that still holds: the folder and its lock file are the ones that were taken.
  ///
  /// - Throws: `JournalError.inUse` when another process has it.
  func claim() throws
}

/// What went wrong with the money journal. Texts are for operators and begin with a stable code.
public enum JournalError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A write failed; nothing may be sent (R2).
  case write(String)
  /// Space could not be reserved; what is written and what was reserved stays, and it may be tried again (R21).
  case space(String)
  /// A sync failed: the process must exit and read the journal again; never retried (R3).
  case syncFailed(String)
  /// The journal failed before; this object refuses everything until the process has restarted.
  case broken
  /// A segment's header is not ours or of another version.
  case header(segment: String)
  /// A segment of a later or unknown format.
  case version(segment: String, version: Int)
  /// Another process works on the journal's folder, or the folder was replaced under us.
  case inUse(String)
  /// A record in the middle does not carry its checksum or does not follow its predecessor. Numbers count from 1.
  case damaged(record: Int, segment: String, reason: String)
  /// A record is whole and has no meaning: another version wrote it, or it does not follow from those before it.
  case unreadable(record: Int, reason: String)
  /// Segments are missing or out of order.
  case segments(String)
  case recordTooLong(Int)
  /// The disk does not read a segment, or the folder.
  case read(String)
  /// What `read` told of can be read now: another process goes on with it.
  case readableAgain

  public var description: String {
    switch self {
    case .write(let text): "QZ-J01 日志写入失败：\(text)。没有发送任何请求，请检查磁盘空间"
    case .space(let text): "QZ-J12 日志空间预留不了：\(text)。请腾出磁盘空间，之后自动再试"
    case .syncFailed(let text): "QZ-J02 日志落盘失败：\(text)。进程必须退出重启，由日志恢复"
    case .broken: "QZ-J03 日志此前写入失败，重启之前不再使用"
    case .header(let segment): "QZ-J04 \(segment) 不是本程序的日志，或文件头损坏"
    case .version(let segment, let version): "QZ-J09 \(segment) 的格式版本 \(version) 不认识，请用写它的版本"
    case .inUse(let text): "QZ-J10 资金日志目录被占用：\(text)"
    case .damaged(let record, let segment, let reason):
      "QZ-J05 \(segment) 第 \(record) 条记录损坏：\(reason)。不再刷卡，请保留文件"
    case .unreadable(let record, let reason):
      "QZ-J11 第 \(record) 条记录读不懂：\(reason)。不再刷卡，请保留文件；装过更新的版本时，请用那个版本"
    case .segments(let text): "QZ-J06 日志文件不连续：\(text)"
    case .recordTooLong(let bytes): "QZ-J07 记录 \(bytes) 字节，超过上限"
    case .readableAgain: "QZ-J13 资金日志又能读出，进程重启，由日志恢复"
    case .read(let text): "QZ-J08 日志读取失败：\(text)。不再刷卡，请检查磁盘和文件权限，修好之后程序自动重启接续"
    }
  }
}
