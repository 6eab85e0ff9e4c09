import Foundation

/// Where `--to` points: looked at before anything is written, so that a wrong place is wrong usage whatever is exported.
enum ExportTarget {
  /// - Parameter path: absolute.
  /// - Throws: `AgentError` `.usage` when the file's folder is missing, is none, or cannot be written.
  static func check(_ path: String) throws(AgentError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw AgentError(.usage, "没有文件夹 \(folder)", "请先建立它，或把 --to 换成已有的文件夹")
    }
    guard access(folder, W_OK) == 0 else {
      throw AgentError(.usage, "文件夹 \(folder) 不能写：\(String(cString: strerror(errno)))", "请换一个能写的位置")
    }
    var isTaken: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isTaken), isTaken.boolValue {
      throw AgentError(.usage, "\(path) 是文件夹", "请换一个文件名")
    }
  }
}
