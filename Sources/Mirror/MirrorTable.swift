import Catalogue

/// A catalogue as it lies in a target: the view's columns behind the row number that belongs to its key for ever.
///
/// Readers see only the view; the table's name is ours. A data format of the target: ``layoutVersion`` changes with it.
struct MirrorTable {
  static let layoutVersion = 1
  /// The one-row table that says whose mirror this is and how far it has come.
  static let positionName = "qz_mirror"
  static let rowColumn = "qz_row"

  /// Which of the tables beside each other.
  enum Place: String {
    case live = ""
    /// Being loaded, seen by nobody.
    case incoming = "_new"
    /// Replaced, about to be dropped.
    case outgoing = "_old"
  }

  let kind: CatalogueKind

  var columns: [CatalogueColumn] { kind.table.columns }
  var viewName: String { kind.rawValue }

  func name(_ place: Place) -> String { "qz_\(kind.rawValue)\(place.rawValue)" }
  static func positionName(_ place: Place) -> String { positionName + place.rawValue }

  static let all = CatalogueKind.allCases.map(MirrorTable.init)

  /// The small tables HIS programs read beside the views (views.md); they are filled where a source brings them.
  static let small: [(name: String, columns: [(name: String, type: CatalogueColumnType?)])] = [
    ("ypml_lbdm", [("bh", nil), ("fxbh", nil), ("lbdm", .varchar(30)), ("lbmc", .varchar(200))]),
    ("zlxm_lbdm2", [("lbdm", .varchar(30)), ("lbmc", .varchar(200))]),
  ]

  func createStatement(_ place: Place, schema: String, engine: any EngineProfile) -> String {
    let columns = columns.map { "\($0.name) \(engine.type($0.type))" }.joined(separator: ", ")
    return "CREATE TABLE \(schema).\(name(place)) (\(Self.rowColumn) \(engine.wholeNumberType) NOT NULL PRIMARY KEY, "
      + "\(columns))\(engine.tableOptions)"
  }

  /// By key, by the dates the notice asks, by mnemonic: what HIS looks up.
  ///
  /// - Parameter load: tells the names from those of the tables that are live meanwhile.
  func indexStatements(_ place: Place, schema: String, load: Int64) -> [String] {
    var lists = [kind.table.keyColumns, [kind.table.changeDateColumn]]
    if kind.table.checkDateColumn != kind.table.changeDateColumn { lists.append([kind.table.checkDateColumn]) }
    lists += columns.filter { $0.name.hasSuffix("zjm") }.map { [$0.name] }
    return lists.enumerated().map { number, columns in
      "CREATE INDEX qz_\(kind.rawValue)_\(load)_\(number) ON \(schema).\(name(place)) (\(columns.joined(separator: ", ")))"
    }
  }

  /// A view made over an incoming table follows it when it is renamed.
  func createView(over place: Place, schema: String, engine: any EngineProfile) -> String {
    let columns = columns.map(\.name).joined(separator: ", ")
    return "CREATE OR REPLACE VIEW \(schema).\(viewName) AS SELECT \(columns) FROM \(schema).\(name(place))"
  }

  /// Row number and columns, in the order of the row numbers.
  func selectAll(schema: String) -> String {
    let columns = columns.map(\.name).joined(separator: ", ")
    return "SELECT \(Self.rowColumn), \(columns) FROM \(schema).\(name(.live)) ORDER BY \(Self.rowColumn)"
  }

  static func createPosition(_ place: Place, schema: String, engine: any EngineProfile) -> String {
    """
    CREATE TABLE \(schema).\(positionName(place)) (agent VARCHAR(100) NOT NULL, mirror VARCHAR(100) NOT NULL, \
    layout_version \(engine.wholeNumberType) NOT NULL, load_number \(engine.wholeNumberType) NOT NULL, \
    release_number \(engine.wholeNumberType) NOT NULL, sequence_number \(engine.wholeNumberType) NOT NULL, \
    applied_at VARCHAR(30) NOT NULL)\(engine.tableOptions)
    """
  }
}
