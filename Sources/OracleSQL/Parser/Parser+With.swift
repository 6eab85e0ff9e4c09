extension Parser {
  /// `WITH a AS (SELECT …), b (x, y) AS (…) SELECT …`
  mutating func withClause() throws(SQLError) -> SelectStatement {
    advance()
    let isRecursive = isWord("recursive") && !isWord("as", 1) && !isSymbol("(", 1) && accept(word: "recursive")
    var common: [CommonTable] = []
    repeat {
      let position = current.position
      let name = try name()
      var columns: [Name] = []
      if accept(symbol: "(") {
        repeat { columns.append(try self.name()) } while accept(symbol: ",")
        try expect(symbol: ")")
      }
      try expect(word: "as")
      if accept(word: "not") { try expect(word: "materialized") } else { _ = accept(word: "materialized") }
      try expect(symbol: "(")
      let select = try select()
      try expect(symbol: ")")
      common.append(CommonTable(name: name, columns: columns, select: select, position: position))
      guard common.count <= Self.maximumTables else {
        throw SQLError("54001", "WITH 超过 \(Self.maximumTables) 个查询", position: position)
      }
    } while accept(symbol: ",")
    var statement = try select()
    statement.with = common + statement.with
    statement.isRecursive = statement.isRecursive || isRecursive
    return statement
  }
}
