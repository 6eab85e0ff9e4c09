extension Binder {
  func fromItem(_ item: FromItem, _ scope: Scope) throws(SQLError) -> String {
    switch item {
    case .table(let names, let alias, let position): return try table(names, alias, position, scope)
    case .select(let select, let alias, let names, let position):
      try countTable(position: position)
      // As in Oracle, an inline view sees nothing of the statements around it.
      let bound = try self.select(select, parent: nil)
      guard names.count <= bound.columns.count else {
        throw SQLError("42P10", "别名中的列名比查询的列多", position: position)
      }
      var columns = bound.columns
      for (index, name) in names.enumerated() {
        columns[index] = ResultColumn(
          name: name.isQuoted ? name.text : columnName(name.text), type: columns[index].type)
      }
      return "(\(bound.sql)) AS \(addEntry(columns, named: alias, scope))"
    case .unnest(let array, let alias, let column, let position):
      return try unnest(array, alias, column, position, scope)
    case .series(let first, let last, let alias, let column, let position):
      return try seriesTable(first, last, alias, column, position, scope)
    case .join(let kind, let left, let right, let on): return try join(kind, left, right, on, scope)
    }
  }

  private func table(_ names: [Name], _ alias: Name?, _ position: Int, _ scope: Scope) throws(SQLError) -> String {
    try countTable(position: position)
    if names.count == 1, let common = commonTables[Lexer.folded(names[0].text)]?.last {
      return commonTable(common, named: alias ?? names[0], scope)
    }
    guard let table = frontEnd.table(names) else {
      let written = names.map(\.text).joined(separator: ".")
      throw SQLError("42P01", "ORA-00942 表或视图不存在: \(written)", position: position)
    }
    let sqlAlias = nextAlias()
    var columns = table.columns.map { column in
      let plain = "\(sqlAlias).\(column.sqliteName)"
      let isPlace = column.type == .tid
      return Scope.Column(
        name: column.name, shown: columnName(column.name), sql: isPlace ? rowPlace(plain) : plain, type: column.type,
        isHidden: column.isHidden,
        column: column, table: table.name, rowNumber: isPlace ? plain : nil)
    }
    if let place = table.columns.first(where: { $0.type == .tid }), isOracle {
      columns.append(rowIdentifier("\(sqlAlias).\(place.sqliteName)"))
    }
    if let object = table.objectID {
      columns.append(
        Scope.Column(
          name: "tableoid", shown: "tableoid", sql: String(object), type: .oid, isHidden: true, column: nil))
    }
    scope.entries.append(
      .init(
        alias: alias.map { Lexer.folded($0.text) } ?? table.name, schema: alias == nil ? table.schema : nil,
        columns: columns, isOracle: table.dialect == .oracle))
    return "\(table.sqliteName) AS \(sqlAlias)"
  }

  private func commonTable(_ common: CommonTableBinding, named name: Name, _ scope: Scope) -> String {
    "\(common.sqlName) AS \(addEntry(common.columns, named: name, scope))"
  }

  /// Result columns as a table of this SELECT.
  ///
  /// - Returns: the table's name in SQLite's text.
  private func addEntry(_ columns: [ResultColumn], named name: Name?, _ scope: Scope) -> String {
    let sqlAlias = nextAlias()
    let columns = columns.enumerated().map { index, column in
      Scope.Column(
        name: Lexer.folded(column.name), shown: column.name, sql: "\(sqlAlias).c\(index + 1)", type: column.type,
        isHidden: false, column: nil)
    }
    scope.entries.append(
      .init(alias: name.map { Lexer.folded($0.text) }, schema: nil, columns: columns, isOracle: isOracle))
    return sqlAlias
  }
}
