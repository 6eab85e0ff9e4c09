import OracleSQL

/// A table HIS programs read beside the three views (views.md). `dual` has its one row; the category tables are there for
/// programs that join them and have no rows, since no source brings them.
struct SmallTable: Sendable {
  struct Column: Sendable {
    let name: String
    let type: SQLType
    let meaning: String
  }

  let name: String
  let objectID: Int64
  let title: String
  let columns: [Column]

  static let dual = SmallTable(
    name: "dual", objectID: SystemObject.dual, title: "DUAL",
    columns: [Column(name: "dummy", type: .varchar(1), meaning: "X")])

  static let drugCategories = SmallTable(
    name: "ypml_lbdm", objectID: SystemObject.drugCategories, title: "药品类别",
    columns: [
      Column(name: "bh", type: .numeric(precision: nil, scale: nil), meaning: "编号"),
      Column(name: "fxbh", type: .numeric(precision: nil, scale: nil), meaning: "父项编号，0 为根"),
      Column(name: "lbdm", type: .varchar(30), meaning: "类别代码"),
      Column(name: "lbmc", type: .varchar(200), meaning: "类别名称"),
    ])

  static let itemCategories = SmallTable(
    name: "zlxm_lbdm2", objectID: SystemObject.itemCategories, title: "诊疗项目类别",
    columns: [
      Column(name: "lbdm", type: .varchar(30), meaning: "类别代码"),
      Column(name: "lbmc", type: .varchar(200), meaning: "类别名称"),
    ])

  static let all = [dual, drugCategories, itemCategories]

  var schemaTable: SchemaTable {
    SchemaTable(
      schema: ViewSchema.name, name: name, sqliteName: "main.\(name)",
      columns: columns.map { SchemaColumn($0.name, $0.type) }, dialect: .oracle)
  }

  var createStatement: String {
    let columns = columns.map { "\($0.name)\($0.type.isText ? " TEXT" : "")" }.joined(separator: ", ")
    return "CREATE TABLE \(name) (\(columns))"
  }
}
