import OracleSQL
import TextEncoding

/// A statement's bytes, in GBK when the first byte is odd, through the front end: an answer or an error of ours with a
/// place inside the text, never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size > 0 else { return 0 }
  let bytes = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
  let text: String
  if data[0] & 1 == 1 {
    do throws(TextEncodingError) { text = try GBK.decode(bytes) } catch { return 0 }
  } else {
    text = String(decoding: bytes, as: UTF8.self)
  }
  do throws(SQLError) {
    for statement in try frontEnd.parse(text) {
      if case .query(let query) = try frontEnd.compile(statement) {
        precondition(!query.sqliteText.isEmpty && !query.columns.isEmpty, "a query has a text and columns")
      }
    }
  } catch {
    precondition(error.state.utf8.count == 5 && error.state != "XX000", "an error of ours")
    if let position = error.position {
      precondition((1...text.unicodeScalars.count + 1).contains(position), "a place inside the text")
    }
  }
  return 0
}

private let frontEnd = SQLFrontEnd(
  schema: Schema(tables: [
    table("his_interface", "ypml", .oracle, ["yplsh", "tym", "ylfydj", "pfj"], dates: ["bgsj"]),
    table("his_interface", "bzml", .oracle, ["bzbm", "bzfl"], dates: ["kssj"]),
    table("his_interface", "dual", .oracle, ["dummy"], dates: []),
    table("pg_catalog", "pg_class", .postgres, ["oid", "relname", "relkind"], dates: []),
  ]),
  environment: .init(user: "reader", database: "catalogue", currentSchema: "his_interface", version: "PostgreSQL 15.0"))

private func table(_ schema: String, _ name: String, _ dialect: Dialect, _ texts: [String], dates: [String])
  -> SchemaTable
{
  SchemaTable(
    schema: schema, name: name, sqliteName: name,
    columns: texts.map { SchemaColumn($0, $0 == "oid" ? .oid : .varchar(30), isIndexed: true) }
      + dates.map { SchemaColumn($0, .timestamp, isIndexed: true) }, dialect: dialect)
}

// SwiftPM calls an executable's entry by its target's name; libFuzzer's own main would not be linked.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer,
  _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

@_cdecl("fuzz_sql_main")
public func main(_ count: CInt, _ arguments: UnsafeMutableRawPointer) -> CInt {
  var count = count
  var arguments = arguments
  return withUnsafeMutablePointer(to: &arguments) { runDriver(&count, $0) { testOneInput($0, $1) } }
}
