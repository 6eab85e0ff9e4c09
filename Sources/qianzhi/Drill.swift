import Agent
import ArgumentParser
import Settlement

struct Drill: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "演练：电子处方（上传、查询、撤销）和库存上传（上传、删除）",
    subcommands: [Gates.self, Start.self, Status.self, Report.self, Resolve.self])

  /// `prescription` or `stock`.
  struct KindArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("prescription 电子处方，stock 库存", valueName: "KIND")) var name: String

    var kind: DrillKind {
      get throws {
        guard let kind = DrillKind(rawValue: name) else {
          throw ValidationError("没有演练“\(name)”，可写 \(DrillKind.allCases.map(\.rawValue).joined(separator: "、"))")
        }
        return kind
      }
    }

    func validate() throws { _ = try kind }
  }

  struct Gates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "逐项检查能否开始")
    @OptionGroup var options: CommonOptions
    @OptionGroup var kind: KindArgument
    func run() async throws { try await options.perform(.drill(.gates(try kind.kind))) }
  }

  struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "现在演练一次：上传，查询，撤销，直到中心不再有它（正式环境只在 [drill] date 当天）")
    @OptionGroup var options: CommonOptions
    @OptionGroup var kind: KindArgument
    @Option(name: .long, help: ArgumentHelp("谁决定演练，记入账目流水（默认：登录的用户）", valueName: "姓名")) var person: String?
    @Option(name: .long, help: ArgumentHelp("为什么，记入账目流水（默认：手工开始）", valueName: "理由")) var reason: String?

    func run() async throws {
      try await options.perform(
        .drill(
          .run(try kind.kind, person: person ?? CommandEnvironment.userName, reason: reason ?? "手工开始")))
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "现在进行到哪里")
    @OptionGroup var options: CommonOptions
    @Flag(name: .long, help: "JSON") var json = false
    func run() async throws { try await options.perform(.drill(.status(json: json))) }
  }

  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "结果报告；--to 写成可打印的一页（.html），或每步一行的表格（.xlsx）")
    @OptionGroup var options: CommonOptions
    @OptionGroup var report: ReportOptions

    func run() async throws {
      try await report.perform(
        options, text: .drill(.report), page: .drill(.reportPage), sheets: .drill(.reportSheets))
    }
  }

  struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "处理已移交人工的演练：--retry 立即再试，--note 记下依据；由两人确认则关闭")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("演练编号", valueName: "ID")) var drill: String
    @Option(name: .long, help: ArgumentHelp("经办人姓名", valueName: "姓名")) var by: String
    @Option(name: .long, help: ArgumentHelp("第二人姓名", valueName: "姓名")) var confirmedBy: String?
    @Option(name: .long, help: ArgumentHelp("依据", valueName: "理由")) var reason: String?
    @Flag(name: .long, help: "立即再查询或再撤销") var retry = false
    @Option(name: .long, help: ArgumentHelp("记下一句话作为依据，不关闭", valueName: "TEXT")) var note: String?

    func validate() throws {
      guard !(retry && note != nil) else { throw ValidationError("--retry 与 --note 一次只用一种") }
      guard retry || note != nil || (confirmedBy != nil && reason != nil) else {
        throw ValidationError("关闭需要 --confirmed-by 第二人 和 --reason 依据")
      }
      guard !(retry || note != nil) || (confirmedBy == nil && reason == nil) else {
        throw ValidationError("--confirmed-by 和 --reason 只用于关闭，不能与 --retry、--note 同用")
      }
      if by.isEmpty || note?.isEmpty == true { throw ValidationError("姓名和依据不能为空") }
    }

    func run() async throws {
      if retry { return try await options.perform(.drill(.retry(drill: drill, by: by))) }
      if let note { return try await options.perform(.drill(.attach(drill: drill, by: by, text: note))) }
      try await options.perform(
        .drill(.close(drill: drill, by: by, confirmedBy: confirmedBy ?? "", reason: reason ?? "")))
    }
  }
}
