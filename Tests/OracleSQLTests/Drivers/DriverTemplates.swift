/// What psqlODBC 13 and 18 ask the catalogue, as recorded, with the object ids of the result types PostgreSQL 15 answered.
/// `nil` where the answer has a type of ours that PostgreSQL calls otherwise (vectors).
enum DriverTemplates {
  struct Template: Sendable, CustomStringConvertible {
    let description: String
    let sql: String
    let types: [UInt32]?
  }

  static let all = [
    Template(
      description: "large object probe",
      sql: #"""
        select oid, typbasetype from pg_type where typname = 'lo'
        """#,
      types: [26, 26]),
    Template(
      description: "tables",
      sql: #"""
        select relname, nspname, relkind from pg_catalog.pg_class c, pg_catalog.pg_namespace n where \#
        relkind in ('r', 'v', 'm', 'f', 'p') and nspname like 'public' and relname like 'ypml' and nspname \#
        not in ('pg_catalog', 'information_schema', 'pg_toast', 'pg_temp_1') and n.oid = relnamespace order \#
        by nspname, relname
        """#,
      types: [19, 19, 18]),
    Template(
      description: "schemas",
      sql: #"""
        select NULL, nspname, NULL from pg_catalog.pg_namespace n where true and nspname not in \#
        ('pg_catalog', 'information_schema', 'pg_toast', 'pg_temp_1') order by nspname
        """#,
      types: [25, 19, 25]),
    Template(
      description: "table types",
      sql: #"""
        select NULL, NULL, relkind from (select 'r' as relkind union select 'v' union select 'm' union \#
        select 'f' union select 'p') as a
        """#,
      types: [25, 25, 25]),
    Template(
      description: "catalogues",
      sql: #"""
        select NULL, NULL, NULL
        """#,
      types: [25, 25, 25]),
    Template(
      description: "columns, 13",
      sql: #"""
        select n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, \#
        a.attnotnull, c.relhasrules, c.relkind, c.oid, pg_get_expr(d.adbin, d.adrelid), case t.typtype when \#
        'd' then t.typbasetype else 0 end, t.typtypmod, 0, attidentity, c.relhassubclass from \#
        (((pg_catalog.pg_class c inner join pg_catalog.pg_namespace n on n.oid = c.relnamespace and \#
        c.relname like 'ypml' and n.nspname like 'public') inner join pg_catalog.pg_attribute a on (not \#
        a.attisdropped) and a.attnum > 0 and a.attrelid = c.oid) inner join pg_catalog.pg_type t on t.oid = \#
        a.atttypid) left outer join pg_attrdef d on a.atthasdef and d.adrelid = a.attrelid and d.adnum = \#
        a.attnum order by n.nspname, c.relname, attnum
        """#,
      types: [19, 19, 19, 26, 19, 21, 21, 23, 16, 16, 18, 26, 25, 26, 23, 23, 18, 16]),
    Template(
      description: "columns, 18",
      sql: #"""
        select n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, \#
        a.attnotnull, c.relhasrules, c.relkind, c.oid, pg_get_expr(d.adbin, d.adrelid), case t.typtype when \#
        'd' then t.typbasetype else 0 end, t.typtypmod, 0, attidentity, c.relhassubclass from \#
        (((pg_catalog.pg_class c inner join pg_catalog.pg_namespace n on n.oid = c.relnamespace and \#
        c.relname like 'zlxm' and n.nspname like 'public') inner join pg_catalog.pg_attribute a on (not \#
        a.attisdropped) and a.attnum operator(pg_catalog.>) 0 and a.attname like 'x%' and a.attrelid \#
        operator(pg_catalog.=) c.oid) inner join pg_catalog.pg_type t on t.oid operator(pg_catalog.=) \#
        a.atttypid) left outer join pg_attrdef d on a.atthasdef and d.adrelid operator(pg_catalog.=) \#
        a.attrelid and d.adnum operator(pg_catalog.=) a.attnum order by n.nspname, c.relname, attnum
        """#,
      types: [19, 19, 19, 26, 19, 21, 21, 23, 16, 16, 18, 26, 25, 26, 23, 23, 18, 16]),
    Template(
      description: "primary key, 18",
      sql: #"""
        select ta.attname, ia.attnum, ic.relname, n.nspname, tc.relname from pg_catalog.pg_attribute ta, \#
        pg_catalog.pg_attribute ia, pg_catalog.pg_class tc, pg_catalog.pg_index i, pg_catalog.pg_namespace \#
        n, pg_catalog.pg_class ic where tc.relname operator(pg_catalog.=) 'ypml' AND n.nspname \#
        operator(pg_catalog.=) 'public' AND tc.oid operator(pg_catalog.=) i.indrelid AND n.oid \#
        operator(pg_catalog.=) tc.relnamespace AND i.indisprimary operator(pg_catalog.=) 't' AND \#
        ia.attrelid operator(pg_catalog.=) i.indexrelid AND ta.attrelid operator(pg_catalog.=) i.indrelid \#
        AND ta.attnum operator(pg_catalog.=) i.indkey[ia.attnum-1] AND (NOT ta.attisdropped) AND (NOT \#
        ia.attisdropped) AND ic.oid operator(pg_catalog.=) i.indexrelid AND ia.attnum \#
        operator(pg_catalog.<=) i.indnkeyatts order by ia.attnum
        """#,
      types: [19, 21, 19, 19, 19]),
    Template(
      description: "primary key by its name, 13",
      sql: #"""
        select ta.attname, ia.attnum, ic.relname, n.nspname, NULL from pg_catalog.pg_attribute ta, \#
        pg_catalog.pg_attribute ia, pg_catalog.pg_class ic, pg_catalog.pg_index i, pg_catalog.pg_namespace \#
        n where ic.relname = 'ypml_pkey' AND n.nspname = 'public' AND ic.oid = i.indexrelid AND n.oid = \#
        ic.relnamespace AND ia.attrelid = i.indexrelid AND ta.attrelid = i.indrelid AND ta.attnum = \#
        i.indkey[ia.attnum-1] AND (NOT ta.attisdropped) AND (NOT ia.attisdropped) order by ia.attnum
        """#,
      types: [19, 21, 19, 19, 25]),
    Template(
      description: "foreign keys, 13",
      sql: #"""
        select  'catalogue'::name as "PKTABLE_CAT",
          n2.nspname as "PKTABLE_SCHEM",
          c2.relname as "PKTABLE_NAME",
          a2.attname as "PKCOLUMN_NAME",
          'catalogue'::name as "FKTABLE_CAT",
          n1.nspname as "FKTABLE_SCHEM",
          c1.relname as "FKTABLE_NAME",
          a1.attname as "FKCOLUMN_NAME",
          i::int2 as "KEY_SEQ",
          case ref.confupdtype
            when 'c' then 0::int2
            when 'n' then 2::int2
            when 'd' then 4::int2
            when 'r' then 1::int2
            else 3::int2
          end as "UPDATE_RULE",
          case ref.confdeltype
            when 'c' then 0::int2
            when 'n' then 2::int2
            when 'd' then 4::int2
            when 'r' then 1::int2
            else 3::int2
          end as "DELETE_RULE",
          ref.conname as "FK_NAME",
          cn.conname as "PK_NAME",
          case
            when ref.condeferrable then
              case
              when ref.condeferred then 5::int2
              else 6::int2
              end
            else 7::int2
          end as "DEFERRABILITY"
         from
         ((((((( (select cn.oid, conrelid, conkey, confrelid, confkey,
           generate_series(array_lower(conkey, 1), array_upper(conkey, 1)) as i,
           confupdtype, confdeltype, conname,
           condeferrable, condeferred
          from pg_catalog.pg_constraint cn,
          pg_catalog.pg_class c,
          pg_catalog.pg_namespace n
          where contype = 'f'
           and  confrelid = c.oid
           and  relname = 'ypml'
           and  n.oid = c.relnamespace
           and  n.nspname = 'public'
         ) ref
         inner join pg_catalog.pg_class c1
          on c1.oid = ref.conrelid)
         inner join pg_catalog.pg_namespace n1
          on  n1.oid = c1.relnamespace)
         inner join pg_catalog.pg_attribute a1
          on  a1.attrelid = c1.oid
          and  a1.attnum = conkey[i])
         inner join pg_catalog.pg_class c2
          on  c2.oid = ref.confrelid)
         inner join pg_catalog.pg_namespace n2
          on  n2.oid = c2.relnamespace)
         inner join pg_catalog.pg_attribute a2
          on  a2.attrelid = c2.oid
          and  a2.attnum = confkey[i])
         left outer join pg_catalog.pg_constraint cn
          on cn.conrelid = ref.confrelid
          and cn.contype = 'p')
          order by ref.oid, ref.i
        """#,
      types: [19, 19, 19, 19, 19, 19, 19, 19, 21, 21, 21, 19, 19, 21]),
    Template(
      description: "statistics",
      sql: #"""
        select c.relname, i.indkey, i.indisunique, i.indisclustered, a.amname, c.relhasrules, n.nspname, \#
        c.oid, 0, i.indoption from pg_catalog.pg_index i, pg_catalog.pg_class c, pg_catalog.pg_class d, \#
        pg_catalog.pg_am a, pg_catalog.pg_namespace n where d.relname = 'ypml' and n.nspname = 'public' and \#
        n.oid = d.relnamespace and d.oid = i.indrelid and i.indexrelid = c.oid and c.relam = a.oid order by \#
        i.indisprimary desc, i.indisunique, n.nspname, c.relname
        """#,
      types: nil),
    Template(
      description: "special columns",
      sql: #"""
        select c.relhasrules, c.relkind, 0 as relhasoids from pg_catalog.pg_namespace u, \#
        pg_catalog.pg_class c where u.oid = c.relnamespace and c.relname = 'ypml' and u.nspname = 'public'
        """#,
      types: [16, 18, 23]),
    Template(
      description: "procedures",
      sql: #"""
        select proname, proretset, prorettype, pronargs, proargtypes, nspname, p.oid, atttypid, attname, \#
        proargnames, proargmodes, proallargtypes from ((pg_catalog.pg_namespace n inner join \#
        pg_catalog.pg_proc p on p.pronamespace = n.oid) inner join pg_type t on t.oid = p.prorettype) left \#
        outer join pg_attribute a on a.attrelid = t.typrelid  and attnum > 0 and not attisdropped where \#
        has_function_privilege(p.oid, 'EXECUTE') and proname like 'zzz' order by nspname, proname, p.oid, \#
        attnum
        """#,
      types: nil),
    Template(
      description: "schema of a table",
      sql: #"""
        select nspname from pg_namespace n, pg_class c where c.relnamespace=n.oid and \#
        c.oid='"ypml"'::regclass
        """#,
      types: [19]),
  ]
}
