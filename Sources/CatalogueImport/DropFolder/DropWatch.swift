/// Decides which files of the drop folder have arrived. A file is ready when it looked the same for a while and its
/// writer let go of it; where nobody can tell whether it did, when it looked the same for a minute. One that was tried is
/// not tried again until it changes.
struct DropWatch {
  /// Whether some process has a file open for writing.
  enum Writing: Equatable {
    case open
    case closed
    /// The system does not tell.
    case unknown
  }

  /// What a look found of one file.
  struct Look: Equatable {
    let bytes: Int
    /// Milliseconds since 1970 UTC.
    let modifiedAt: Int64
    let writing: Writing

    /// Whether it is the file that was looked at before, whoever has it open.
    func isSameFile(_ other: Look) -> Bool { bytes == other.bytes && modifiedAt == other.modifiedAt }

    /// How long nothing about the file must have changed.
    var waitMilliseconds: Int64 { writing == .unknown ? patienceMilliseconds : settleMilliseconds }
  }

  /// A file is ready when nothing about it changed for so long.
  static let settleMilliseconds: Int64 = 4000
  /// A spreadsheet that is not whole, and any file whose writer cannot be asked about, may still be coming for so long
  /// after its last byte.
  static let patienceMilliseconds: Int64 = 60_000

  private struct Seen {
    var look: Look
    /// When it was first seen like this.
    let since: Int64
    var tryAt: Int64
    var isDone = false
  }
  private var files: [String: Seen] = [:]

  /// - Parameter now: milliseconds, of a clock that only runs forward.
  /// - Returns: names that are ready, in order.
  mutating func looked(_ found: [String: Look], now: Int64) -> [String] {
    files = files.filter { found[$0.key] != nil }
    for (name, look) in found where files[name]?.look != look {
      files[name] = Seen(look: look, since: now, tryAt: now + look.waitMilliseconds)
    }
    return files.filter { !$0.value.isDone && $0.value.look.writing != .open && now >= $0.value.tryAt }.keys.sorted()
  }

  /// The file was tried and still lies there.
  mutating func tried(_ name: String) { files[name]?.isDone = true }

  /// The file is to be tried again a little later.
  mutating func postponed(_ name: String, now: Int64) { files[name]?.tryAt = now + Self.settleMilliseconds }

  /// How long nothing about a file changed.
  func age(_ name: String, now: Int64) -> Int64 { files[name].map { now - $0.since } ?? 0 }

  /// Files of programs that are still at work, and hidden ones.
  static func isTemporary(_ name: String) -> Bool {
    let lower = name.lowercased()
    return name.hasPrefix(".") || name.hasPrefix("~") || name.hasSuffix("~")
      || [".part", ".tmp", ".temp", ".crdownload", ".filepart", ".partial", ".download"].contains {
        lower.hasSuffix($0)
      } || name.hasSuffix(DropFolder.reasonSuffix)
  }
}
