import Foundation

/// Files that others lay down or read must not lie among the agent's own: what lies in the drop folder is moved away
/// and imported, and what lies in the log folder is read by others.
enum OwnFolders {
  /// Folders in the data directory that are nobody else's.
  static let names = ["journal", "releases", "staging", "audit"]

  /// - Throws: when the drop folder or the log folder is the data directory, one of its own folders or in one, or when
  ///   one of the two is the other or lies in it.
  static func check(
    _ configuration: AgentConfiguration, feed: ConfigurationSection, downloadLog: ConfigurationSection
  ) throws(ConfigurationError) {
    let data = place(configuration.dataDirectory)
    let log = place(configuration.downloadLog.directory)
    if let own = own(log, in: data) {
      throw downloadLog.error(
        "directory", "下载日志不能写在前置程序自己的文件夹 \(own) 里", "请写一个单独的文件夹，例如 \"目录下载日志\"")
    }
    guard let drop = configuration.feed.dropFolder.map(place) else { return }
    if let own = own(drop, in: data) {
      throw feed.error("drop_folder", "收件箱不能是前置程序自己的文件夹 \(own)", "请写一个单独的文件夹，例如 \"收件箱\"；\"\" 表示不用收件箱")
    }
    if isInside(drop, log) || isInside(log, drop) {
      throw feed.error(
        "drop_folder", "收件箱 \(drop) 和下载日志的文件夹 \(log) 是同一个，或一个在另一个里面",
        "请写一个单独的文件夹，例如 \"收件箱\"：放进收件箱的文件会被导入并移走")
    }
  }

  private static func own(_ folder: String, in data: String) -> String? {
    if folder == data { return data }
    return names.map { "\(data)/\($0)" }.first { isInside(folder, $0) }
  }

  /// Whether a folder is another one or lies in it.
  private static func isInside(_ folder: String, _ other: String) -> Bool {
    folder == other || folder.hasPrefix(other == "/" ? other : other + "/")
  }

  /// A path without links, `.` and `..`, as far as it exists.
  private static func place(_ path: String) -> String {
    var existing = URL(fileURLWithPath: path).standardizedFileURL.path
    var rest: [String] = []
    while existing != "/" {
      if let resolved = realpath(existing, nil) {
        defer { free(resolved) }
        existing = String(cString: resolved)
        break
      }
      let url = URL(fileURLWithPath: existing)
      rest.insert(url.lastPathComponent, at: 0)
      existing = url.deletingLastPathComponent().path
    }
    return rest.reduce(existing) { $0 == "/" ? "/\($1)" : "\($0)/\($1)" }
  }
}
