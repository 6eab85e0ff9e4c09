import Agent
import ArgumentParser

struct Swipe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "刷卡测试与反结算", subcommands: [Gates.self, Start.self, Status.self, Report.self, Resolve.self, Journal.self])

  struct Gates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "逐项检查能否开始")
    @OptionGroup var options: CommonOptions
    func run() async throws { try await options.perform(.swipeGates) }
  }

  struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "在今天配置的窗口内开始；--now 不等窗口，打开一个从现在起 60 分钟的",
      discussion: "不带 --now 时，窗口按配置结束（[swipe_test] date、window）；窗口没开或已过时说明原因并退出，退出码 2。")
    @OptionGroup var options: CommonOptions
    @Flag(name: .long, help: "现在就开始（正式环境只在配置的日期允许）") var now = false
    @Option(name: .long, help: ArgumentHelp("谁决定现在开始，记入账目流水（默认：登录的用户）", valueName: "姓名")) var person: String?
    @Option(name: .long, help: ArgumentHelp("为什么，记入账目流水（默认：手工开始）", valueName: "理由")) var reason: String?

    func run() async throws {
      try await options.perform(
        .swipeRun(now: now, person: person ?? CommandEnvironment.userName, reason: reason ?? "手工开始"))
    }
  }

  struct Journal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "账目流水", subcommands: [Show.self, Verify.self])

    struct Verify: AsyncParsableCommand {
      static let configuration = CommandConfiguration(abstract: "核对每条记录的校验和、摘要链，以及另存的末条摘要")
      @OptionGroup var options: CommonOptions
      func run() async throws { try await options.perform(.swipeJournalVerify) }
    }

    struct Show: AsyncParsableCommand {
      static let configuration = CommandConfiguration(abstract: "逐条显示账目流水，卡号隐去")
      @OptionGroup var options: CommonOptions
      func run() async throws { try await options.perform(.swipeJournal) }
    }
  }
}
