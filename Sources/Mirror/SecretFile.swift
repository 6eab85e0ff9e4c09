import Foundation

/// A password in a file only the agent's user reads.
enum SecretFile {
  /// Longest password taken, in bytes.
  static let maximumBytes = 1_024

  /// The first line.
  static func read(_ path: String) throws(MirrorError) -> String {
    let attributes: [FileAttributeKey: Any]
    let data: Data
    do {
      attributes = try FileManager.default.attributesOfItem(atPath: path)
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw MirrorError(.secret, "口令文件 \(path) 不能读取", "请建立它，只写一行口令，权限 0600")
    }
    let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
    guard mode & 0o077 == 0 else {
      throw MirrorError(.secret, "口令文件 \(path) 的权限是 0\(String(mode & 0o777, radix: 8))", "请执行 chmod 600 \(path)")
    }
    let line = String(decoding: data, as: UTF8.self).prefix { !$0.isNewline }
    guard !line.isEmpty, line.utf8.count <= maximumBytes else {
      throw MirrorError(.secret, "口令文件 \(path) 的第一行是空的或超过 \(maximumBytes) 字节", "请只写一行口令")
    }
    return String(line)
  }
}
