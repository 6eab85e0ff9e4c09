extension SystemRelation {
  /// Relations of tables, columns and what hangs on them.
  static let tables: [SystemRelation] = [
    SystemRelation(
      schema: "pg_catalog", name: "pg_class", oid: 1259, isView: false,
      columns: """
        oid:oid! relname:name! relnamespace:oid! reltype:oid! reloftype:oid! relowner:oid! relam:oid!
        relfilenode:oid! reltablespace:oid! relpages:int4! reltuples:float4! relallvisible:int4!
        reltoastrelid:oid! relhasindex:bool! relisshared:bool! relpersistence:char! relkind:char! relnatts:int2!
        relchecks:int2! relhasrules:bool! relhastriggers:bool! relhassubclass:bool! relrowsecurity:bool!
        relforcerowsecurity:bool! relispopulated:bool! relreplident:char! relispartition:bool! relrewrite:oid!
        relfrozenxid:xid! relminmxid:xid! relacl:_aclitem reloptions:_text relpartbound:pg_node_tree
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_attribute", oid: 1249, isView: false,
      columns: """
        attrelid:oid! attname:name! atttypid:oid! attstattarget:int4! attlen:int2! attnum:int2! attndims:int4!
        attcacheoff:int4! atttypmod:int4! attbyval:bool! attalign:char! attstorage:char! attcompression:char!
        attnotnull:bool! atthasdef:bool! atthasmissing:bool! attidentity:char! attgenerated:char!
        attisdropped:bool! attislocal:bool! attinhcount:int4! attcollation:oid! attacl:_aclitem attoptions:_text
        attfdwoptions:_text attmissingval:anyarray
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_attrdef", oid: 2604, isView: false,
      columns: """
        oid:oid! adrelid:oid! adnum:int2! adbin:pg_node_tree!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_index", oid: 2610, isView: false,
      columns: """
        indexrelid:oid! indrelid:oid! indnatts:int2! indnkeyatts:int2! indisunique:bool!
        indnullsnotdistinct:bool! indisprimary:bool! indisexclusion:bool! indimmediate:bool! indisclustered:bool!
        indisvalid:bool! indcheckxmin:bool! indisready:bool! indislive:bool! indisreplident:bool!
        indkey:int2vector! indcollation:oidvector! indclass:oidvector! indoption:int2vector!
        indexprs:pg_node_tree indpred:pg_node_tree
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_constraint", oid: 2606, isView: false,
      columns: """
        oid:oid! conname:name! connamespace:oid! contype:char! condeferrable:bool! condeferred:bool!
        convalidated:bool! conrelid:oid! contypid:oid! conindid:oid! conparentid:oid! confrelid:oid!
        confupdtype:char! confdeltype:char! confmatchtype:char! conislocal:bool! coninhcount:int4!
        connoinherit:bool! conkey:_int2 confkey:_int2 conpfeqop:_oid conppeqop:_oid conffeqop:_oid
        confdelsetcols:_int2 conexclop:_oid conbin:pg_node_tree
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_inherits", oid: 2611, isView: false,
      columns: """
        inhrelid:oid! inhparent:oid! inhseqno:int4! inhdetachpending:bool!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_partitioned_table", oid: 3350, isView: false,
      columns: """
        partrelid:oid! partstrat:char! partnatts:int2! partdefid:oid! partattrs:int2vector! partclass:oidvector!
        partcollation:oidvector! partexprs:pg_node_tree
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_rewrite", oid: 2618, isView: false,
      columns: """
        oid:oid! rulename:name! ev_class:oid! ev_type:char! ev_enabled:char! is_instead:bool!
        ev_qual:pg_node_tree! ev_action:pg_node_tree!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_trigger", oid: 2620, isView: false,
      columns: """
        oid:oid! tgrelid:oid! tgparentid:oid! tgname:name! tgfoid:oid! tgtype:int2! tgenabled:char!
        tgisinternal:bool! tgconstrrelid:oid! tgconstrindid:oid! tgconstraint:oid! tgdeferrable:bool!
        tginitdeferred:bool! tgnargs:int2! tgattr:int2vector! tgargs:bytea! tgqual:pg_node_tree tgoldtable:name
        tgnewtable:name
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_policy", oid: 3256, isView: false,
      columns: """
        oid:oid! polname:name! polrelid:oid! polcmd:char! polpermissive:bool! polroles:_oid! polqual:pg_node_tree
        polwithcheck:pg_node_tree
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_statistic_ext", oid: 3381, isView: false,
      columns: """
        oid:oid! stxrelid:oid! stxname:name! stxnamespace:oid! stxowner:oid! stxstattarget:int4!
        stxkeys:int2vector! stxkind:_char! stxexprs:pg_node_tree
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_sequence", oid: 2224, isView: false,
      columns: """
        seqrelid:oid! seqtypid:oid! seqstart:int8! seqincrement:int8! seqmax:int8! seqmin:int8! seqcache:int8!
        seqcycle:bool!
        """),
    SystemRelation(
      schema: "pg_catalog", name: "pg_foreign_table", oid: 3118, isView: false,
      columns: """
        ftrelid:oid! ftserver:oid! ftoptions:_text
        """),
  ]
}
