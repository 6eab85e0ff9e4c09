extension SystemRelation {
  /// Relations of the database, its schemas and users.
  static let server: [SystemRelation] = [
    SystemRelation(
      schema: "pg_catalog", name: "pg_namespace", oid: 2615, isView: false,
      columns: """
        oid:oid! nspname:name! nspowner:oid! nspacl:_aclitem
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_database", oid: 1262, isView: false,
      columns: """
        oid:oid! datname:name! datdba:oid! encoding:int4! datlocprovider:char! datistemplate:bool!
        datallowconn:bool! datconnlimit:int4! datfrozenxid:xid! datminmxid:xid! dattablespace:oid!
        datcollate:text! datctype:text! daticulocale:text datcollversion:text datacl:_aclitem
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_tablespace", oid: 1213, isView: false,
      columns: """
        oid:oid! spcname:name! spcowner:oid! spcacl:_aclitem spcoptions:_text
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_authid", oid: 1260, isView: false,
      columns: """
        oid:oid! rolname:name! rolsuper:bool! rolinherit:bool! rolcreaterole:bool! rolcreatedb:bool!
        rolcanlogin:bool! rolreplication:bool! rolbypassrls:bool! rolconnlimit:int4! rolpassword:text
        rolvaliduntil:timestamptz
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_auth_members", oid: 1261, isView: false,
      columns: """
        roleid:oid! member:oid! grantor:oid! admin_option:bool!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_extension", oid: 3079, isView: false,
      columns: """
        oid:oid! extname:name! extowner:oid! extnamespace:oid! extrelocatable:bool! extversion:text!
        extconfig:_oid extcondition:_text
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_description", oid: 2609, isView: false,
      columns: """
        objoid:oid! classoid:oid! objsubid:int4! description:text!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_shdescription", oid: 2396, isView: false,
      columns: """
        objoid:oid! classoid:oid! description:text!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_depend", oid: 2608, isView: false,
      columns: """
        classid:oid! objid:oid! objsubid:int4! refclassid:oid! refobjid:oid! refobjsubid:int4! deptype:char!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_foreign_server", oid: 1417, isView: false,
      columns: """
        oid:oid! srvname:name! srvowner:oid! srvfdw:oid! srvtype:text srvversion:text srvacl:_aclitem
        srvoptions:_text
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_publication", oid: 6104, isView: false,
      columns: """
        oid:oid! pubname:name! pubowner:oid! puballtables:bool! pubinsert:bool! pubupdate:bool! pubdelete:bool!
        pubtruncate:bool! pubviaroot:bool!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_publication_rel", oid: 6106, isView: false,
      columns: """
        oid:oid! prpubid:oid! prrelid:oid! prqual:pg_node_tree prattrs:int2vector
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_publication_namespace", oid: 6237, isView: false,
      columns: """
        oid:oid! pnpubid:oid! pnnspid:oid!
        """),
  ]
}
