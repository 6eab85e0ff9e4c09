import Foundation
import Testing

@testable import Agent

@Suite struct CentreLibrarySectionTests {
  private func parse(_ centre: String) throws -> AgentConfiguration {
    try ConfigurationFile.parse(
      """
      data_directory = "/var/lib/qz"
      [institution]
      code = "H1"
      name = "示例医院"
      [centre]
      \(centre)
      """, file: "a.toml", relativeTo: "/etc")
  }

  private func error(_ centre: String) -> ConfigurationError? {
    do {
      _ = try parse(centre)
      return nil
    } catch {
      return error as? ConfigurationError
    }
  }

  @Test func theLibraryInsteadOfAnAddress() throws {
    let configuration = try parse("library = \"/bin/sh\"\nlibrary_init = \"none\"")
    #expect(configuration.centre.library == AgentConfiguration.Library(path: "/bin/sh", initialiser: .none))
    #expect(configuration.centre.url == "")
    let again = try ConfigurationFile.parse(configuration.effectiveText, file: "a.toml", relativeTo: "/etc")
    #expect(again.effectiveText == configuration.effectiveText)
    #expect(again.centre.library == configuration.centre.library)
    #expect(try parse("library = \"/bin/sh\"").centre.library?.initialiser == .message)
    #expect(try parse("url = \"http://127.0.0.1:1/\"").centre.library == nil)
  }

  @Test(arguments: [
    ("library = \"/bin/sh\"\nurl = \"http://127.0.0.1:1/\"", "centre.library"),
    ("library = \"lib.so\"", "centre.library"),
    ("library = \"/nowhere/lib.so\"", "centre.library"), ("library = 1", "centre.library"),
    ("library = \"/bin/sh\"\nlibrary_init = \"yes\"", "centre.library_init"),
    ("url = \"http://127.0.0.1:1/\"\nlibrary_init = \"none\"", "centre.library_init"), ("library = \"\"", "centre.url"),
    ("operator = \"1\"", "centre.url"),
  ]) func impossibleOnesAreRefusedByKey(_ centre: String, _ keyPath: String) {
    #expect(error(centre)?.keyPath == keyPath)
  }

  @Test func theDropFolder() throws {
    let centre = "url = \"http://127.0.0.1:1/\"\n[feed]\n"
    #expect(try parse("url = \"http://127.0.0.1:1/\"").feed.dropFolder == "/var/lib/qz/收件箱")
    #expect(try parse(centre + "drop_folder = \"/srv/in\"").feed.dropFolder == "/srv/in")
    #expect(try parse(centre + "drop_folder = \"\"").feed.dropFolder == nil)
  }
}
