extension SystemRelation {
  /// The system views, here tables like the rest.
  static let views: [SystemRelation] = [
    SystemRelation(
      schema: "pg_catalog", name: "pg_roles", oid: 12000, isView: true,
      columns: """
        rolname:name rolsuper:bool rolinherit:bool rolcreaterole:bool rolcreatedb:bool rolcanlogin:bool
        rolreplication:bool rolconnlimit:int4 rolpassword:text rolvaliduntil:timestamptz rolbypassrls:bool
        rolconfig:_text oid:oid
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_user", oid: 12014, isView: true,
      columns: """
        usename:name usesysid:oid usecreatedb:bool usesuper:bool userepl:bool usebypassrls:bool passwd:text
        valuntil:timestamptz useconfig:_text
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_settings", oid: 12104, isView: true,
      columns: """
        name:text setting:text unit:text category:text short_desc:text extra_desc:text context:text vartype:text
        source:text min_val:text max_val:text enumvals:_text boot_val:text reset_val:text sourcefile:text
        sourceline:int4 pending_restart:bool
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_tables", oid: 12033, isView: true,
      columns: """
        schemaname:name tablename:name tableowner:name tablespace:name hasindexes:bool hasrules:bool
        hastriggers:bool rowsecurity:bool
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_views", oid: 12028, isView: true,
      columns: """
        schemaname:name viewname:name viewowner:name definition:text
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_indexes", oid: 12043, isView: true,
      columns: """
        schemaname:name tablename:name indexname:name tablespace:name indexdef:text
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_matviews", oid: 12038, isView: true,
      columns: """
        schemaname:name matviewname:name matviewowner:name tablespace:name hasindexes:bool ispopulated:bool
        definition:text
        """),
  ]
}
