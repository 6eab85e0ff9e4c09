import Agent
import ArgumentParser

struct Mirror: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "把视图写到已有的数据库", subcommands: [List.self, Check.self, Sync.self, Rebuild.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "列出镜像和落后多少")
    @OptionGroup var options: CommonOptions
    func run() async throws { try await options.perform(.mirror(.list)) }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "逐行核对目标与本机，不一致时列出主键")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("镜像的名称；不写是全部", valueName: "NAME")) var name: String?
    func run() async throws { try await options.perform(.mirror(.check(name: name))) }
  }

  struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "现在写到当前发布")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("镜像的名称；不写是全部", valueName: "NAME")) var name: String?
    func run() async throws { try await options.perform(.mirror(.sync(name: name))) }
  }

  struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "在旧表旁边重新写一份，再整体切换")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("镜像的名称", valueName: "NAME")) var name: String
    func run() async throws { try await options.perform(.mirror(.rebuild(name: name))) }
  }
}
