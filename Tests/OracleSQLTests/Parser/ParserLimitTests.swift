import Testing

@testable import OracleSQL

@Suite struct ParserLimitTests {
  private let compiler = Compiler()

  private func state(_ sql: String) -> String? { compiler.error(sql)?.state }
  private func list(_ item: String, _ count: Int, _ separator: String = ", ") -> String {
    Array(repeating: item, count: count).joined(separator: separator)
  }

  @Test func statementBytes() {
    let statement = "select 1 /*中*/ --"
    let padding = String(repeating: "x", count: (1 << 20) - statement.utf8.count)
    #expect(state(statement + padding) == nil)
    #expect(state(statement + padding + "x") == "54000")
  }

  @Test func selectItems() {
    #expect(state("select \(list("1", 1600))") == nil)
    #expect(state("select \(list("1", 1601))") == "54011")
    // A star counts as what it stands for: six columns.
    #expect(state("select \(list("ypml.*", 266)), 1, 2, 3, 4 from ypml") == nil)
    #expect(state("select \(list("ypml.*", 266)), 1, 2, 3, 4, 5 from ypml") == "54011")
  }

  @Test func setBranches() {
    #expect(state(list("select 1", 500, " union all ")) == nil)
    #expect(state(list("select 1", 501, " union all ")) == "54001")
  }

  @Test func tables() {
    #expect(state("select 1 from \(list("dual", 64))") == nil)
    #expect(state("select 1 from \(list("dual", 65))") == "54001")
    #expect(state("select 1 from dual\(list(" cross join dual", 63, ""))") == nil)
    #expect(state("select 1 from dual\(list(" cross join dual", 64, ""))") == "54001")
  }

  @Test func nesting() {
    // The select item itself is one level, the statement another.
    func nested(_ count: Int) -> String {
      "select \(String(repeating: "(", count: count))1\(String(repeating: ")", count: count))"
    }
    #expect(state(nested(48)) == nil)
    #expect(state(nested(49)) == "54001")
    #expect(state("select \(list("not ", 48, "")) true") == nil)
    #expect(state("select \(list("not ", 49, "")) true") == "54001")
    #expect(state("select \(list("- ", 49, "")) 1") == "54001")
  }

  @Test(arguments: [" + 1", " * 1", "::text", " is null = true", " is null"])
  func chainsThatMakeDeepTrees(link: String) {
    #expect(state("select 1\(list(link, 51, ""))") == "54001")
    #expect(state("select 1\(list(link, 200_000 / link.utf8.count, ""))") == "54001")
  }

  @Test func longConjunctionsAndConcatenationsAreBalanced() throws {
    let conjunction = try compiler.sql("select 1 from ypml where \(list("tym = 'a'", 10_000, " or "))")
    #expect(depth(of: conjunction) < 40)
    let concatenation = try compiler.sql("select \(list("tym", 10_000, " || ")) from ypml")
    #expect(depth(of: concatenation) < 20)
    let choices = try compiler.sql("select 1 from ypml where tym in (\(list("1", 10_000)))")
    #expect(depth(of: choices) < 40)
  }

  private func depth(of sql: String) -> Int {
    var open = 0
    var deepest = 0
    for byte in sql.utf8 {
      if byte == UInt8(ascii: "(") { open += 1 } else if byte == UInt8(ascii: ")") { open -= 1 }
      deepest = max(deepest, open)
    }
    return deepest
  }

  /// What is refused for something deep inside is looked for once a level.
  @Test(arguments: [
    ("select 1 from ypml, zlxm where 1 = 1 or tym(+)", "42601"), ("select 1 from ypml where 1 = count(*)", "42803"),
    ("select 1 from ypml where 1 = row_number() over (order by tym)", "42P20"),
  ])
  func placesFoundDeepInside(head: String, expected: String) {
    #expect(state("\(head)\(list(" + 1", 45, ""))") == expected)
  }

  /// Each level doubles what the one inside makes.
  @Test func textThatMultipliesIsRefused() {
    var expression = "tym"
    for _ in 0..<40 { expression = "nullif(\(expression), \(expression.utf8.count < 200_000 ? expression : "tym"))" }
    #expect(state("select \(expression) from ypml") == "54001")
    var nested = "pfj"
    for _ in 0..<40 { nested = "case \(nested) when 1 then 2 when 3 then 4 when 5 then 6 end" }
    #expect(state("select \(nested) from ypml") == "54001")
  }
}
