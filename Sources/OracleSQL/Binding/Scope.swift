/// The tables names are looked up in: one SELECT's FROM, then the SELECTs around it.
final class Scope {
  struct Column {
    let name: String
    /// As a result column of it is called.
    let shown: String
    let sql: String
    let type: SQLType
    let isHidden: Bool
    let column: SchemaColumn?
  }

  struct Entry {
    /// What qualifies its columns, lower case; `nil` for a subselect without alias.
    let alias: String?
    let schema: String?
    var columns: [Column]
    let isOracle: Bool
  }

  var entries: [Entry] = []
  let parent: Scope?
  /// Rendered GROUP BY expressions; `nil` outside a grouped query.
  var groupedBy: Set<String>?
  /// ROWNUM can be numbered here: in the select list and in ORDER BY of a query without groups.
  var numbersRows = false

  init(parent: Scope?) { self.parent = parent }

  /// Finds a column by its possibly qualified name, in this SELECT or one around it.
  func resolve(_ names: [Name], position: Int) throws(SQLError) -> (column: Column, isOuter: Bool)? {
    let name = Lexer.folded(names[names.count - 1].text)
    let qualifier = names.count > 1 ? Lexer.folded(names[names.count - 2].text) : nil
    let schema = names.count > 2 ? Lexer.folded(names[0].text) : nil
    var found: Column?
    for entry in entries {
      if let qualifier, entry.alias != qualifier { continue }
      if let schema, entry.schema != schema { continue }
      for column in entry.columns where column.name == name {
        if found != nil { throw SQLError("42702", "ORA-00918 列 \(name) 的归属不明确", position: position) }
        found = column
      }
    }
    if let found { return (found, false) }
    guard let outer = try parent?.resolve(names, position: position) else { return nil }
    return (outer.column, true)
  }
}
