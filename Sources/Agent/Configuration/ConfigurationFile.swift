import Catalogue
import Foundation

/// Finds and reads the configuration file.
public enum ConfigurationFile {
  /// `--config`, `$QIANZHI_CONFIG`, `./qianzhi.toml`, `/etc/qianzhi/qianzhi.toml`: the first that exists. One that was
  /// named must exist.
  public static func locate(named: String?, environment: [String: String]) throws(ConfigurationError) -> String {
    if let named = named ?? environment["QIANZHI_CONFIG"] {
      guard FileManager.default.fileExists(atPath: named) else {
        throw ConfigurationError(file: named, line: nil, keyPath: "", problem: "没有这个文件")
      }
      return named
    }
    for candidate in ["qianzhi.toml", "/etc/qianzhi/qianzhi.toml"]
    where FileManager.default.fileExists(atPath: candidate) {
      return candidate
    }
    throw ConfigurationError(
      file: "qianzhi.toml", line: nil, keyPath: "", problem: "找不到配置文件",
      suggestion: "用 --config 指明，或放在当前目录的 qianzhi.toml 或 /etc/qianzhi/qianzhi.toml")
  }

  public static func load(_ path: String) throws(ConfigurationError) -> AgentConfiguration {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(file: path, line: nil, keyPath: "", problem: "读不了这个文件", suggestion: "请检查权限")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ConfigurationError(file: path, line: nil, keyPath: "", problem: "不是 UTF-8 文本", suggestion: "请另存为 UTF-8")
    }
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return try parse(text, file: path, relativeTo: directory)
  }

  /// - Parameter directory: what a relative `data_directory` is relative to: the folder of the configuration file.
  public static func parse(
    _ text: String, file: String, relativeTo directory: String
  ) throws(ConfigurationError) -> AgentConfiguration {
    let document = try ConfigurationDocument(text: text, file: file)
    let root = ConfigurationSection(document: document, path: "", values: document.root)
    func section(_ name: String) throws(ConfigurationError) -> ConfigurationSection {
      try root.table(name) ?? ConfigurationSection(document: document, path: name, values: [:])
    }
    let dataDirectory = absolute(
      try root.requiredString("data_directory", example: "/var/lib/qianzhi"), relativeTo: directory)
    var configuration = AgentConfiguration(
      file: file, dataDirectory: dataDirectory,
      institution: try ConfigurationSections.institution(try section("institution")),
      centre: try ConfigurationSections.centre(try section("centre")),
      feed: try ConfigurationSections.feed(try section("feed"), dataDirectory: dataDirectory),
      views: try ConfigurationSections.views(try section("views"), dataDirectory: dataDirectory),
      downloadLog: try ConfigurationSections.downloadLog(try section("download_log"), dataDirectory: dataDirectory),
      swipeTest: try ConfigurationSections.swipeTest(
        try section("swipe_test"), configurationDirectory: directory))
    try OwnFolders.check(configuration, feed: try section("feed"), downloadLog: try section("download_log"))
    try NationalSettings.checkCode(configuration, try section("institution"))
    try AgentConfiguration.checkWindow(configuration, try section("swipe_test"))
    configuration.drill = try ConfigurationSections.drill(
      try section("drill"), configurationDirectory: directory)
    configuration.unservedConsole = try ConfigurationSections.console(try section("console"))
    configuration.mirrors = try ConfigurationSections.mirrors(
      try root.tables("mirror") ?? [], configurationDirectory: directory)
    try root.refuseUnknownKeys()
    return configuration
  }

  static func absolute(_ path: String, relativeTo directory: String) -> String {
    path.hasPrefix("/") ? path : URL(fileURLWithPath: directory).appendingPathComponent(path).standardizedFileURL.path
  }
}
