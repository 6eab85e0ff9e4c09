/// Oracle's `(+)` (SQL Language Reference, "Outer Joins"): a condition of WHERE with a marked column belongs to the join of
/// that column's table, which then may be missing.
extension Binder {
  func outerJoined(
    _ parts: [FromPart], _ filter: Expression, _ scope: Scope
  ) throws(SQLError) -> (sql: String, filter: Expression?) {
    for part in parts {
      if case .join = part.item { throw SQLError("42601", "ORA-25156 外连接写法 (+) 不能与 JOIN 同用") }
    }
    var conditions: [Int: [(condition: Expression, needs: Set<Int>)]] = [:]
    var rest: [Expression] = []
    for condition in filter.conjuncts {
      guard condition.contains(where: \.isOuterMark) else {
        rest.append(condition)
        continue
      }
      let (optional, needs) = try sides(of: condition, parts, scope)
      conditions[optional, default: []].append((condition, needs))
    }
    // With nothing to be joined to the mark says nothing.
    for (part, found) in conditions where found.allSatisfy(\.needs.isEmpty) {
      rest += found.map(\.condition)
      conditions[part] = nil
    }
    acceptsOuterMarks = true
    defer { acceptsOuterMarks = false }
    var placed = Set(parts.indices.filter { conditions[$0] == nil })
    var sql = parts.indices.filter(placed.contains).map { parts[$0].sql }.joined(separator: " JOIN ")
    while placed.count < parts.count {
      guard
        let next = parts.indices.first(where: { index in
          !placed.contains(index) && conditions[index]?.allSatisfy { $0.needs.isSubset(of: placed) } == true
        }), let found = conditions[next]
      else { throw SQLError("42601", "ORA-01416 两个表不能互相作 (+) 外连接") }
      var texts: [String] = []
      for item in found { texts.append("(\(try condition(item.condition, scope, isFilter: true).sql))") }
      sql += " LEFT JOIN \(parts[next].sql) ON \(texts.joined(separator: " AND "))"
      placed.insert(next)
    }
    guard !rest.contains(where: { $0.contains(where: \.isOuterMark) }) else {
      throw SQLError("42601", "ORA-01705 (+) 的条件没有引用别的表")
    }
    return (" FROM " + sql, rest.isEmpty ? nil : rest.count == 1 ? rest[0] : .chain(.and, rest))
  }

  /// The part of FROM a condition's marks belong to, and the others it names.
  private func sides(
    of condition: Expression, _ parts: [FromPart], _ scope: Scope
  ) throws(SQLError) -> (optional: Int, needs: Set<Int>) {
    let position = condition.firstOuterMark ?? 1
    if condition.contains(where: { if case .chain(.or, _) = $0 { true } else { false } }) {
      throw SQLError("42601", "ORA-01719 OR 中不能使用外连接写法 (+)", position: position)
    }
    func part(_ entry: Int) -> Int? { parts.firstIndex { $0.entries.contains(entry) } }
    let marked = Set(try scope.entriesNamed(in: .row(condition.outerMarked, position: position)).compactMap(part))
    guard marked.count == 1, let optional = marked.first else {
      throw SQLError("42601", "ORA-01468 一个条件只能有一个外连接的表", position: position)
    }
    return (optional, Set(try scope.entriesNamed(in: condition).compactMap(part)).subtracting([optional]))
  }
}

extension Expression {
  /// The operands of a top-level AND, or the expression itself.
  var conjuncts: [Expression] {
    if case .chain(.and, let operands) = self { operands.flatMap(\.conjuncts) } else { [self] }
  }

  var isOuterMark: Bool {
    if case .outerMark = self { true } else { false }
  }

  fileprivate var outerMarked: [Expression] {
    if case .outerMark(let inner, _) = self { [inner] } else { children.flatMap(\.outerMarked) }
  }

  fileprivate var firstOuterMark: Int? {
    if case .outerMark(_, let position) = self { position } else { children.first(of: \.firstOuterMark) }
  }
}
