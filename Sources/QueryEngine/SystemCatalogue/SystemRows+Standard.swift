/// Rows of the information schema: like PostgreSQL it lists what its user may read, the catalogue included.
extension SystemRows {
  func standardRows(of relation: String) -> [[String: CatalogueValue]] {
    switch relation {
    case "tables": objects.map(standardTable)
    case "columns": objects.flatMap(standardColumns)
    case "schemata": standardSchemata
    case "views": objects.filter { $0.kind == "v" }.map(standardView)
    default: []
    }
  }

  private func standardTable(_ object: Object) -> [String: CatalogueValue] {
    [
      "table_catalog": .text(options.database), "table_schema": .text(object.schema),
      "table_name": .text(object.name), "table_type": .text(object.kind == "r" ? "BASE TABLE" : "VIEW"),
      "is_insertable_into": .text("NO"), "is_typed": .text("NO"),
    ]
  }

  private func standardView(_ object: Object) -> [String: CatalogueValue] {
    [
      "table_catalog": .text(options.database), "table_schema": .text(object.schema),
      "table_name": .text(object.name), "check_option": .text("NONE"), "is_updatable": .text("NO"),
      "is_insertable_into": .text("NO"), "is_trigger_updatable": .text("NO"), "is_trigger_deletable": .text("NO"),
      "is_trigger_insertable_into": .text("NO"),
    ]
  }

  private var standardSchemata: [[String: CatalogueValue]] {
    [
      ("pg_catalog", "postgres"), ("public", "pg_database_owner"), ("information_schema", "postgres"),
      (ViewSchema.name, options.user),
    ].map { schema, owner in
      [
        "catalog_name": .text(options.database), "schema_name": .text(schema), "schema_owner": .text(owner),
      ]
    }
  }

  private func standardColumns(_ object: Object) -> [[String: CatalogueValue]] {
    object.columns.enumerated().map { index, column in
      var row: [String: CatalogueValue] = [
        "table_catalog": .text(options.database), "table_schema": .text(object.schema),
        "table_name": .text(object.name), "column_name": .text(column.name),
        "ordinal_position": .integer(Int64(index + 1)), "is_nullable": .text(column.isNotNull ? "NO" : "YES"),
        "data_type": .text(standardName(of: column.type.name)), "udt_catalog": .text(options.database),
        "udt_schema": .text("pg_catalog"), "udt_name": .text(column.type.name),
        "dtd_identifier": .text(String(index + 1)), "is_self_referencing": .text("NO"), "is_identity": .text("NO"),
        "identity_cycle": .text("NO"), "is_generated": .text("NEVER"), "is_updatable": .text("NO"),
      ]
      if column.type.name == "varchar" {
        if column.modifier >= 4 { row["character_maximum_length"] = .integer(column.modifier - 4) }
        // Four bytes a character in UTF-8; without a length PostgreSQL says 2^30.
        row["character_octet_length"] = .integer(column.modifier >= 4 ? (column.modifier - 4) * 4 : 1 << 30)
      }
      if column.type.name == "timestamp" {
        row["datetime_precision"] = .integer(column.modifier >= 0 ? column.modifier : 6)
      }
      if let bits = ["int2": 16, "int4": 32, "int8": 64][column.type.name] {
        row["numeric_precision"] = .integer(Int64(bits))
        row["numeric_precision_radix"] = .integer(2)
        row["numeric_scale"] = .integer(0)
      }
      return row
    }
  }

  private func standardName(of type: String) -> String {
    if type.hasPrefix("_") { return "ARRAY" }
    switch type {
    case "varchar": return "character varying"
    case "timestamp": return "timestamp without time zone"
    case "timestamptz": return "timestamp with time zone"
    case "bool": return "boolean"
    case "char": return "\"char\""
    case "int2": return "smallint"
    case "int4": return "integer"
    case "int8": return "bigint"
    case "float4": return "real"
    case "float8": return "double precision"
    case "int2vector", "oidvector": return "ARRAY"
    default: return type
    }
  }
}
