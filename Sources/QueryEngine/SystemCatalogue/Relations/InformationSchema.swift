extension SystemRelation {
  /// The standard's own catalogue. Domain columns carry their base type, as in RowDescription.
  static let informationSchema: [SystemRelation] = [
    SystemRelation(
      schema: "information_schema", name: "tables", oid: 13425, isView: true,
      columns: """
        table_catalog:name table_schema:name table_name:name table_type:varchar self_referencing_column_name:name
        reference_generation:varchar user_defined_type_catalog:name user_defined_type_schema:name
        user_defined_type_name:name is_insertable_into:varchar(3) is_typed:varchar(3) commit_action:varchar
        """),
    SystemRelation(
      schema: "information_schema", name: "columns", oid: 13295, isView: true,
      columns: """
        table_catalog:name table_schema:name table_name:name column_name:name ordinal_position:int4
        column_default:varchar is_nullable:varchar(3) data_type:varchar character_maximum_length:int4
        character_octet_length:int4 numeric_precision:int4 numeric_precision_radix:int4 numeric_scale:int4
        datetime_precision:int4 interval_type:varchar interval_precision:int4 character_set_catalog:name
        character_set_schema:name character_set_name:name collation_catalog:name collation_schema:name
        collation_name:name domain_catalog:name domain_schema:name domain_name:name udt_catalog:name
        udt_schema:name udt_name:name scope_catalog:name scope_schema:name scope_name:name
        maximum_cardinality:int4 dtd_identifier:name is_self_referencing:varchar(3) is_identity:varchar(3)
        identity_generation:varchar identity_start:varchar identity_increment:varchar identity_maximum:varchar
        identity_minimum:varchar identity_cycle:varchar(3) is_generated:varchar generation_expression:varchar
        is_updatable:varchar(3)
        """),
    SystemRelation(
      schema: "information_schema", name: "schemata", oid: 13382, isView: true,
      columns: """
        catalog_name:name schema_name:name schema_owner:name default_character_set_catalog:name
        default_character_set_schema:name default_character_set_name:name sql_path:varchar
        """),
    SystemRelation(
      schema: "information_schema", name: "views", oid: 13483, isView: true,
      columns: """
        table_catalog:name table_schema:name table_name:name view_definition:varchar check_option:varchar
        is_updatable:varchar(3) is_insertable_into:varchar(3) is_trigger_updatable:varchar(3)
        is_trigger_deletable:varchar(3) is_trigger_insertable_into:varchar(3)
        """),
    SystemRelation(
      schema: "information_schema", name: "table_constraints", oid: 13411, isView: true,
      columns: """
        constraint_catalog:name constraint_schema:name constraint_name:name table_catalog:name table_schema:name
        table_name:name constraint_type:varchar is_deferrable:varchar(3) initially_deferred:varchar(3)
        enforced:varchar(3) nulls_distinct:varchar(3)
        """),
    SystemRelation(
      schema: "information_schema", name: "key_column_usage", oid: 13329, isView: true,
      columns: """
        constraint_catalog:name constraint_schema:name constraint_name:name table_catalog:name table_schema:name
        table_name:name column_name:name ordinal_position:int4 position_in_unique_constraint:int4
        """),
  ]
}
