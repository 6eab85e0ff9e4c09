import CatalogueStore

/// How far a target has come, as it stands in the target itself.
struct MirrorPosition: Equatable {
  /// Institution and first publication of the agent that feeds it.
  var agent: String
  var layoutVersion: Int64
  /// Counts the loads, so that names of indexes never meet.
  var load: Int64
  var release: Int64
  var sequence: Int64
}

/// What stands in a target's schema.
enum TargetState: Equatable {
  case empty
  /// Somebody else's tables, by name.
  case foreign([String])
  case ours(MirrorPosition)
}

extension MirrorTarget {
  /// Reads the position.
  ///
  /// - Parameter locking: keeps other writers out until the transaction ends.
  func position(locking: Bool = false) throws(MirrorError) -> MirrorPosition? {
    let found = try rows(
      "SELECT agent, layout_version, load_number, release_number, sequence_number FROM \(schema)."
        + MirrorTable.positionName + (locking ? engine.lockClause : ""))
    guard let row = found.first, row.count == 5, let agent = row[0] else { return nil }
    let numbers = row.dropFirst().map { $0.flatMap { Int64($0) } ?? -1 }
    return MirrorPosition(
      agent: agent, layoutVersion: numbers[0], load: numbers[1], release: numbers[2], sequence: numbers[3])
  }

  func state() throws(MirrorError) -> TargetState {
    let relations = try relations()
    if relations.contains(MirrorTable.positionName), let position = try position() { return .ours(position) }
    let wanted = MirrorTable.all.flatMap { [$0.viewName, $0.name(.live)] } + MirrorTable.small.map(\.name)
    let taken = wanted.filter(relations.contains)
    return taken.isEmpty ? .empty : .foreign(taken)
  }

  func insertPosition(_ position: MirrorPosition, mirror: String, at: String, into place: MirrorTable.Place)
    throws(MirrorError)
  {
    try execute(
      "INSERT INTO \(schema).\(MirrorTable.positionName(place)) VALUES (\(engine.quoted(position.agent)), "
        + "\(engine.quoted(mirror)), \(position.layoutVersion), \(position.load), \(position.release), "
        + "\(position.sequence), \(engine.quoted(at)))")
  }

  func updatePosition(release: Int64, sequence: Int64, at: String) throws(MirrorError) {
    try execute(
      "UPDATE \(schema).\(MirrorTable.positionName) SET release_number = \(release), sequence_number = \(sequence), "
        + "applied_at = \(engine.quoted(at))")
  }
}
