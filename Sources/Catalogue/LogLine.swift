/// What happened to a row, as the download log says it.
public enum ChangeVerb: String, CaseIterable, Codable, Sendable {
  case added = "新增"
  case modified = "修改"
  /// By the centre. A withdrawal is a `modified` whose 终止时间 is set.
  case deleted = "删除"
  /// By a rollback; the fields are the record as it stands afterwards, or only its key when it is gone.
  case rolledBack = "回退"
}

/// One line of the download log (operations.md, "A download-log line"): `新增|药品目录|` and the record.
public struct LogLine: Sendable, Hashable {
  public let verb: ChangeVerb
  public let kind: CatalogueKind
  /// The record in canonical form in the 24 transaction's order: 55, 73, and for 病种目录 8 and a ninth, `kssj`.
  public let fields: [String]

  public init(verb: ChangeVerb, kind: CatalogueKind, fields: [String]) {
    self.verb = verb
    self.kind = kind
    self.fields = fields
  }

  /// How many fields follow the two words.
  public static func fieldCount(of kind: CatalogueKind) -> Int {
    kind == .bzml ? kind.table.recordFieldCount + 1 : kind.table.recordFieldCount
  }

  /// The fields of a line about a row that is no longer there: its key and nothing else.
  public static func fieldsOfGoneRow(key: [String], kind: CatalogueKind) -> [String] {
    var fields = [String](repeating: "", count: fieldCount(of: kind))
    for (position, part) in zip(kind.layout.keyPositions, key) { fields[position] = part }
    return fields
  }

  /// The line without its ending. A `|` inside a field becomes full-width, CR, LF and TAB a blank, so that a value never
  /// makes a new column or line.
  public var text: String {
    var text = "\(verb.rawValue)|\(kind.title)"
    for field in fields {
      text += "|"
      if field.utf8.contains(where: { $0 == 0x7C || $0 == 13 || $0 == 10 || $0 == 9 }) {
        text += Self.onOneColumn(field)
      } else {
        text += field
      }
    }
    return text
  }

  /// A field's text as a line shows it.
  public static func onOneColumn(_ field: String) -> String {
    var text = ""
    for scalar in field.unicodeScalars {
      switch scalar {
      case "|": text += "｜"
      case "\r", "\n", "\t": text += " "
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// Reads a line without its ending; `nil` when it is not one of ours.
  public init?(parsing line: String) {
    // By bytes: a field that begins with a combining mark makes one Character of itself and the `|` before it.
    let parts = line.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard parts.count >= 2, let verb = ChangeVerb(rawValue: parts[0]),
      let kind = CatalogueKind.allCases.first(where: { $0.title == parts[1] }),
      parts.count == 2 + Self.fieldCount(of: kind)
    else { return nil }
    self.init(verb: verb, kind: kind, fields: Array(parts.dropFirst(2)))
  }

  /// The values of the key columns.
  public var key: [String] {
    kind.table.keyColumns.map { name in
      fields[kind.table.recordColumns.firstIndex { $0.name == name }!]
    }
  }

  /// The date the notice's check reads, canonical text; empty when the row is gone.
  public var checkDate: String {
    if kind == .bzml { return fields[8] }
    return fields[kind.table.recordColumns.firstIndex { $0.name == kind.table.changeDateColumn }!]
  }

  /// The row no longer exists after this line: deleted, or an addition taken back.
  public var isGone: Bool { verb == .deleted || (verb == .rolledBack && checkDate.isEmpty) }
}
