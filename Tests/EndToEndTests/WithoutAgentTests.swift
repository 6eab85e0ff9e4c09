import Foundation
import Testing

/// Commands over the data directory while no agent runs.
@Suite(.serialized) struct WithoutAgentTests {
  /// `check` and `sql` serve the views themselves, on the directory's socket and nowhere else, and leave nothing behind.
  @Test(.timeLimit(.minutes(3))) func checkAndSQLServeThemselves() async throws {
    let installation = try await Installation.make()
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let check = try await installation.qianzhi("check", "--since", "20210101")
    #expect(check.status == 0 && check.output.contains("方式(1)"), "\(check.output)")
    let sql = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml")
    #expect(sql.status == 0 && sql.output.contains("（1 行）"), "\(sql.output)")
    let wrong = try await installation.qianzhi("sql", "SELECT nosuch FROM bzml")
    #expect(wrong.status == 1 && wrong.output.contains("ORA-00904"), "\(wrong.output)")
    let left = try FileManager.default.contentsOfDirectory(atPath: installation.dataDirectory)
    #expect(!left.contains { $0.hasPrefix(".s.PGSQL") }, "\(left)")
    try await installation.startAgent()
    let served = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml")
    #expect(served.output == sql.output)
    try await installation.tearDown()
  }

  /// Root's files in the directory of the service's user would keep the service from starting.
  @Test(.enabled(if: geteuid() == 0), .timeLimit(.minutes(2))) func rootLeavesAnothersDirectoryAlone() async throws {
    let installation = try await Installation.make()
    let file = installation.directory + "/codes.txt"
    try "1|2\n".write(toFile: file, atomically: true, encoding: .utf8)
    let data = installation.dataDirectory
    let owner = String(cString: try #require(getpwuid(65_534)?.pointee.pw_name))
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
    #expect(chown(data, 65_534, 65_534) == 0)
    for arguments in [
      ["status"], ["import", file, "--codes"], ["sync"], ["check", "--date", "20210301"],
      ["sql", "SELECT 1 FROM dual"],
      ["user", "set-password", "his_interface"], ["run"],
    ] {
      let result = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory)
      #expect(result.status == 2 && result.output.contains("QZ-A013"), "\(arguments): \(result.output)")
      #expect(result.output.contains("sudo -u \(owner) qianzhi"), "\(result.output)")
      let left = FileManager.default.subpaths(atPath: data) ?? []
      #expect(left.isEmpty, "\(arguments): \(left)")
    }
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(1))) func lookingMakesNoDataDirectory() async throws {
    let installation = try await Installation.make()
    for arguments in [["status"], ["log", "list"], ["check", "--date", "20210301"], ["sql", "SELECT 1 FROM dual"]] {
      let result = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory)
      #expect(result.status == 3 && result.output.contains("QZ-A001 还没有数据目录"), "\(arguments): \(result.output)")
      #expect(!FileManager.default.fileExists(atPath: installation.dataDirectory))
    }
    try await installation.tearDown()
  }

  /// Nothing was published: nothing agrees. Exit 4 is the centre's.
  @Test(.timeLimit(.minutes(2))) func checkingWithoutReleaseOrCentre() async throws {
    let installation = try await Installation.make()
    try FileManager.default.createDirectory(
      atPath: installation.dataDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let empty = try await installation.qianzhi("check", "--date", "20210301")
    #expect(empty.status == 1 && empty.output.contains("还没有发布过"), "\(empty.output)")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let agrees = try await installation.qianzhi("check", "--date", "20210301")
    #expect(agrees.status == 0, "\(agrees.output)")
    try await installation.centre.stop()
    let alone = try await installation.qianzhi("check", "--date", "20210301", "--catalogue", "bzml")
    #expect(alone.status == 4 && alone.output.contains("两种方法一致，没有问到中心"), "\(alone.output)")
    let view = try await installation.qianzhi("sql", "SELECT COUNT(*) FROM bzml WHERE kssj = DATE '2021-03-01'")
    let count = try #require(view.output.split(separator: "\n").compactMap { Int($0) }.first)
    for (announced, status) in [(count, 0), (count + 1, 1)] {
      let check = try await installation.qianzhi(
        "check", "--date", "20210301", "--catalogue", "bzml", "--announced", "\(announced)")
      #expect(check.status == status, "\(check.output)")
    }
    try FileManager.default.removeItem(atPath: installation.dataDirectory)
    try FileManager.default.createDirectory(
      atPath: installation.dataDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let neither = try await installation.qianzhi("check", "--date", "20210301")
    #expect(neither.status == 4 && neither.output.contains("不一致"), "\(neither.output)")
    try await installation.tearDown()
  }

  /// What the configuration or the command line has to change is exit 2; what is open stays told.
  @Test(.timeLimit(.minutes(2))) func mistakesOfTheConfiguration() async throws {
    let installation = try await Installation.make()
    let good = try String(contentsOfFile: installation.configPath, encoding: .utf8)
    // The centre listens there.
    let taken = good.replacing(
      "listen = \"127.0.0.1:\(installation.viewPort)\"", with: "listen = \"127.0.0.1:\(installation.centrePort)\"")
    try taken.write(toFile: installation.configPath, atomically: true, encoding: .utf8)
    let port = try await installation.qianzhi("run")
    #expect(port.status == 2 && port.output.contains("QZ-V001"), "\(port.output)")
    let key = installation.directory + "/key.pem"
    for (mode, code) in [(0o644, "QZ-A014"), (0o600, "QZ-V006")] {
      try Data("no key\n".utf8).write(to: URL(fileURLWithPath: key))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
      try good.replacing("[views]", with: "[views]\ntls_certificate = \"\(key)\"\ntls_key = \"\(key)\"").write(
        toFile: installation.configPath, atomically: true, encoding: .utf8)
      let tls = try await installation.qianzhi("run")
      #expect(tls.status == 2 && tls.output.contains(code), "\(tls.output)")
    }
    try good.write(toFile: installation.configPath, atomically: true, encoding: .utf8)
    let missing = try await installation.qianzhi("import", installation.directory + "/nosuch.csv")
    #expect(missing.status == 2 && missing.output.contains("nosuch.csv"), "\(missing.output)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: installation.dataDirectory)
    let status = try await installation.qianzhi("status")
    #expect(status.output.contains("注意：") && status.output.contains("chmod 700"), "\(status.output)")
    try await installation.tearDown()
  }

  /// One exit code for one mistake, whatever is exported, and nothing of a library's own words.
  @Test(.timeLimit(.minutes(2))) func anExportIntoAMissingFolderIsWrongUsage() async throws {
    let installation = try await Installation.make()
    _ = try await installation.qianzhi("sync")
    for arguments in [["log", "export"], ["release", "diff", "1", "1"]] {
      let to = ["--to", installation.directory + "/nosuch/a.xlsx", "--config", installation.configPath]
      let export = try await runCommand(
        BuiltBinaries.qianzhi, arguments + to, directory: installation.directory, seconds: 60)
      #expect(export.status == 2 && export.output.contains("nosuch"), "\(export.output)")
      #expect(!export.output.contains("ERROR"), "\(export.output)")
    }
    let good = try await installation.qianzhi("log", "export", "--to", installation.directory + "/a.xlsx")
    #expect(good.status == 0, "\(good.output)")
    try await installation.tearDown()
  }
}
