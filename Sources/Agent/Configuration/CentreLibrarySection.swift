import Foundation

/// `[centre] library`: the vendor's interface library (centre.md, transport 2).
enum CentreLibrarySection {
  /// `nil` when the centre is reached by `url`; exactly one of the two is given.
  static func read(_ section: ConfigurationSection) throws(ConfigurationError) -> AgentConfiguration.Library? {
    let initialiser: AgentConfiguration.Library.Initialiser = try section.choice("library_init", default: .message)
    guard let path = try section.string("library"), !path.isEmpty else {
      if section.has("library_init") {
        throw section.error("library_init", "只用于厂商接口库", "请同时写 library，或删去这一项")
      }
      return nil
    }
    if let url = try section.string("url"), !url.isEmpty {
      throw section.error("library", "url 和 library 只能写一个", "经 HTTP 连接中心写 url，用厂商接口库写 library")
    }
    guard path.hasPrefix("/") else {
      throw section.error("library", "“\(path)”不是绝对路径", "写法如 library = \"/opt/vendor/libSiInterface.so\"")
    }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw section.error("library", "没有文件 \(path)，或不能读", "请写明厂商接口库（Linux 的 .so 文件）的位置")
    }
    return AgentConfiguration.Library(path: path, initialiser: initialiser)
  }
}
