extension SystemRows {
  func accessMethod(_ oid: Int64, _ name: String, _ handler: String, _ type: String) -> [String: CatalogueValue] {
    ["oid": .integer(oid), "amname": .text(name), "amhandler": .text(handler), "amtype": .text(type)]
  }

  func collation(_ oid: Int64, _ name: String, _ provider: String) -> [String: CatalogueValue] {
    [
      "oid": .integer(oid), "collname": .text(name), "collnamespace": .integer(SystemObject.pgCatalog),
      "collowner": .integer(SystemObject.owner), "collprovider": .text(provider), "collisdeterministic": .bool(true),
      "collencoding": .integer(-1), "collcollate": name == "C" ? .text("C") : .null,
      "collctype": name == "C" ? .text("C") : .null,
    ]
  }

  func tablespace(_ oid: Int64, _ name: String) -> [String: CatalogueValue] {
    ["oid": .integer(oid), "spcname": .text(name), "spcowner": .integer(SystemObject.owner)]
  }

  var database: [String: CatalogueValue] {
    [
      "oid": .integer(SystemObject.database), "datname": .text(options.database),
      "datdba": .integer(SystemObject.user), "encoding": .integer(6), "datlocprovider": .text("c"),
      "datallowconn": .bool(true), "datconnlimit": .integer(-1),
      "dattablespace": .integer(SystemObject.defaultTablespace), "datcollate": .text("C"), "datctype": .text("C"),
    ]
  }

  func role(_ oid: Int64, _ name: String, isSuper: Bool) -> [String: CatalogueValue] {
    [
      "oid": .integer(oid), "rolname": .text(name), "rolsuper": .bool(isSuper), "rolinherit": .bool(true),
      "rolcreaterole": .bool(isSuper), "rolcreatedb": .bool(isSuper), "rolcanlogin": .bool(!isSuper),
      "rolreplication": .bool(isSuper), "rolbypassrls": .bool(isSuper), "rolconnlimit": .integer(-1),
      "rolpassword": .null,
    ]
  }

  /// The few settings that tools read here or by `current_setting` rather than by SHOW, and that never change.
  static let settings = [
    ("max_identifier_length", "63"), ("max_index_keys", "32"), ("server_encoding", "UTF8"),
    ("integer_datetimes", "on"), ("standard_conforming_strings", "on"), ("default_transaction_read_only", "on"),
    ("search_path", ViewSchema.name), ("server_version", "15.18 (Qianzhi)"), ("server_version_num", "150018"),
    ("block_size", "8192"), ("lc_collate", "C"), ("lc_ctype", "C"), ("is_superuser", "off"),
  ]

  var settingRows: [[String: CatalogueValue]] {
    Self.settings.map { name, value in
      [
        "name": .text(name), "setting": .text(value), "category": .text("Preset Options"),
        "context": .text("internal"),
        "vartype": .text(["on", "off"].contains(value) ? "bool" : Int(value) == nil ? "string" : "integer"),
        "source": .text("default"), "boot_val": .text(value), "reset_val": .text(value),
      ]
    }
  }

  /// `array_recv`, the one function that is listed: Npgsql knows array types by it.
  var arrayReceiver: [String: CatalogueValue] {
    [
      "oid": .integer(2400), "proname": .text("array_recv"), "pronamespace": .integer(SystemObject.pgCatalog),
      "proowner": .integer(SystemObject.owner), "prolang": .integer(12), "procost": .text("1"), "prorows": .text("0"),
      "prosupport": .text("-"), "prokind": .text("f"), "proisstrict": .bool(true), "provolatile": .text("s"),
      "proparallel": .text("s"), "pronargs": .integer(3), "prorettype": .integer(2277),
      "proargtypes": .text("2281 26 23"), "prosrc": .text("array_recv"),
    ]
  }

  func tableListing(_ object: Object) -> [String: CatalogueValue] {
    [
      "schemaname": .text(object.schema), "tablename": .text(object.name), "tableowner": .text(options.user),
      "hasindexes": .bool(false), "hasrules": .bool(false), "hastriggers": .bool(false), "rowsecurity": .bool(false),
    ]
  }

  func viewListing(_ object: Object) -> [String: CatalogueValue] {
    ["schemaname": .text(object.schema), "viewname": .text(object.name), "viewowner": .text(options.user)]
  }
}
