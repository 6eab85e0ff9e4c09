extension SystemRelation {
  /// Relations of types, functions and what they are made of.
  static let types: [SystemRelation] = [
    SystemRelation(
      schema: "pg_catalog", name: "pg_type", oid: 1247, isView: false,
      columns: """
        oid:oid! typname:name! typnamespace:oid! typowner:oid! typlen:int2! typbyval:bool! typtype:char!
        typcategory:char! typispreferred:bool! typisdefined:bool! typdelim:char! typrelid:oid!
        typsubscript:regproc! typelem:oid! typarray:oid! typinput:regproc! typoutput:regproc! typreceive:regproc!
        typsend:regproc! typmodin:regproc! typmodout:regproc! typanalyze:regproc! typalign:char! typstorage:char!
        typnotnull:bool! typbasetype:oid! typtypmod:int4! typndims:int4! typcollation:oid!
        typdefaultbin:pg_node_tree typdefault:text typacl:_aclitem
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_enum", oid: 3501, isView: false,
      columns: """
        oid:oid! enumtypid:oid! enumsortorder:float4! enumlabel:name!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_range", oid: 3541, isView: false,
      columns: """
        rngtypid:oid! rngsubtype:oid! rngmultitypid:oid! rngcollation:oid! rngsubopc:oid! rngcanonical:regproc!
        rngsubdiff:regproc!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_proc", oid: 1255, isView: false,
      columns: """
        oid:oid! proname:name! pronamespace:oid! proowner:oid! prolang:oid! procost:float4! prorows:float4!
        provariadic:oid! prosupport:regproc! prokind:char! prosecdef:bool! proleakproof:bool! proisstrict:bool!
        proretset:bool! provolatile:char! proparallel:char! pronargs:int2! pronargdefaults:int2! prorettype:oid!
        proargtypes:oidvector! proallargtypes:_oid proargmodes:_char proargnames:_text
        proargdefaults:pg_node_tree protrftypes:_oid prosrc:text! probin:text prosqlbody:pg_node_tree
        proconfig:_text proacl:_aclitem
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_language", oid: 2612, isView: false,
      columns: """
        oid:oid! lanname:name! lanowner:oid! lanispl:bool! lanpltrusted:bool! lanplcallfoid:oid! laninline:oid!
        lanvalidator:oid! lanacl:_aclitem
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_operator", oid: 2617, isView: false,
      columns: """
        oid:oid! oprname:name! oprnamespace:oid! oprowner:oid! oprkind:char! oprcanmerge:bool! oprcanhash:bool!
        oprleft:oid! oprright:oid! oprresult:oid! oprcom:oid! oprnegate:oid! oprcode:regproc! oprrest:regproc!
        oprjoin:regproc!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_opclass", oid: 2616, isView: false,
      columns: """
        oid:oid! opcmethod:oid! opcname:name! opcnamespace:oid! opcowner:oid! opcfamily:oid! opcintype:oid!
        opcdefault:bool! opckeytype:oid!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_am", oid: 2601, isView: false,
      columns: """
        oid:oid! amname:name! amhandler:regproc! amtype:char!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_cast", oid: 2605, isView: false,
      columns: """
        oid:oid! castsource:oid! casttarget:oid! castfunc:oid! castcontext:char! castmethod:char!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_collation", oid: 3456, isView: false,
      columns: """
        oid:oid! collname:name! collnamespace:oid! collowner:oid! collprovider:char! collisdeterministic:bool!
        collencoding:int4! collcollate:text collctype:text colliculocale:text collversion:text
        """),
  ]
}
