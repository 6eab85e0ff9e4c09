import Foundation
import Testing

@testable import ViewServer

/// What Npgsql, DBeaver and pgAdmin ask as they connect, in statements of the same shape as those in their sources (Npgsql's
/// `PostgresDatabaseInfo`, DBeaver's `PostgreDatabase`, pgAdmin's `connection.py`), beside PostgreSQL 15.
@Suite(.serialized) struct ToolStatementTests {
  struct Statement: Sendable, CustomTestStringConvertible {
    let tool: String
    let sql: String
    /// Rows are compared too, of types that both have.
    var comparesRows = false
    var testDescription: String { tool }
  }

  static let statements = [
    Statement(
      tool: "Npgsql: types",
      sql: """
        select version();
        select ns.nspname, t.oid, t.typname, t.typtype, t.typnotnull, t.elemtypoid
        from (
          select typ.oid, typ.typnamespace, typ.typname, typ.typtype, typ.typrelid, typ.typnotnull, typ.relkind,
            elemtyp.oid as elemtypoid, elemtyp.typname as elemtypname, elemcls.relkind as elemrelkind,
            case when elemproc.proname = 'array_recv' then 'a' else elemtyp.typtype end as elemtyptype
          from (
            select typ.oid, typnamespace, typname, typrelid, typnotnull, relkind, typelem as elemoid,
              case when proc.proname = 'array_recv' then 'a' else typ.typtype end as typtype,
              case
                when proc.proname = 'array_recv' then typ.typelem
                when typ.typtype = 'r' then rngsubtype
                when typ.typtype = 'm' then (select rngtypid from pg_range where rngmultitypid = typ.oid)
                when typ.typtype = 'd' then typ.typbasetype
              end as elemtypoid
            from pg_type as typ
            left join pg_class as cls on (cls.oid = typ.typrelid)
            left join pg_proc as proc on proc.oid = typ.typreceive
            left join pg_range on (pg_range.rngtypid = typ.oid)
          ) as typ
          left join pg_type as elemtyp on elemtyp.oid = elemtypoid
          left join pg_class as elemcls on (elemcls.oid = elemtyp.typrelid)
          left join pg_proc as elemproc on elemproc.oid = elemtyp.typreceive
        ) as t
        join pg_namespace as ns on (ns.oid = typnamespace)
        where typtype in ('b', 'r', 'm', 'e', 'd') or -- base types and so on
          (typtype = 'c' and relkind = 'c') or (typtype = 'p' and typname in ('record', 'void')) or
          (typtype = 'a' and (elemtyptype in ('b', 'r', 'm', 'e', 'd') or
            (elemtyptype = 'p' and elemtypname in ('record', 'void')) or (elemtyptype = 'c' and elemrelkind = 'c')))
        order by case
          when typtype in ('b', 'e', 'p') then 0 when typtype = 'r' then 1 when typtype = 'm' then 2
          when typtype = 'c' then 3 when typtype = 'd' and elemtyptype <> 'a' then 4
          when typtype = 'a' then 5 when typtype = 'd' and elemtyptype = 'a' then 6
        end;
        """, comparesRows: true),
    Statement(
      tool: "Npgsql: composites",
      sql: """
        -- fields
        select typ.oid, att.attname, att.atttypid from pg_type as typ
        join pg_namespace as ns on (ns.oid = typ.typnamespace) join pg_class as cls on (cls.oid = typ.typrelid)
        join pg_attribute as att on (att.attrelid = typ.typrelid)
        where (typ.typtype = 'c' and cls.relkind = 'c') and attnum > 0 and not attisdropped order by typ.oid, att.attnum;
        """),
    Statement(
      tool: "Npgsql: enums",
      sql:
        "select pg_type.oid, enumlabel from pg_enum join pg_type on pg_type.oid=enumtypid order by oid, enumsortorder;"
    ),
    Statement(
      tool: "DBeaver: types",
      sql: """
        select t.oid,t.*,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description
        from pg_catalog.pg_type t left outer join pg_catalog.pg_type et on et.oid=t.typelem
        left outer join pg_catalog.pg_class c on c.oid=t.typrelid
        left outer join pg_catalog.pg_description d on t.oid=d.objoid
        where t.typname is not null and (c.relkind is null or c.relkind = 'c')
        and (et.typcategory is null or et.typcategory <> 'C')
        """),
    Statement(
      tool: "DBeaver: schemas",
      sql: """
        select n.oid,n.*,d.description from pg_catalog.pg_namespace n left outer join pg_catalog.pg_description d
        on d.objoid=n.oid and d.objsubid=0 and d.classoid='pg_namespace'::regclass order by nspname
        """),
    Statement(tool: "DBeaver: session", sql: "select current_schema(),session_user"),
    Statement(
      tool: "pgAdmin: database",
      sql: """
        select db.oid as did, db.datname, db.datallowconn, pg_encoding_to_char(db.encoding) as serverencoding,
        has_database_privilege(db.oid, 'CREATE') as cancreate, datistemplate
        from pg_catalog.pg_database db where db.datname = current_database()
        """),
    Statement(
      tool: "pgAdmin: databases",
      sql: """
        select db.oid as did, db.datname as name, ta.spcname as spcname, db.datallowconn,
        db.datistemplate as is_template, pg_catalog.has_database_privilege(db.oid, 'CREATE') as cancreate,
        datdba as owner, descr.description from pg_catalog.pg_database db
        left outer join pg_catalog.pg_tablespace ta on db.dattablespace = ta.oid
        left outer join pg_catalog.pg_shdescription descr
        on (db.oid = descr.objoid and descr.classoid = 'pg_database'::regclass) where db.oid > 1145::oid order by datname
        """),
  ]

  private struct Answer: Equatable {
    var columns: [String] = []
    var rows: [[String?]] = []
  }

  private func ask(_ client: RawClient, _ sql: String) throws -> [Answer] {
    try client.send(raw: RawClient.query(sql))
    var answers: [Answer] = []
    for message in try client.untilReady() {
      switch message.type {
      case "T": answers.append(Answer(columns: [WireFile.shown(message)]))
      case "D": answers[answers.count - 1].rows.append(message.columns)
      case "E": throw RawClient.Failure(message: "\(message) \(message.field("M") ?? "")")
      default: break
      }
    }
    return answers
  }

  @Test(.timeLimit(.minutes(2))) func answeredAsPostgreSQLDoes() async throws {
    let postgres = try PostgresServer()
    defer {
      do { try postgres.stop() } catch { Issue.record(error) }
    }
    try await RunningServer.with { server in
      for statement in Self.statements {
        do {
          let expected = try ask(postgres.connect(), statement.sql)
          let actual = try ask(server.local(), statement.sql)
          #expect(actual.map(\.columns) == expected.map(\.columns), "\(statement.tool)")
          guard statement.comparesRows, let ours = actual.last?.rows, let theirs = expected.last?.rows else { continue }
          let names = Set(ours.map { $0[2] })
          #expect(names.count > 60)
          // Within one kind of type the order is the server's own.
          let left = Set(ours)
          let right = Set(theirs.filter { names.contains($0[2]) })
          #expect(left.subtracting(right) == [] && right.subtracting(left) == [], "\(statement.tool)")
          let kinds = ours.map { $0[3] }
          #expect(kinds.lastIndex(of: "b") ?? 0 < kinds.firstIndex(of: "a") ?? 0)
        } catch {
          Issue.record("\(statement.tool): \(error)")
        }
      }
    }
  }
}
