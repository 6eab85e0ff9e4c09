/// One row of a catalogue as the 24 transaction brings it, in canonical form.
public struct CatalogueRecord: Hashable, Sendable {
  public let kind: CatalogueKind
  /// 55, 73 or 8 fields in the transaction's order.
  public let fields: [String]
  /// Canonical values of columns that are in no record of the 24 transaction (`gjmldm`, `tpbz`, `zzsj` …), by column
  /// name; an empty text clears one. A column that is not named here keeps what it has.
  public private(set) var additional: [String: String]

  /// Takes fields that are already canonical. Texts from outside go through `decode`.
  public init(kind: CatalogueKind, canonicalFields: [String], additional: [String: String] = [:]) {
    precondition(canonicalFields.count == kind.table.recordFieldCount, "a record has all its fields")
    self.kind = kind
    fields = canonicalFields
    self.additional = additional
  }

  /// The values of the key columns.
  public var key: [String] { kind.layout.keyPositions.map { fields[$0] } }

  /// The key as one text, as journal and row numbers keep it.
  public var keyText: String { FieldText.join(key) }

  /// The centre's change date, canonical; empty when the centre gave none.
  public var changeDate: String { fields[kind.layout.changeDatePosition] }

  /// What follows the two words of a log line: the fields, and for 病种目录 `kssj`, which is the change date because the
  /// 24 transaction carries no start of its own.
  public var logFields: [String] { kind == .bzml ? fields + [changeDate] : fields }

  /// A value by column name; `nil` for a column that is not in the record.
  public func value(of column: String) -> String? {
    kind.layout.positions[column].map { fields[$0] }
  }

  /// This record as it replaces `older`: a price, ratio or quantity with the same decimal value keeps its older text.
  ///
  /// - Returns: `nil` when nothing else differs, so that a repeat changes nothing.
  public func replacing(_ older: CatalogueRecord) -> CatalogueRecord? {
    precondition(kind == older.kind, "records of one catalogue are compared")
    let beside = older.additional.merging(additional) { _, new in new }.filter { !$0.value.isEmpty }
    let isSameBeside = beside.areExactly(older.additional)
    if isSameBeside, fields.areExactly(older.fields) { return nil }
    var merged = fields
    for position in kind.layout.numberPositions
    where CanonicalForm.haveOneDecimalValue(fields[position], older.fields[position]) {
      merged[position] = older.fields[position]
    }
    if isSameBeside, merged.areExactly(older.fields) { return nil }
    return CatalogueRecord(kind: kind, canonicalFields: merged, additional: beside)
  }
}

/// A table's positions, looked up once.
struct RecordLayout: Sendable {
  let positions: [String: Int]
  let keyPositions: [Int]
  let changeDatePosition: Int
  let numberPositions: [Int]
  let datePositions: [Int]
  let isDate: [Bool]
  /// Characters each field may have; dates have no limit of their own.
  let limits: [Int]

  init(_ table: CatalogueTable) {
    var positions: [String: Int] = [:]
    for (index, column) in table.recordColumns.enumerated() { positions[column.name] = index }
    self.positions = positions
    keyPositions = table.keyColumns.map { positions[$0]! }
    changeDatePosition = positions[table.changeDateColumn]!
    numberPositions = table.recordColumns.indices.filter { table.recordColumns[$0].comparesAsNumber }
    isDate = table.recordColumns.map { $0.type == .timestamp }
    datePositions = isDate.indices.filter { [isDate] in isDate[$0] }
    limits = table.recordColumns.map { if case .varchar(let count) = $0.type { count } else { Int.max } }
  }

  static let ypml = RecordLayout(.ypml)
  static let zlxm = RecordLayout(.zlxm)
  static let bzml = RecordLayout(.bzml)
}

extension CatalogueKind {
  var layout: RecordLayout {
    switch self {
    case .ypml: .ypml
    case .zlxm: .zlxm
    case .bzml: .bzml
    }
  }
}
