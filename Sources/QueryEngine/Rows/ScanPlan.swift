import CSQLite
import Catalogue
import OracleSQL

/// One operation of SQLite's program for a statement, as EXPLAIN lists it.
struct ScanOperation {
  let code: String
  let p1: Int
  let p2: Int
  let p3: Int
  let p4: String?
  let p5: Int
}

/// Why a statement may be answered without SQLite's virtual machine: it returns columns of one release table, all rows or
/// those that pass simple tests, in the table's own order.
///
/// Decided by what SQLite would execute, never by the statement's text: its program must be exactly one loop over one
/// table's b-tree that tests and reads columns and returns them. A program with anything else in it, or one of another
/// SQLite version that looks different, is left to SQLite.
struct ScanPlan: Equatable {
  enum Source: Equatable {
    case row
    /// Position in the stored record.
    case column(Int)
  }

  let kind: CatalogueKind
  let rootPage: Int
  let sources: [Source]
  /// `nil` for all rows.
  let filter: ScanFilter?

  /// A program with more operations than its columns and these is no scan worth it.
  private static let mostOperations = 400

  /// - Parameter text: what is prepared for the query on this connection.
  /// - Returns: `nil` when the statement is anything else.
  static func of(_ query: CompiledQuery, text: String, on handle: OpaquePointer) -> ScanPlan? {
    guard
      query.columns.allSatisfy({ column in
        switch column.type {
        case .varchar, .text, .timestamp, .int8, .int4: true
        default: false
        }
      }), let program = program(text, columns: query.columns.count, on: handle)
    else { return nil }
    return plan(program, columns: query.columns.count, on: handle)
  }

  private static func plan(_ program: [ScanOperation], columns: Int, on handle: OpaquePointer) -> ScanPlan? {
    // Init, OpenRead, Rewind, the tests, one operation a column, ResultRow, Next, Halt, Transaction, constants, Goto
    let first = 3
    guard let result = program.firstIndex(where: { $0.code == "ResultRow" }), result >= first + columns,
      program.count >= result + 5, program[0].code == "Init", program[0].p2 == result + 3,
      program[1].code == "OpenRead", program[1].p5 == 0, program[1].p4.map({ Int($0) != nil }) == true,
      program[2].code == "Rewind", program[2].p2 == result + 2, program[result].p2 == columns,
      program[result + 1].code == "Next", program[result + 1].p2 == first,
      program[result + 2].code == "Halt", program[result + 2].p1 == 0, program[result + 3].code == "Transaction",
      program[result + 3].p2 == 0, let last = program.last, last.code == "Goto", last.p2 == 1
    else { return nil }
    let cursor = program[1].p1
    guard program[2].p1 == cursor, program[result + 1].p1 == cursor else { return nil }
    let read = (result - columns)..<result
    var sources: [Source] = []
    for (index, operation) in program[read].enumerated() {
      let register = program[result].p1 + index
      guard operation.p1 == cursor else { return nil }
      switch operation.code {
      case "Column" where operation.p3 == register && operation.p4 == nil && operation.p5 == 0:
        sources.append(.column(operation.p2))
      case "Rowid" where operation.p2 == register: sources.append(.row)
      default: return nil
      }
    }
    let tests = first..<read.lowerBound
    let setup = (result + 4)..<(program.count - 1)
    var filter: ScanFilter?
    if !tests.isEmpty {
      filter = ScanFilterReader.read(program, body: tests, next: result + 1, setup: setup, cursor: cursor)
      guard filter != nil else { return nil }
    } else if !setup.isEmpty {
      return nil
    }
    guard program[result + 3].p1 == program[1].p3, let name = sqlite3_db_name(handle, Int32(program[1].p3)),
      let kind = CatalogueKind(rawValue: String(cString: name))
    else { return nil }
    return ScanPlan(kind: kind, rootPage: program[1].p2, sources: sources, filter: filter)
  }

  private static func program(_ text: String, columns: Int, on handle: OpaquePointer) -> [ScanOperation]? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, "EXPLAIN " + text, -1, &statement, nil) == SQLITE_OK else {
      sqlite3_finalize(statement)
      return nil
    }
    defer { sqlite3_finalize(statement) }
    var operations: [ScanOperation] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      guard let code = sqlite3_column_text(statement, 1), operations.count < columns + mostOperations
      else { return nil }
      operations.append(
        ScanOperation(
          code: String(cString: code), p1: Int(sqlite3_column_int64(statement, 2)),
          p2: Int(sqlite3_column_int64(statement, 3)), p3: Int(sqlite3_column_int64(statement, 4)),
          p4: sqlite3_column_text(statement, 5).map { String(cString: $0) },
          p5: Int(sqlite3_column_int64(statement, 6))))
      // Nothing but a scan begins so; the rest is then not read.
      if operations.count == 3, operations[1].code != "OpenRead" || operations[2].code != "Rewind" { return nil }
    }
    return operations
  }
}
