/// A view's columns and the record they come from (design: views.md).
public struct CatalogueTable: Sendable {
  public let kind: CatalogueKind
  /// Fields in one record of the 24 transaction: 55, 73 or 8.
  public let recordFieldCount: Int
  /// Columns that together identify a row; all of them are record fields.
  public let keyColumns: [String]
  /// The column the notice's check by date reads: `bgsj`, for 病种 `kssj`.
  public let checkDateColumn: String
  /// All columns in the view's order.
  public let columns: [CatalogueColumn]
  /// The columns of the 24 record in record order: element 0 is field 1.
  public let recordColumns: [CatalogueColumn]

  init(
    kind: CatalogueKind, recordFieldCount: Int, keyColumns: [String], checkDateColumn: String,
    columns: [CatalogueColumn]
  ) {
    self.kind = kind
    self.recordFieldCount = recordFieldCount
    self.keyColumns = keyColumns
    self.checkDateColumn = checkDateColumn
    self.columns = columns
    recordColumns = columns.filter { $0.recordPosition != nil }.sorted { $0.recordPosition! < $1.recordPosition! }
    precondition(recordColumns.count == recordFieldCount, "\(kind) lists each field of the record once")
  }

  /// Columns of codes and mnemonics, which are ASCII as a rule and what programs page and look up by. A release file says
  /// which of them hold nothing else, so that their plain order is that of GB18030 (sql-and-wire.md).
  public var codeColumns: [String] {
    let codes: Set<String> = ["ypbm", "xmbm", "lbdm"]
    return columns.map(\.name).filter { keyColumns.contains($0) || codes.contains($0) || $0.hasSuffix("zjm") }
  }

  /// Mnemonics and names: what HIS programs look rows up by, from the beginning.
  public var lookupColumns: [String] {
    let names: Set<String> = ["tym", "spm", "xmmc", "bzmc"]
    return columns.map(\.name).filter { names.contains($0) || $0.hasSuffix("zjm") }
  }

  /// The name of the column that carries the centre's change date in every record.
  public var changeDateColumn: String { "bgsj" }
}

/// One column of a view.
public struct CatalogueColumn: Sendable, Hashable {
  public let name: String
  /// What it means, in the centre's words; also the header of exported and imported files.
  public let meaning: String
  public let type: CatalogueColumnType
  public let source: CatalogueColumnSource
  /// Price, ratio or quantity: two texts with one decimal value are the same content (operations.md, canonical form).
  public let comparesAsNumber: Bool

  init(
    _ name: String, _ meaning: String, _ type: CatalogueColumnType, _ source: CatalogueColumnSource,
    comparesAsNumber: Bool = false
  ) {
    self.name = name
    self.meaning = meaning
    self.type = type
    self.source = source
    self.comparesAsNumber = comparesAsNumber
  }

  /// Position in the 24 record, counted from 1.
  public var recordPosition: Int? {
    if case .record(let position) = source { position } else { nil }
  }
}

/// Type on the wire.
public enum CatalogueColumnType: Sendable, Hashable {
  /// Text of at most so many characters.
  case varchar(Int)
  /// `timestamp(0)`, stored in release files as `yyyy-MM-dd HH:mm:ss`.
  case timestamp
}

/// Where a column's value comes from.
public enum CatalogueColumnSource: Sendable, Hashable {
  /// Field of the 24 record, counted from 1.
  case record(Int)
  /// The older name of another column.
  case copy(of: String)
  /// From the feed where it carries one, else the change date.
  case changeDate
  /// Another feed or an import; NULL until then.
  case elsewhere
}
