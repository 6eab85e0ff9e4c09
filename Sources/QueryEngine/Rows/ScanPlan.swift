import CSQLite
import Catalogue
import OracleSQL

/// Why a statement may be answered without SQLite's virtual machine: it returns columns of one release table, all rows,
/// in the table's own order.
///
/// Decided by what SQLite would execute, never by the statement's text: its program must be exactly one loop over one
/// table's b-tree that reads columns and returns them. A program with anything else in it, or one of another SQLite
/// version that looks different, is left to SQLite.
struct ScanPlan: Equatable {
  enum Source: Equatable {
    case row
    /// Position in the stored record.
    case column(Int)
  }

  let kind: CatalogueKind
  let rootPage: Int
  let sources: [Source]

  private struct Operation {
    let code: String
    let p1: Int
    let p2: Int
    let p3: Int
    let p4: String?
    let p5: Int
  }

  /// - Returns: `nil` when the statement is anything else.
  static func of(_ query: CompiledQuery, on handle: OpaquePointer) -> ScanPlan? {
    guard
      query.columns.allSatisfy({ column in
        switch column.type {
        case .varchar, .text, .timestamp, .int8, .int4: true
        default: false
        }
      }), let program = program(query, on: handle)
    else { return nil }
    return plan(program, columns: query.columns.count, on: handle)
  }

  private static func plan(_ program: [Operation], columns: Int, on handle: OpaquePointer) -> ScanPlan? {
    // Init, OpenRead, Rewind, one operation a column, ResultRow, Next, Halt, Transaction, Goto
    let first = 3
    let result = first + columns
    guard program.count == result + 5, program[0].code == "Init", program[0].p2 == result + 3,
      program[1].code == "OpenRead", program[1].p5 == 0, program[1].p4.map({ Int($0) != nil }) == true,
      program[2].code == "Rewind", program[2].p2 == result + 2, program[result].code == "ResultRow",
      program[result].p2 == columns, program[result + 1].code == "Next", program[result + 1].p2 == first,
      program[result + 2].code == "Halt", program[result + 2].p1 == 0, program[result + 3].code == "Transaction",
      program[result + 3].p2 == 0, program[result + 4].code == "Goto", program[result + 4].p2 == 1
    else { return nil }
    let cursor = program[1].p1
    guard program[2].p1 == cursor, program[result + 1].p1 == cursor else { return nil }
    var sources: [Source] = []
    for (index, operation) in program[first..<result].enumerated() {
      let register = program[result].p1 + index
      guard operation.p1 == cursor else { return nil }
      switch operation.code {
      case "Column" where operation.p3 == register && operation.p4 == nil && operation.p5 == 0:
        sources.append(.column(operation.p2))
      case "Rowid" where operation.p2 == register: sources.append(.row)
      default: return nil
      }
    }
    guard program[result + 3].p1 == program[1].p3, let name = sqlite3_db_name(handle, Int32(program[1].p3)),
      let kind = CatalogueKind(rawValue: String(cString: name))
    else { return nil }
    return ScanPlan(kind: kind, rootPage: program[1].p2, sources: sources)
  }

  private static func program(_ query: CompiledQuery, on handle: OpaquePointer) -> [Operation]? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, "EXPLAIN " + query.sqliteText, -1, &statement, nil) == SQLITE_OK else {
      sqlite3_finalize(statement)
      return nil
    }
    defer { sqlite3_finalize(statement) }
    var operations: [Operation] = []
    // A program longer than a scan can be is not read to its end.
    while sqlite3_step(statement) == SQLITE_ROW, operations.count <= query.columns.count + 8 {
      guard let code = sqlite3_column_text(statement, 1) else { return nil }
      operations.append(
        Operation(
          code: String(cString: code), p1: Int(sqlite3_column_int64(statement, 2)),
          p2: Int(sqlite3_column_int64(statement, 3)), p3: Int(sqlite3_column_int64(statement, 4)),
          p4: sqlite3_column_text(statement, 5).map { String(cString: $0) },
          p5: Int(sqlite3_column_int64(statement, 6))))
    }
    return operations
  }
}
