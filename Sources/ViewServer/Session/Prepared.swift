import OracleSQL
import PGWire

/// A prepared statement: text read and resolved once. SQLite prepares it again on each connection.
struct Prepared: Sendable {
  /// `nil` for an empty text.
  let statement: CompiledStatement?
  /// As the client declared them, inferred where it did not.
  let parameterTypeIDs: [UInt32]
  /// Whether a failed transaction accepts it.
  let endsFailure: Bool
}

/// An open portal of the protocol or a cursor of DECLARE.
final class Portal {
  /// `nil` for an empty text.
  let statement: CompiledStatement?
  /// Bound to a statement of the protocol, in text form.
  let parameters: [String?]
  /// Of a query or a cursor.
  let run: QueryRun?
  /// Result formats as Bind gave them.
  let formats: [Int16]
  /// A statement without rows runs once.
  var isDone = false

  init(
    statement: CompiledStatement?, parameters: [String?] = [], run: QueryRun?, formats: [Int16] = []
  ) {
    self.formats = formats
    self.statement = statement
    self.parameters = parameters
    self.run = run
  }
}

extension CompiledQuery {
  var rowDescription: RowDescription {
    RowDescription(
      columns: columns.map {
        RowDescription.Column(
          name: $0.name, typeID: $0.type.oid, size: $0.type.size, modifier: $0.type.modifier)
      })
  }
}

extension WireReport {
  init(_ error: SQLError) {
    self.init(.error, error.state, error.message, position: error.position, hint: error.hint)
  }
}
