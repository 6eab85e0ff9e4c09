import Agent
import ArgumentParser
import Catalogue

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "按通知的两种方法核对某个变更日期：经 ODBC 计数，数日志行；一致退出码 0，不一致 1")
  @OptionGroup var options: CommonOptions
  @Option(name: .long, help: ArgumentHelp("变更日期", valueName: "yyyyMMdd")) var date: String?
  @Option(name: .long, help: ArgumentHelp("变更时间在这一天及以后，代替 --date", valueName: "yyyyMMdd")) var since: String?
  @Option(name: .long, help: ArgumentHelp("只核对这个目录，可写多次", valueName: "ypml|zlxm|bzml"))
  var catalogue: [CatalogueKind] = []
  @Option(name: .long, help: ArgumentHelp("中心公布的条数；要同时写一个 --catalogue", valueName: "N")) var announced: Int?
  @Flag(name: .long, help: "以 JSON 输出") var json = false

  func validate() throws {
    guard (date == nil) != (since == nil) else { throw ValidationError("请写 --date 或 --since 之一，写法如 --date 20210301") }
    _ = try day()
    if announced != nil && catalogue.count != 1 { throw ValidationError("--announced 要和一个 --catalogue 一起写") }
    if let announced, announced < 0 { throw ValidationError("--announced 不能是负数") }
  }

  private func day() throws -> CivilDate {
    let text = date ?? since ?? ""
    guard let day = CommandText.date(text) else {
      throw ValidationError("--\(date == nil ? "since" : "date") “\(text)”不是日期，写法如 20210301")
    }
    return day
  }

  func run() async throws {
    try await options.perform(
      .check(
        day: try day(), isSince: date == nil, catalogues: catalogue.isEmpty ? CatalogueKind.allCases : catalogue,
        announced: announced, json: json))
  }
}
