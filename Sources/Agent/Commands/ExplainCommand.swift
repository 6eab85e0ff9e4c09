import OracleSQL
import QueryEngine

extension AgentRuntime {
  /// `qianzhi sql --explain`: what becomes of a statement, and how SQLite would find its rows.
  func explain(_ text: String, _ output: Output) throws -> ExitStatus {
    let options = configuration.views.options
    let frontEnd = options.frontEnd(version: "PostgreSQL 15")
    do throws(SQLError) {
      let connection = try QueryConnection(set: store.currentSet, options: options, now: AgentRuntime.now)
      for statement in try frontEnd.parse(text) {
        guard case .query(let query) = try frontEnd.compile(statement) else { continue }
        output(.line("SQLite：\(connection.text(of: query))"))
        for line in try connection.plan(of: query) { output(.line("计划：\(line)")) }
      }
      return .done
    } catch {
      output(.line("\(error.state) \(error.message)" + (error.position.map { "（第 \($0) 个字符）" } ?? "")))
      return .failed
    }
  }
}
