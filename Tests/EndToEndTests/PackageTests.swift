import Foundation
import Testing

/// The Debian package of the binary under test: what is in it, and that it runs from where it is unpacked.
@Suite struct PackageTests {
  @Test(.timeLimit(.minutes(4))) func packedAndRun() async throws {
    let folder = NSTemporaryDirectory() + "qz-package-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let made = try await runCommand(
      "\(BuiltBinaries.project)/scripts/package", ["--output", folder, "--no-install"], directory: folder,
      environment: ["QIANZHI_SKIP_BUILD": "yes", "QIANZHI_BINARY": BuiltBinaries.qianzhi], seconds: 180)
    #expect(made.status == 0, "\(made.output)")
    let package = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".deb") })
    let depends = try await runCommand(
      "/usr/bin/dpkg-deb", ["-f", "\(folder)/\(package)", "Depends"], directory: folder)
    for name in ["libsqlite3-0", "libodbc2", "odbc-postgresql", "adduser"] {
      #expect(depends.output.contains(name), "\(depends.output)")
    }
    let root = "\(folder)/root"
    let unpacked = try await runCommand(
      "/usr/bin/dpkg-deb", ["-x", "\(folder)/\(package)", root], directory: folder)
    #expect(unpacked.status == 0, "\(unpacked.output)")
    for file in [
      "lib/systemd/system/qianzhi.service", "etc/qianzhi/qianzhi.toml", "usr/share/qianzhi/odbc-config/odbc.ini",
      "usr/share/doc/qianzhi/docs/configuration.md",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(root)/\(file)"), "\(file)")
    }
    // Every library is the package's own or one of Debian's.
    let libraries = try await runCommand("/usr/bin/ldd", ["\(root)/usr/lib/qianzhi/qianzhi"], directory: folder)
    let places = libraries.output.components(separatedBy: "\n").compactMap { line in
      line.components(separatedBy: "=> ").dropFirst().first?.components(separatedBy: " ").first
    }
    #expect(places.count > 15, "\(libraries.output)")
    for place in places {
      #expect(place.hasPrefix("\(root)/usr/lib/qianzhi/") || place.hasPrefix("/lib/") || place.hasPrefix("/usr/lib/"))
    }
    // The example is a configuration without a mistake.
    let printed = try await runCommand(
      "\(root)/usr/bin/qianzhi", ["run", "--print-config", "--config", "\(root)/etc/qianzhi/qianzhi.toml"],
      directory: folder)
    #expect(printed.status == 0 && printed.output.contains("/var/lib/qianzhi"), "\(printed.output)")
  }

  @Test(.timeLimit(.minutes(1))) func wrongUsage() async throws {
    let result = try await runCommand(
      "\(BuiltBinaries.project)/scripts/package", ["--nosuch"], directory: NSTemporaryDirectory())
    #expect(result.status == 2 && result.output.contains("用法"), "\(result.output)")
  }
}
