import Catalogue

/// The rows of the system catalogue for one configuration of the views. Relations that are not named here are empty.
struct SystemRows {
  let options: ViewOptions

  /// Rows by relation, each a value per named column; a column that is not named takes the neutral value of its type.
  func rows(of relation: SystemRelation) -> [[String: CatalogueValue]] {
    switch (relation.schema, relation.name) {
    case ("pg_catalog", "pg_namespace"): namespaces
    case ("pg_catalog", "pg_class"): classes
    case ("pg_catalog", "pg_attribute"): attributes
    case ("pg_catalog", "pg_type"): SystemType.byName.values.map(\.row)
    case ("pg_catalog", "pg_am"):
      [
        accessMethod(2, "heap", "heap_tableam_handler", "t"), accessMethod(403, "btree", "bthandler", "i"),
      ]
    case ("pg_catalog", "pg_collation"): [collation(100, "default", "d"), collation(950, "C", "c")]
    case ("pg_catalog", "pg_database"): [database]
    case ("pg_catalog", "pg_tablespace"):
      [tablespace(SystemObject.defaultTablespace, "pg_default"), tablespace(1664, "pg_global")]
    case ("pg_catalog", "pg_authid"), ("pg_catalog", "pg_roles"):
      [role(SystemObject.owner, "postgres", isSuper: true), role(SystemObject.user, options.user, isSuper: false)]
    case ("pg_catalog", "pg_user"):
      // psqlODBC reads every flag and does not expect a NULL.
      [(SystemObject.owner, "postgres", true), (SystemObject.user, options.user, false)].map { oid, name, isSuper in
        [
          "usename": .text(name), "usesysid": .integer(oid), "usecreatedb": .bool(isSuper), "usesuper": .bool(isSuper),
          "userepl": .bool(isSuper), "usebypassrls": .bool(isSuper), "passwd": .text("********"),
        ]
      }
    case ("pg_catalog", "pg_proc"): [arrayReceiver]
    case ("pg_catalog", "pg_settings"): settingRows
    case ("pg_catalog", "pg_get_keywords"): keywords
    case ("pg_catalog", "pg_description"): descriptions
    case ("pg_catalog", "pg_tables"): options.listAs == .table ? objects.filter(\.isOurs).map(tableListing) : []
    case ("pg_catalog", "pg_views"): options.listAs == .view ? objects.filter(\.isOurs).map(viewListing) : []
    case ("information_schema", _): standardRows(of: relation.name)
    case (SystemRelation.oracleSchema, _): oracleRows(of: relation.name)
    default: []
    }
  }

  /// A table or view as `pg_class` lists it.
  struct Object {
    let oid: Int64
    let namespace: Int64
    let schema: String
    let name: String
    let kind: String
    let columns: [Column]
    let isOurs: Bool
    /// Empty for the catalogue's own.
    var title = ""
  }

  struct Column {
    let name: String
    let type: SystemType
    /// -1 without one.
    let modifier: Int64
    let isNotNull: Bool
    let comment: String?
  }

  var objects: [Object] {
    let kind = options.listAs == .table ? "r" : "v"
    var objects = CatalogueKind.allCases.map { view in
      Object(
        oid: view.objectID, namespace: SystemObject.hisInterface, schema: ViewSchema.name, name: view.rawValue,
        kind: kind, columns: view.table.columns.map(Column.init(_:)), isOurs: true, title: view.title)
    }
    objects += SmallTable.all.map { table in
      Object(
        oid: table.objectID, namespace: SystemObject.hisInterface, schema: ViewSchema.name, name: table.name,
        kind: kind,
        columns: table.columns.map(Column.init(_:)), isOurs: true, title: table.title)
    }
    for relation in SystemRelation.postgres {
      let isStandard = relation.schema == "information_schema"
      objects.append(
        Object(
          oid: relation.oid,
          namespace: isStandard ? SystemObject.informationSchema : SystemObject.pgCatalog, schema: relation.schema,
          name: relation.name, kind: relation.isView ? "v" : "r", columns: relation.columns.map(Column.init(_:)),
          isOurs: false))
    }
    return objects
  }

  private var namespaces: [[String: CatalogueValue]] {
    [
      (SystemObject.pgCatalog, "pg_catalog", SystemObject.owner),
      (SystemObject.publicSchema, "public", SystemObject.databaseOwner),
      (SystemObject.informationSchema, "information_schema", SystemObject.owner),
      (SystemObject.hisInterface, ViewSchema.name, SystemObject.user),
    ].map { ["oid": .integer($0.0), "nspname": .text($0.1), "nspowner": .integer($0.2)] }
  }

  private var classes: [[String: CatalogueValue]] {
    objects.map { object in
      [
        "oid": .integer(object.oid), "relname": .text(object.name), "relnamespace": .integer(object.namespace),
        "relowner": .integer(object.isOurs ? SystemObject.user : SystemObject.owner),
        "relam": .integer(object.kind == "r" ? 2 : 0), "relkind": .text(object.kind), "relpersistence": .text("p"),
        "relnatts": .integer(Int64(object.columns.count)), "reltuples": .integer(-1), "relispopulated": .bool(true),
        "relreplident": .text(object.isOurs ? "d" : "n"), "relhasrules": .bool(object.kind == "v"),
      ]
    }
  }

  private var attributes: [[String: CatalogueValue]] {
    objects.flatMap { object in
      object.columns.enumerated().map { index, column in
        [
          "attrelid": .integer(object.oid), "attname": .text(column.name), "atttypid": .integer(column.type.oid),
          "attstattarget": .integer(-1), "attlen": .integer(column.type.length),
          "attnum": .integer(Int64(index + 1)), "attndims": .integer(column.type.name.hasPrefix("_") ? 1 : 0),
          "attcacheoff": .integer(-1), "atttypmod": .integer(column.modifier),
          "attbyval": .bool(column.type.isByValue), "attalign": .text(column.type.alignment),
          "attstorage": .text(column.type.storage), "attnotnull": .bool(column.isNotNull),
          "attislocal": .bool(true), "attcollation": .integer(column.type.collation),
        ]
      }
    }
  }

  private var descriptions: [[String: CatalogueValue]] {
    comments.map { comment in
      [
        "objoid": .integer(comment.object), "classoid": .integer(comment.classID),
        "objsubid": .integer(comment.column), "description": .text(comment.text),
      ]
    }
  }
}

extension SystemRows.Column {
  init(name: String, typeName: String, modifier: Int64, isNotNull: Bool, comment: String?) {
    guard let type = SystemType.byName[typeName] else { preconditionFailure("pg_type has a row for \(typeName)") }
    self.init(name: name, type: type, modifier: modifier, isNotNull: isNotNull, comment: comment)
  }

  init(_ column: CatalogueColumn) {
    switch column.type {
    case .varchar(let length):
      self.init(
        name: column.name, typeName: "varchar", modifier: Int64(length) + 4, isNotNull: false, comment: column.meaning)
    case .timestamp:
      self.init(name: column.name, typeName: "timestamp", modifier: 0, isNotNull: false, comment: column.meaning)
    }
  }

  init(_ column: SmallTable.Column) {
    switch column.type {
    case .varchar(let length?):
      self.init(
        name: column.name, typeName: "varchar", modifier: Int64(length) + 4, isNotNull: false, comment: column.meaning)
    default:
      self.init(name: column.name, typeName: "numeric", modifier: -1, isNotNull: false, comment: column.meaning)
    }
  }

  init(_ column: SystemColumn) {
    let isLimited = column.typeName == "varchar(3)"
    self.init(
      name: column.name, typeName: isLimited ? "varchar" : column.typeName, modifier: isLimited ? 7 : -1,
      isNotNull: column.isNotNull, comment: nil)
  }
}

extension CatalogueKind {
  /// The view's object id.
  var objectID: Int64 {
    switch self {
    case .ypml: SystemObject.ypml
    case .zlxm: SystemObject.zlxm
    case .bzml: SystemObject.bzml
    }
  }
}
