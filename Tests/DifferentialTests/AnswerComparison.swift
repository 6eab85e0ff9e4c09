/// Whether two answers to one statement mean the same.
enum AnswerComparison {
  typealias Answer = LibPQConnection.Answer

  /// `nil` when they do, else what differs.
  static func difference(agent: Answer, postgres: Answer, isOrdered: Bool, sql: String) -> String? {
    switch (agent, postgres) {
    case (.refused(let ours, let message), .refused(let theirs, let text)):
      guard ours.prefix(2) == theirs.prefix(2) else { return "agent \(ours) \(message)postgres \(theirs) \(text)" }
      return nil
    case (.refused(let state, let message), .rows): return "agent refuses: \(state) \(message)"
    case (.rows, .refused(let state, let message)): return "postgres refuses: \(state) \(message)"
    case (.rows(let ourColumns, let ourRows), .rows(let columns, let rows)):
      return columnDifference(ourColumns, columns, sql) ?? rowDifference(ourRows, rows, columns, isOrdered)
    }
  }

  private static func columnDifference(
    _ ours: [LibPQConnection.Column], _ theirs: [LibPQConnection.Column], _ sql: String
  ) -> String? {
    guard ours.count == theirs.count else { return "agent \(ours.count) columns, postgres \(theirs.count)" }
    for (index, (our, their)) in zip(ours, theirs).enumerated() {
      if our.name != their.name { return "column \(index + 1): agent \(our.name), postgres \(their.name)" }
      if our.type != their.type, !KnownDifference.isKnown(agent: our.type, postgres: their.type, sql: sql) {
        return "column \(index + 1) \(our.name): type \(our.type), postgres \(their.type)"
      }
    }
    return nil
  }

  private static func rowDifference(
    _ ours: [[String?]], _ theirs: [[String?]], _ columns: [LibPQConnection.Column], _ isOrdered: Bool
  ) -> String? {
    guard ours.count == theirs.count else { return "agent \(ours.count) rows, postgres \(theirs.count)" }
    var left = ours.map { shown($0, columns) }
    var right = theirs.map { shown($0, columns) }
    if !isOrdered {
      left.sort()
      right.sort()
    }
    guard let place = left.indices.first(where: { left[$0] != right[$0] }) else { return nil }
    return "row \(place + 1)\n  agent    \(left[place])\n  postgres \(right[place])"
  }

  /// One row as a text; numerics without the zeros that only show a scale.
  private static func shown(_ row: [String?], _ columns: [LibPQConnection.Column]) -> String {
    zip(row, columns).map { value, column in
      guard let value else { return "NULL" }
      return column.type == 1700 ? plainNumber(value) : "'\(value)'"
    }.joined(separator: " | ")
  }

  static func plainNumber(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = Substring(text)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text.isEmpty || text == "-" || text == "-0" ? "0" : String(text)
  }
}
