import OracleSQL

/// One function of a statement with any arguments: a value or an error of ours, never a trap.
///
/// The first byte names the function; the rest are its arguments, split at NUL: empty is NULL, a whole number is one, the
/// rest is text.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size > 0 else { return 0 }
  let function = RuntimeFunctions.all[Int(data[0]) % RuntimeFunctions.all.count]
  let words = UnsafeBufferPointer(start: data + 1, count: size - 1).split(
    separator: 0, omittingEmptySubsequences: false)
  let values = words.map { word -> SQLValue in
    let text = String(decoding: word, as: UTF8.self)
    if text.isEmpty { return .null }
    return Int64(text).map { .integer($0) } ?? .text(text)
  }
  if let arity = function.arity, arity != values.count { return 0 }
  // The binder gives every function one argument at least, and of those with any number no more than it checked.
  guard function.arity != nil || fits(function.name, values.count) else { return 0 }
  let context = RuntimeContext(statementCivilSeconds: 1_615_976_430, user: "u", database: "d")
  do throws(SQLError) {
    switch function.body {
    case .scalar(let body): _ = try body(values, context)
    case .aggregate(let make):
      let group = make()
      if function.arity == nil { try group.step(values) } else { for value in values { try group.step([value]) } }
      _ = try group.result()
    }
  } catch {
    precondition(error.state.utf8.count == 5 && error.state != "XX000", "an error of ours")
  }
  return 0
}

/// How many arguments the binder lets through for the functions that take several numbers of them.
private func fits(_ name: String, _ count: Int) -> Bool {
  switch name {
  case "qz_instr": (2...4).contains(count)
  case "qz_substr", "qz_substrb", "qz_lpad", "qz_rpad", "qz_replace", "qz_regexp_like": (2...3).contains(count)
  case "qz_regexp_replace", "qz_regexp_substr": (2...6).contains(count)
  case "qz_regexp_instr": (2...7).contains(count)
  case "qz_regexp_count": (2...4).contains(count)
  case "qz_list": (3...11).contains(count)
  case "qz_keep": (5...12).contains(count)
  case "qz_like", "qz_ilike", "qz_pg_like", "qz_pg_ilike", "qz_cast_number", "qz_translate": count == 3
  case "qz_concat", "qz_greatest_text", "qz_least_text", "qz_greatest_number", "qz_least_number", "qz_nothing",
    "qz_always":
    count >= 1
  default: (1...2).contains(count)
  }
}

// SwiftPM calls an executable's entry by its target's name; libFuzzer's own main would not be linked.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer,
  _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

@_cdecl("fuzz_functions_main")
public func main(_ count: CInt, _ arguments: UnsafeMutableRawPointer) -> CInt {
  var count = count
  var arguments = arguments
  return withUnsafeMutablePointer(to: &arguments) { runDriver(&count, $0) { testOneInput($0, $1) } }
}
