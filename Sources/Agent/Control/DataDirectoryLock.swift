import CatalogueStore
import Foundation

/// The one process that works on a data directory. Held until the process ends or `release` is called.
public final class DataDirectoryLock: Sendable {
  /// Another process holds the directory.
  public struct Held: Error, Sendable {
    public let processID: String
    public let directory: String
  }

  private let descriptor: Int32

  /// - Parameter creates: makes the directory (0700) when it is missing; otherwise that is an error, so that who only
  ///   looks leaves nothing behind.
  /// - Throws: `Held`, or `AgentError` when the directory cannot be used.
  public init(directory: String, creates: Bool = true) throws {
    try DataDirectoryUser.check(directory)
    guard creates || access(directory, F_OK) == 0 || errno != ENOENT else {
      throw AgentError(.dataDirectory, "还没有数据目录 \(directory)", "请先启动：qianzhi run；或检查配置中的 data_directory")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: directory, isDirectory: &isFolder), !isFolder.boolValue {
      throw AgentError(.dataDirectory, "数据目录 \(directory) 是一个文件", "请把配置中的 data_directory 换成文件夹")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      let reason = DiskWords.system(Self.systemError(error) ?? errno)
      throw AgentError(.dataDirectory, "数据目录 \(directory) 建不了：\(reason)", "请检查上级目录：要是文件夹，并且可写")
    }
    let path = directory + "/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw AgentError(.dataDirectory, "数据目录 \(directory) 不能写：\(DiskWords.system(errno))", "请检查权限和磁盘")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
      close(descriptor)
      let processID = holder.trimmingCharacters(in: .whitespacesAndNewlines)
      throw Held(processID: processID.isEmpty ? "号未知" : processID, directory: directory)
    }
    // Told to people only. The lock is held without it, and on a full disk a reversal is still owed (settlement.md R17).
    let text = "\(getpid())\n"
    let isWritten = pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count
    ftruncate(descriptor, isWritten ? off_t(text.utf8.count) : 0)
  }

  /// The `errno` inside an error of Foundation's; by the time it is thrown the thread's own is another call's.
  private static func systemError(_ error: any Error) -> Int32? {
    guard let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError, inner.domain == NSPOSIXErrorDomain
    else { return nil }
    return Int32(exactly: inner.code)
  }

  public func release() { flock(descriptor, LOCK_UN) }

  deinit { close(descriptor) }
}
