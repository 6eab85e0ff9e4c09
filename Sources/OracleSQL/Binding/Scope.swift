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
    /// The table's name, for a column of one.
    var table: String?
    /// For `ctid` and ROWID: the number of the row they stand for.
    var rowNumber: String?
    /// A join's USING has one column in place of this and the other side's: it is found by its qualified name only.
    var isCovered = false
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
  /// Of them those that the grouping at hand leaves out: they are NULL (ROLLUP, CUBE, GROUPING SETS).
  var leftOut: Set<String> = []
  /// `WINDOW name AS (…)` of this SELECT.
  var windows: [String: WindowSpecification] = [:]
  /// ROWNUM can be numbered here: in the select list and in ORDER BY of a query without groups.
  var numbersRows = false
  /// In ORDER BY: what the select list calls by a name of its own.
  var aliases: [String: Typed] = [:]
  /// Of these the names of several different columns.
  var ambiguousAliases: Set<String> = []
  /// ROWNUM where rows are numbered before they are grouped.
  var rowNumber: String?
  /// Set where aggregates of aggregates are resolved.
  var nesting: AggregateNesting?
  /// Set in a query with CONNECT BY.
  var hierarchy: HierarchyContext?

  private static let ownersOfDual: Set<String> = ["sys", "public"]

  init(parent: Scope?) { self.parent = parent }

  /// Finds a column by its possibly qualified name, in this SELECT or one around it.
  func resolve(_ names: [Name], position: Int) throws(SQLError) -> (column: Column, isOuter: Bool)? {
    let name = Lexer.folded(names[names.count - 1].text)
    let qualifier = names.count > 1 ? Lexer.folded(names[names.count - 2].text) : nil
    let schema = names.count > 2 ? Lexer.folded(names[0].text) : nil
    var found: Column?
    for entry in entries {
      if let qualifier, entry.alias != qualifier { continue }
      if let schema, entry.schema != schema, !(qualifier == "dual" && Self.ownersOfDual.contains(schema)) { continue }
      for column in entry.columns where column.name == name && (qualifier != nil || !column.isCovered) {
        if found != nil { throw SQLError("42702", "ORA-00918 列 \(name) 的归属不明确", position: position) }
        found = column
      }
    }
    if let found { return (found, false) }
    guard let outer = try parent?.resolve(names, position: position) else { return nil }
    return (outer.column, true)
  }

  /// The places in ``entries`` whose columns an expression names, subselects left out.
  func entriesNamed(in expression: Expression) throws(SQLError) -> Set<Int> {
    if case .name(let names, let position) = expression {
      guard try resolve(names, position: position)?.isOuter == false else { return [] }
      let name = Lexer.folded(names[names.count - 1].text)
      let qualifier = names.count > 1 ? Lexer.folded(names[names.count - 2].text) : nil
      return Set(
        entries.indices.filter { index in
          (qualifier == nil || entries[index].alias == qualifier)
            && entries[index].columns.contains { $0.name == name && (qualifier != nil || !$0.isCovered) }
        })
    }
    var found: Set<Int> = []
    for child in expression.children { found.formUnion(try entriesNamed(in: child)) }
    return found
  }
}
