import Agent
import ArgumentParser
import Foundation

extension Swipe {
  struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "处理已移交人工的流水：--query 再问，--reverse 再冲正，--attach、--note 附依据；由两人确认则关闭",
      discussion: "ID 写 journal 时，由两人确认现有资金日志可以接着用（恢复过旧副本之后）。")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("门诊号", valueName: "ID")) var visit: String
    @Option(name: .long, help: ArgumentHelp("经办人姓名", valueName: "姓名")) var by: String
    @Option(name: .long, help: ArgumentHelp("第二人姓名", valueName: "姓名")) var confirmedBy: String?
    @Option(name: .long, help: ArgumentHelp("依据", valueName: "理由")) var reason: String?
    @Flag(name: .long, help: "立即再问中心") var query = false
    @Flag(name: .long, help: "对中心已给出的流水号再发一次冲正") var reverse = false
    @Option(name: .long, help: ArgumentHelp("存下这个文件作为依据，摘要记入账目流水，不关闭", valueName: "FILE")) var attach: String?
    @Option(name: .long, help: ArgumentHelp("记下一句话作为依据，不关闭；可与 --attach 同用", valueName: "TEXT")) var note: String?

    func validate() throws {
      let single = [query, reverse, attach != nil || note != nil].count { $0 }
      guard single <= 1 else { throw ValidationError("--query、--reverse、--attach 或 --note 一次只用一种") }
      guard single == 1 || (confirmedBy != nil && reason != nil) else {
        throw ValidationError("关闭需要 --confirmed-by 第二人 和 --reason 依据")
      }
      guard single == 0 || (confirmedBy == nil && reason == nil) else {
        throw ValidationError("--confirmed-by 和 --reason 只用于关闭，不能与 --query、--reverse、--attach、--note 同用")
      }
      if attach?.isEmpty == true || note?.isEmpty == true || by.isEmpty { throw ValidationError("姓名和依据不能为空") }
    }

    func run() async throws {
      if query { return try await options.perform(.swipeHandle(visit: visit, .query(by: by))) }
      if reverse { return try await options.perform(.swipeHandle(visit: visit, .reverse(by: by))) }
      if let attach {
        let path = URL(fileURLWithPath: attach).standardizedFileURL.path
        return try await options.perform(
          .swipeHandle(visit: visit, .attachFile(by: by, path: path, text: note ?? "")))
      }
      if let note { return try await options.perform(.swipeHandle(visit: visit, .attach(by: by, text: note))) }
      try await options.perform(
        .swipeResolve(visit: visit, by: by, confirmedBy: confirmedBy ?? "", reason: reason ?? ""))
    }
  }
}
