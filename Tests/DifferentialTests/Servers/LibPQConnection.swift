import CLibPQ

/// A connection of PostgreSQL's own client library, the same to the agent and to PostgreSQL.
final class LibPQConnection {
  struct Failure: Error, CustomStringConvertible { let description: String }

  struct Column: Equatable {
    let name: String
    let type: UInt32
  }

  /// What a statement was answered with.
  enum Answer {
    case rows([Column], [[String?]])
    case refused(state: String, message: String)
  }

  private let handle: OpaquePointer

  /// - Parameter address: libpq's `key=value` words.
  init(_ address: String) throws {
    guard let handle = PQconnectdb(address) else { throw Failure(description: "out of memory") }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else { throw Failure(description: String(cString: PQerrorMessage(handle))) }
  }

  deinit { PQfinish(handle) }

  func ask(_ sql: String) throws -> Answer {
    guard let result = PQexec(handle, sql) else { throw Failure(description: String(cString: PQerrorMessage(handle))) }
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK:
      let columns = (0..<PQnfields(result)).map {
        Column(name: String(cString: PQfname(result, $0)), type: PQftype(result, $0))
      }
      let rows = (0..<PQntuples(result)).map { row in
        (0..<Int32(columns.count)).map { column in
          PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
        }
      }
      return .rows(columns, rows)
    case PGRES_COMMAND_OK: return .rows([], [])
    default:
      guard let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
        throw Failure(description: "\(sql): \(String(cString: PQerrorMessage(handle)))")
      }
      return .refused(state: String(cString: state), message: String(cString: PQresultErrorMessage(result)))
    }
  }

  func perform(_ sql: String) throws {
    if case .refused(let state, let message) = try ask(sql) {
      throw Failure(description: "\(state) \(message): \(sql.prefix(300))")
    }
  }
}
