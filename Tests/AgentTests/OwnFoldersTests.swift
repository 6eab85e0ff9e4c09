import Foundation
import Testing

@testable import Agent

/// What others lay down or read does not lie among the agent's own files.
@Suite struct OwnFoldersTests {
  private func parse(data: String = "/var/lib/qz", drop: String? = nil, log: String? = nil) throws -> AgentConfiguration
  {
    try ConfigurationFile.parse(
      """
      data_directory = "\(data)"
      [institution]
      code = "H1"
      name = "示例医院"
      [centre]
      url = "http://127.0.0.1:7003/"
      [feed]
      \(drop.map { "drop_folder = \"\($0)\"" } ?? "")
      [download_log]
      \(log.map { "directory = \"\($0)\"" } ?? "")
      """, file: "a.toml", relativeTo: "/etc")
  }

  private func refusedKey(data: String = "/var/lib/qz", drop: String? = nil, log: String? = nil) -> String? {
    do {
      _ = try parse(data: data, drop: drop, log: log)
      return nil
    } catch {
      return (error as? ConfigurationError)?.keyPath
    }
  }

  @Test(arguments: [
    "/var/lib/qz", "/var/lib/qz/", ".", "journal", "releases", "staging", "audit", "/var/lib/qz/journal/in",
    "../qz/./audit", "/var/lib/qz/x/../releases/ypml",
  ])
  func theAgentsOwnFoldersAreRefused(folder: String) {
    #expect(refusedKey(drop: folder) == "feed.drop_folder")
    #expect(refusedKey(log: folder) == "download_log.directory")
  }

  @Test(
    arguments: [
      ("in", "in"), ("目录下载日志", nil), ("目录下载日志/in", nil), ("/srv/in", "/srv/in/log"), ("/srv/in/", "/srv/in"),
      (nil, "收件箱/log"), ("/", "/srv/log"),
    ] as [(String?, String?)])
  func oneInsideTheOtherIsRefused(drop: String?, log: String?) {
    #expect(refusedKey(drop: drop, log: log) == "feed.drop_folder")
  }

  @Test(
    arguments: [
      (nil, nil), ("/srv/in", "/srv/in2"), ("journal2", nil), ("", "收件箱"), ("/srv/in", "/srv/log"),
      ("/var/lib/qz2/journal", nil),
    ] as [(String?, String?)])
  func othersAreTaken(drop: String?, log: String?) throws {
    #expect(refusedKey(drop: drop, log: log) == nil)
  }

  /// A link to one of them is that one.
  @Test func linksAreFollowed() throws {
    let base = NSTemporaryDirectory() + "qz-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: base) }
    try FileManager.default.createDirectory(atPath: base + "/data/journal", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: base + "/link", withDestinationPath: base + "/data/journal")
    #expect(refusedKey(data: base + "/data", drop: base + "/link/in") == "feed.drop_folder")
  }
}
