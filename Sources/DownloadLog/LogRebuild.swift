import CatalogueStore
import Foundation

/// What `log rebuild` found and did with one file.
public struct RebuiltLog: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// The file is as committed, byte for byte.
    case whole
    /// It was missing.
    case restored
    /// It differed; the file found is kept under this name.
    case replaced(kept: String)
    /// It cannot be made again, for this reason, Chinese with its code; what is there is left as it is.
    case failed(reason: String)
  }
  public let file: LogFile
  public let outcome: Outcome
}

extension DownloadLogWriter {
  /// Makes log files again from the change journal, each piece verified against its committed digest: after deletion or
  /// damage the bytes are those that were written first. A file that differs is kept beside the new one. One that cannot
  /// be made again (a first load whose release file is lost) keeps back no other.
  ///
  /// - Parameter day: `yyyy-MM-dd`; `nil` for all files.
  public func rebuild(day: String?) throws(StoreError) -> [RebuiltLog] {
    try writing.withLock { _ throws(StoreError) in
      try LogFileHandle.makeFolder(directory, mode: 0o750)
      var rebuilt: [RebuiltLog] = []
      for file in try store.logFiles() where day == nil || file.day == day {
        do throws(StoreError) {
          rebuilt.append(RebuiltLog(file: file, outcome: try rebuild(file)))
        } catch {
          rebuilt.append(RebuiltLog(file: file, outcome: .failed(reason: error.description)))
        }
      }
      return rebuilt
    }
  }

  private func rebuild(_ file: LogFile) throws(StoreError) -> RebuiltLog.Outcome {
    let path = "\(directory)/\(file.name)"
    let fresh = "\(directory)/.\(file.name).new"
    try LogFileHandle.remove(fresh)
    do throws(StoreError) {
      try write(file, to: fresh)
    } catch {
      do throws(StoreError) { try LogFileHandle.remove(fresh) } catch let second {
        throw StoreError(error.code, "\(error.text)；\(second.text)")
      }
      throw error
    }
    guard LogFileHandle.exists(path) else {
      try LogFileHandle.rename(fresh, to: path)
      try LogFileHandle.syncFolder(directory)
      return .restored
    }
    if try LogFileHandle.areEqual(path, fresh) {
      try LogFileHandle.remove(fresh)
      return .whole
    }
    let kept = damagedName(file.name)
    try LogFileHandle.keep(path, as: "\(directory)/\(kept)")
    try LogFileHandle.rename(fresh, to: path)
    try LogFileHandle.syncFolder(directory)
    return .replaced(kept: kept)
  }

  private func write(_ file: LogFile, to path: String) throws(StoreError) {
    let handle = try LogFileHandle(writing: path, mode: 0o640)
    try handle.write(file.format.header, at: 0)
    var end = Int64(file.format.header.count)
    for piece in try store.logPieces(of: file.name) {
      guard piece.offset == end else {
        throw StoreError(.damagedLogPiece, "日志文件 \(file.name) 的记录不连续（第 \(end) 字节），数据可能损坏")
      }
      var offset = piece.offset
      try store.forEachLogBytes(of: piece) { bytes throws(StoreError) in
        try handle.write(bytes, at: offset)
        offset += Int64(bytes.count)
      }
      end += piece.length
    }
    guard end == file.length else {
      throw StoreError(.damagedLogPiece, "日志文件 \(file.name) 的记录不完整，数据可能损坏")
    }
    try handle.sync()
  }

  /// `下载日志-20210227.txt` → `下载日志-20210227损坏.txt`, `…损坏2.txt`: a name nobody has.
  private func damagedName(_ name: String) -> String {
    let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 } ?? name.endIndex
    var number = 1
    while true {
      let candidate = "\(name[..<dot])损坏\(number == 1 ? "" : "\(number)")\(name[dot...])"
      if !LogFileHandle.exists("\(directory)/\(candidate)") { return candidate }
      number += 1
    }
  }
}
