import Catalogue

/// Which columns of a catalogue a header's names mean.
struct ColumnNames {
  enum Meaning: Equatable {
    /// A field of the record, counted from 0.
    case field(Int)
    /// A column of the view that no file brings: a copy of another, or one from elsewhere.
    case ignored
  }

  let kind: CatalogueKind
  private let meanings: [String: Meaning]

  init(_ kind: CatalogueKind) {
    self.kind = kind
    var meanings: [String: Meaning] = [:]
    var shortened: [String: [Meaning]] = [:]
    let table = kind.table
    let places = Dictionary(uniqueKeysWithValues: table.recordColumns.enumerated().map { ($1.name, $0) })
    // Columns of the record come last, so that their names win over a copy's.
    let ordered =
      table.columns.filter { places[$0.name] == nil } + table.columns.filter { places[$0.name] != nil }
    for column in ordered {
      let meaning: Meaning = places[column.name].map { .field($0) } ?? .ignored
      meanings[Self.normal(column.name)] = meaning
      meanings[Self.normal(column.meaning)] = meaning
      shortened[Self.withoutBrackets(Self.normal(column.meaning)), default: []].append(meaning)
    }
    for (name, all) in shortened where all.count == 1 && meanings[name] == nil { meanings[name] = all[0] }
    self.meanings = meanings
  }

  func meaning(of name: String) -> Meaning? { meanings[Self.normal(name)] }

  /// Case, blanks and the width of brackets make no difference.
  static func normal(_ name: String) -> String {
    var result = ""
    for scalar in name.lowercased().unicodeScalars {
      switch scalar {
      case "（": result += "("
      case "）": result += ")"
      case "％": result += "%"
      case " ", "\t", "\u{3000}", "\u{A0}", "\u{FEFF}", "\n", "\r": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func withoutBrackets(_ name: String) -> String {
    var result = ""
    var depth = 0
    for character in name {
      if character == "(" { depth += 1 }
      if depth == 0 { result.append(character) }
      if character == ")" { depth -= 1 }
    }
    return result
  }
}

/// Columns that hold codes: a number there has lost something, and nobody can say what.
enum CodeColumns {
  private static let names: Set<String> = [
    "yplsh", "ypbm", "lbdm", "zzsjsbjg", "xmlsh", "xmbm", "bzbm", "tjm", "gjmldm",
  ]
  static func contains(_ name: String) -> Bool { names.contains(name) }

  private static let keys = Set(CatalogueKind.allCases.flatMap(\.table.keyColumns))
  /// Whether it tells one row from another: one mark more, and the row is a new one.
  static func isPartOfKey(_ name: String) -> Bool { keys.contains(name) }
}
