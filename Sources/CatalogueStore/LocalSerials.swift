import Catalogue
import GRDB

/// National code → the local 流水号 that a row of the platform is kept under, so that the serials a HIS knows go on
/// working and no row stands beside its own older one (双码).
///
/// Of several candidates the first of these (*ours*), so that no row is added beside a row held of the same code:
///
/// 1. a serial that `import --codes` gave the code and that is held, the smallest of them;
/// 2. the smallest serial of the rows held whose `gjmldm` is the code, unless `import --codes` gave it another code;
/// 3. the code itself where a row is held under it: a serial that is told later makes no second row;
/// 4. the smallest serial that `import --codes` gave the code;
/// 5. else the code.
///
/// Looked up by indexes of `agent.sqlite` and of the release file; for 2. a table of 16 bytes a row, made when first
/// needed. One object serves one download.
public final class LocalSerials {
  private let store: CatalogueStore
  private let kind: CatalogueKind
  private let key: String
  private let held: Held?
  /// Code → number of the row held under the smallest serial.
  private var rows: KeyTable?

  /// The release file that is current when the download begins.
  private struct Held {
    let database: RawDatabase
    let byKey: RawStatement
    let byRow: RawStatement
  }

  init(_ kind: CatalogueKind, of store: CatalogueStore) throws(StoreError) {
    self.store = store
    self.kind = kind
    key = kind.table.keyColumns[0]
    guard let path = store.currentSet.files[kind] else {
      held = nil
      return
    }
    let database = try RawDatabase(path: path, mode: .immutable)
    held = Held(
      database: database,
      byKey: try database.prepare("SELECT 1 FROM \(kind.rawValue) WHERE \(key) = ?"),
      byRow: try database.prepare("SELECT \(key), gjmldm FROM \(kind.rawValue) WHERE row = ?"))
  }

  /// The serials of some codes; a code that is its own key is left out.
  public func serials(of codes: some Sequence<String>) throws(StoreError) -> [String: String] {
    let codes = Array(codes)
    let imported = try imported(codes)
    var found: [String: String] = [:]
    for code in codes {
      if let serial = try serial(of: code, imported: imported[code] ?? []), serial != code { found[code] = serial }
    }
    return found
  }

  private func serial(of code: String, imported: [String]) throws(StoreError) -> String? {
    guard let held else { return imported.first }
    for serial in imported where try isHeld(serial, held) { return serial }
    if let serial = try heldSerial(of: code, held) { return serial }
    return try isHeld(code, held) ? code : imported.first
  }

  /// What `import --codes` brought, the smallest serial first.
  private func imported(_ codes: [String]) throws(StoreError) -> [String: [String]] {
    try store.read { database in
      let any = "SELECT 1 FROM national_code WHERE kind = ? LIMIT 1"
      guard try Int.fetchOne(database, sql: any, arguments: [kind.rawValue]) != nil else { return [:] }
      let select = try database.makeStatement(
        sql: "SELECT serial FROM national_code WHERE kind = ? AND code = ? ORDER BY serial")
      var found: [String: [String]] = [:]
      for code in codes {
        let serials = try String.fetchAll(select, arguments: [kind.rawValue, code])
        if !serials.isEmpty { found[code] = serials }
      }
      return found
    }
  }

  private func isHeld(_ key: String, _ held: Held) throws(StoreError) -> Bool {
    defer { held.byKey.reset() }
    held.byKey.bind(1, key)
    return try held.byKey.step()
  }

  private func heldSerial(of code: String, _ held: Held) throws(StoreError) -> String? {
    if rows == nil { rows = try Self.rows(of: kind, key, held) }
    guard let row = rows?.number(of: code) else { return nil }
    defer { held.byRow.reset() }
    held.byRow.bind(1, Int64(row))
    guard try held.byRow.step(), held.byRow.text(1) == code else { return nil }
    let serial = held.byRow.text(0)
    let known: String? = try store.read { database in
      try String.fetchOne(
        database, sql: "SELECT code FROM national_code WHERE kind = ? AND serial = ?",
        arguments: [kind.rawValue, serial])
    }
    return known == nil || known == code ? serial : nil
  }

  private static func rows(of kind: CatalogueKind, _ key: String, _ held: Held) throws(StoreError) -> KeyTable {
    var table = KeyTable()
    let select = try held.database.prepare(
      "SELECT row, gjmldm FROM \(kind.rawValue) WHERE gjmldm IS NOT NULL AND gjmldm <> \(key) ORDER BY \(key) DESC")
    // The last one noted stands: the smallest serial.
    while try select.step() { _ = table.note(select.text(1), number: Int(select.integer(0))) }
    return table
  }
}

extension CatalogueStore {
  /// The local serials of a catalogue whose key is a 流水号: 药品 or 诊疗.
  public func localSerials(_ kind: CatalogueKind) throws(StoreError) -> LocalSerials {
    precondition(kind != .bzml, "a disease has no serial beside its code")
    return try LocalSerials(kind, of: self)
  }
}
