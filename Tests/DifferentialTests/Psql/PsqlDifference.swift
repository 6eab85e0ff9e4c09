import QueryEngine

/// What psql prints otherwise of the agent than of PostgreSQL, on purpose.
struct PsqlDifference {
  /// Why.
  let reason: String
  /// Lines of PostgreSQL alone, and of the agent alone, in order.
  var postgres: [String] = []
  var agent: [String] = []
  /// Lines of PostgreSQL may be missing, without a list: objects of its catalogue that nothing here is made of.
  var isPart = false
  /// The view's query, in lines of PostgreSQL that begin with a blank, is an empty line of the agent.
  var hasNoDefinition = false

  static let none = PsqlDifference(reason: "")

  static func of(_ command: String, _ listAs: ViewOptions.Listing) -> PsqlDifference {
    (listAs == .table ? tables : views)[command] ?? both[command] ?? none
  }

  /// What differs beside it; `nil` when nothing does.
  func problem(agent ours: [String], postgres theirs: [String]) -> String? {
    var left = ours
    var right = theirs
    for line in agent {
      guard let place = left.firstIndex(of: line) else { return "the agent does not print “\(line)”:\n\(text(ours))" }
      left.remove(at: place)
    }
    for line in postgres {
      guard let place = right.firstIndex(of: line) else {
        return "PostgreSQL does not print “\(line)”:\n\(text(theirs))"
      }
      right.remove(at: place)
    }
    if hasNoDefinition {
      right.removeAll { $0.hasPrefix(" SELECT NULL::") || $0.hasPrefix("    NULL::") }
      guard right.count < theirs.count else { return "PostgreSQL shows no query:\n\(text(theirs))" }
      left.removeAll { $0.allSatisfy { $0 == " " } }
      right.removeAll { $0.allSatisfy { $0 == " " } }
    }
    if isPart {
      left.removeAll(where: Self.isCount)
      guard left.count < right.count else { return "nothing is missing:\n\(text(left))" }
      var rest = right[...]
      for line in left {
        guard let place = rest.firstIndex(of: line) else { return "PostgreSQL does not print “\(line)”" }
        rest = rest[(place + 1)...]
      }
      return nil
    }
    guard left != right else { return nil }
    let missing = right.filter { !left.contains($0) }
    let added = left.filter { !right.contains($0) }
    return "\n postgres alone:\n\(text(missing))\n agent alone:\n\(text(added))"
  }

  private static func isCount(_ line: String) -> Bool { line.hasPrefix("(") && line.hasSuffix(")") }

  private func text(_ lines: [String]) -> String { lines.prefix(12).joined(separator: "\n") }
}
