extension PsqlDifference {
  private static let sizes = "a table's rows are in its release file, which has no size of its own per table"
  private static let notOurs = "objects of PostgreSQL's own that nothing here is made of are not listed"
  private static let roles = "nobody logs in as postgres here"
  private static let definition = "the rows come from release files, not from a query"

  /// Lines with a size, which the agent leaves empty.
  private static func sized(_ lines: [(String, size: String, String)]) -> PsqlDifference {
    PsqlDifference(
      reason: sizes, postgres: lines.map { "\($0.0)|\($0.size)|\($0.2)" }, agent: lines.map { "\($0.0)||\($0.2)" })
  }

  private static let titles = [
    ("bzml", "病种目录"), ("dual", "DUAL"), ("ypml", "药品目录"), ("ypml_lbdm", "药品类别"), ("zlxm", "诊疗目录"),
    ("zlxm_lbdm2", "诊疗项目类别"),
  ]

  /// Tables wide enough have a TOAST table, whose page PostgreSQL counts.
  private static let tableSizes = sized(
    titles.map { name, title in
      let isWide = ["ypml", "ypml_lbdm", "zlxm"].contains(name)
      return ("his_interface|\(name)|table|his_interface|permanent|heap", isWide ? "8192 bytes" : "0 bytes", title)
    })

  static let tables: [String: PsqlDifference] = ["\\dt+": tableSizes, "\\d+": tableSizes]

  static let views: [String: PsqlDifference] = [
    "\\dv+": sized(
      titles.map { ("his_interface|\($0)|view|his_interface|permanent", "0 bytes", $1) }),
    "\\d+": sized(titles.map { ("his_interface|\($0)|view|his_interface|permanent|", "0 bytes", $1) }),
    "\\d+ ypml": PsqlDifference(reason: definition, hasNoDefinition: true),
    "\\d+ zlxm": PsqlDifference(reason: definition, hasNoDefinition: true),
    "\\d+ bzml": PsqlDifference(reason: definition, hasNoDefinition: true),
    "\\d+ dual": PsqlDifference(reason: definition, hasNoDefinition: true),
    "\\d+ zlxm_lbdm2": PsqlDifference(reason: definition, hasNoDefinition: true),
    "\\sv ypml": PsqlDifference(reason: definition, hasNoDefinition: true),
  ]

  static let both: [String: PsqlDifference] = [
    "\\dt *.*": PsqlDifference(reason: notOurs, isPart: true),
    "\\dS": PsqlDifference(reason: notOurs, isPart: true),
    "\\dTS": PsqlDifference(reason: notOurs, isPart: true),
    "\\dfS to_char": PsqlDifference(reason: notOurs, isPart: true),
    "\\dC": PsqlDifference(reason: notOurs, isPart: true),
    "\\dcS": PsqlDifference(reason: notOurs, isPart: true),
    "\\dOS": PsqlDifference(reason: notOurs, isPart: true),
    "\\dF": PsqlDifference(reason: notOurs, isPart: true),
    "\\dFd": PsqlDifference(reason: notOurs, isPart: true),
    "\\dFp": PsqlDifference(reason: notOurs, isPart: true),
    "\\dFt": PsqlDifference(reason: notOurs, isPart: true),
    "\\dA": PsqlDifference(reason: notOurs, isPart: true),
    "\\dA+": PsqlDifference(reason: notOurs, isPart: true),
    "\\dAc": PsqlDifference(reason: notOurs, isPart: true),
    "\\dAf": PsqlDifference(reason: notOurs, isPart: true),
    "\\dAo": PsqlDifference(reason: notOurs, isPart: true),
    "\\dAp": PsqlDifference(reason: notOurs, isPart: true),
    "\\dL": PsqlDifference(reason: notOurs, isPart: true),
    "\\dx": PsqlDifference(reason: notOurs, isPart: true),
    "\\dnS": PsqlDifference(
      reason: "nothing is stored out of line", postgres: ["pg_toast|postgres", "(5 rows)"],
      agent: ["(4 rows)"]),
    "\\dn+": PsqlDifference(
      reason: "access lists are not kept: who logs in may read the views and nothing else",
      postgres: [
        "public|pg_database_owner|pg_database_owner=UC/pg_database_owner",
        "=U/pg_database_owner|standard public schema",
      ], agent: ["public|pg_database_owner||standard public schema"]),
    "\\l": PsqlDifference(
      reason: "one database, without templates",
      postgres: [
        "postgres|postgres|UTF8|C|C||libc|", "template0|postgres|UTF8|C|C||libc|=c/postgres", "postgres=CTc/postgres",
        "template1|postgres|UTF8|C|C||libc|=c/postgres", "postgres=CTc/postgres", "(4 rows)",
      ], agent: ["(1 row)"]),
    "\\du": PsqlDifference(
      reason: roles, postgres: ["postgres|Superuser, Create role, Create DB, Replication, Bypass RLS|{}"],
      agent: ["postgres|Superuser, Create role, Create DB, Cannot login, Replication, Bypass RLS|{}"]),
    "\\dg": PsqlDifference(
      reason: roles, postgres: ["postgres|Superuser, Create role, Create DB, Replication, Bypass RLS|{}"],
      agent: ["postgres|Superuser, Create role, Create DB, Cannot login, Replication, Bypass RLS|{}"]),
    "\\du+": PsqlDifference(
      reason: roles, postgres: ["postgres|Superuser, Create role, Create DB, Replication, Bypass RLS|{}|"],
      agent: ["postgres|Superuser, Create role, Create DB, Cannot login, Replication, Bypass RLS|{}|"]),
    "\\dg+": PsqlDifference(
      reason: roles, postgres: ["postgres|Superuser, Create role, Create DB, Replication, Bypass RLS|{}|"],
      agent: ["postgres|Superuser, Create role, Create DB, Cannot login, Replication, Bypass RLS|{}|"]),
    "\\db+": PsqlDifference(
      reason: "tablespaces have no size here that could be forbidden",
      postgres: ["ERROR:  permission denied for tablespace pg_global"],
      agent: [
        "List of tablespaces", "Name|Owner|Location|Access privileges|Options|Size|Description",
        "pg_default|postgres|||||", "pg_global|postgres|||||", "(2 rows)",
      ]),
    "\\drds": PsqlDifference(
      reason: "the test sets PostgreSQL's search path for the user; here it is everyone's",
      postgres: ["List of settings", "Role|Database|Settings", "his_interface||search_path=his_interface", "(1 row)"],
      agent: ["Did not find any settings."]),
    "\\sf version": PsqlDifference(
      reason: "functions have no source",
      postgres: [
        "CREATE OR REPLACE FUNCTION pg_catalog.version()", " RETURNS text", " LANGUAGE internal",
        " STABLE PARALLEL SAFE STRICT", "AS $function$pgsql_version$function$",
      ], agent: ["ERROR:  pg_proc 中没有函数 'version'"]),
  ]
}
