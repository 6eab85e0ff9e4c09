import Agent
import ArgumentParser

@main
struct Qianzhi: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qianzhi", abstract: "医保定点前置机代理：目录下载与发布、下载日志、刷卡测试与反结算",
    subcommands: [
      Run.self, Status.self, Sync.self, Import.self, Check.self, Log.self, Release.self, Rejects.self, Mirror.self,
      Swipe.self, Drill.self, SQL.self, User.self, LibraryHostCommand.self,
    ])

  /// Usage errors exit with 2 (operations.md); ArgumentParser's own code for them is 64.
  static func main() async {
    CoreDumps.forbid()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Self.end(with: error)
    }
  }

  private static func end(with error: any Error) -> Never {
    if error is CleanExit || exitCode(for: error) == .success { exit(withError: error) }
    if let code = error as? ExitCode { exit(withError: code) }
    if exitCode(for: error) == .validationFailure {
      Terminal.error(fullMessage(for: error))
      exit(withError: ExitCode(ExitStatus.usage.rawValue))
    }
    let failure = CommandFailure(error)
    Terminal.error(failure.text)
    exit(withError: ExitCode(failure.status.rawValue))
  }
}

/// Options every command takes.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("配置文件（默认：$QIANZHI_CONFIG、./qianzhi.toml、/etc/qianzhi/qianzhi.toml）", valueName: "FILE"))
  var config: String?
}
