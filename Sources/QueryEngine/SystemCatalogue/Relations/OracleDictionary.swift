/// Oracle's dictionary views that HIS programs and their tools ask (Oracle Database Reference), with the columns they read.
/// Names in them are upper case, as Oracle keeps them.
extension SystemRelation {
  static let oracleSchema = "sys"

  static let oracleDictionary: [SystemRelation] =
    owned(
      "tables",
      "table_name:varchar! tablespace_name:varchar status:varchar num_rows:int8 last_analyzed:timestamp temporary:varchar"
    )
    + owned("views", "view_name:varchar! text_length:int4 text:varchar")
    + owned("tab_columns", columnList) + owned("tab_cols", columnList)
    + owned(
      "objects",
      "object_name:varchar! subobject_name:varchar object_id:int8 data_object_id:int8 object_type:varchar created:timestamp "
        + "last_ddl_time:timestamp timestamp:varchar status:varchar temporary:varchar generated:varchar secondary:varchar"
    )
    + owned("tab_comments", "table_name:varchar! table_type:varchar comments:varchar")
    + owned("col_comments", "table_name:varchar! column_name:varchar! comments:varchar")
    + owned(
      "constraints",
      "constraint_name:varchar! constraint_type:varchar table_name:varchar! search_condition:varchar r_owner:varchar "
        + "r_constraint_name:varchar delete_rule:varchar status:varchar index_name:varchar")
    + owned("cons_columns", "constraint_name:varchar! table_name:varchar! column_name:varchar position:int4")
    + owned(
      "indexes",
      "index_name:varchar! index_type:varchar table_owner:varchar table_name:varchar! table_type:varchar uniqueness:varchar "
        + "tablespace_name:varchar status:varchar")
    + owned(
      "ind_columns",
      "index_name:varchar! table_owner:varchar table_name:varchar! column_name:varchar column_position:int4 "
        + "column_length:int4 char_length:int4 descend:varchar")
    + owned("synonyms", "synonym_name:varchar! table_owner:varchar table_name:varchar! db_link:varchar")
    + owned("procedures", "object_name:varchar! procedure_name:varchar object_type:varchar")
    + [
      oracle("cols", "table_name:varchar! \(columnList.split(separator: " ").dropFirst().joined(separator: " "))"),
      oracle("tab", "tname:varchar! tabtype:varchar clusterid:int8"),
      oracle("cat", "table_name:varchar! table_type:varchar"),
      oracle("user_catalog", "table_name:varchar! table_type:varchar"),
      oracle(
        "all_users",
        "username:varchar! user_id:int8 account_status:varchar default_tablespace:varchar created:timestamp"),
      oracle(
        "user_users",
        "username:varchar! user_id:int8 account_status:varchar default_tablespace:varchar created:timestamp"),
      oracle(
        "user_tab_privs",
        "grantee:varchar! owner:varchar! table_name:varchar! grantor:varchar! privilege:varchar! grantable:varchar"),
      oracle("user_sys_privs", "username:varchar privilege:varchar! admin_option:varchar"),
      oracle("session_privs", "privilege:varchar!"),
      oracle("nls_session_parameters", "parameter:varchar! value:varchar"),
      oracle("nls_database_parameters", "parameter:varchar! value:varchar"),
      oracle("v$nls_parameters", "parameter:varchar! value:varchar"), oracle("v$version", "banner:varchar!"),
      oracle("product_component_version", "product:varchar! version:varchar status:varchar"),
      oracle("global_name", "global_name:varchar!"),
    ] + withoutRows

  /// Views whose rows would tell of what is not here: programs, sequences, roles, links. And those that list others.
  private static let withoutRows: [SystemRelation] =
    owned(
      "triggers",
      "trigger_name:varchar trigger_type:varchar triggering_event:varchar table_owner:varchar base_object_type:varchar "
        + "table_name:varchar column_name:varchar referencing_names:varchar when_clause:varchar status:varchar "
        + "description:varchar action_type:varchar trigger_body:varchar")
    + owned("source", "name:varchar type:varchar line:int4 text:varchar")
    + owned(
      "arguments",
      "object_name:varchar package_name:varchar object_id:int8! overload:varchar subprogram_id:int4 "
        + "argument_name:varchar position:int4! sequence:int4! data_level:int4! data_type:varchar defaulted:varchar "
        + "default_value:varchar default_length:int4 in_out:varchar data_length:int4 data_precision:int4 "
        + "data_scale:int4 radix:int4 character_set_name:varchar type_owner:varchar type_name:varchar "
        + "type_subname:varchar type_link:varchar pls_type:varchar char_length:int4 char_used:varchar")
    + owned("db_links", "db_link:varchar! username:varchar host:varchar created:timestamp!")
    + [
      oracle("all_sequences", "sequence_owner:varchar! \(sequenceColumns)"),
      oracle("user_sequences", sequenceColumns),
      oracle("all_catalog", "owner:varchar! table_name:varchar! table_type:varchar"),
      oracle("dictionary", "table_name:varchar! comments:varchar"),
      oracle("dict", "table_name:varchar! comments:varchar"),
      oracle("session_roles", "role:varchar!"),
      oracle(
        "user_role_privs",
        "username:varchar granted_role:varchar admin_option:varchar default_role:varchar os_granted:varchar"),
      oracle("nls_instance_parameters", "parameter:varchar! value:varchar"),
    ]

  private static let sequenceColumns =
    "sequence_name:varchar! min_value:numeric max_value:numeric increment_by:numeric! cycle_flag:varchar "
    + "order_flag:varchar cache_size:numeric! last_number:numeric!"

  private static let columnList =
    "table_name:varchar! column_name:varchar! data_type:varchar data_type_mod:varchar data_type_owner:varchar "
    + "data_length:int4 data_precision:int4 data_scale:int4 nullable:varchar column_id:int4 default_length:int4 "
    + "data_default:varchar num_distinct:int8 num_nulls:int8 character_set_name:varchar char_col_decl_length:int4 "
    + "char_length:int4 char_used:varchar"

  /// `ALL_…` with the owner before its columns, and `USER_…` without.
  private static func owned(_ name: String, _ columns: String) -> [SystemRelation] {
    [oracle("all_\(name)", "owner:varchar! \(columns)"), oracle("user_\(name)", columns)]
  }

  private static func oracle(_ name: String, _ columns: String) -> SystemRelation {
    SystemRelation(schema: oracleSchema, name: name, oid: 0, isView: true, columns: columns)
  }
}
