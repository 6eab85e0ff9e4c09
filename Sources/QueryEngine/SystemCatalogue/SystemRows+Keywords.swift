import Catalogue

/// PostgreSQL 15's key words (its documentation, appendix C, and `pg_get_keywords()` of a server), which drivers ask once to
/// know what to quote.
extension SystemRelation {
  /// Functions that stand in FROM without arguments: tables of ours that PostgreSQL's catalogue does not list.
  static let functionTables = [
    SystemRelation(
      schema: "pg_catalog", name: "pg_get_keywords", oid: 0, isView: true,
      columns: "word:text catcode:char barelabel:bool catdesc:text baredesc:text")
  ]
}

extension SystemRows {
  var keywords: [[String: CatalogueValue]] {
    let bareless = Set(Self.notAsLabel.split(whereSeparator: \.isWhitespace))
    return Self.keywordKinds.flatMap { kind in
      kind.words.split(whereSeparator: \.isWhitespace).map { word in
        let isBare = !bareless.contains(word)
        return [
          "word": .text(String(word)), "catcode": .text(kind.code), "catdesc": .text(kind.meaning),
          "barelabel": .bool(isBare), "baredesc": .text(isBare ? "can be bare label" : "requires AS"),
        ]
      }
    }
  }

  private struct KeywordKind {
    let code: String
    let meaning: String
    let words: String
  }

  private static let keywordKinds = [
    KeywordKind(
      code: "U", meaning: "unreserved",
      words: """
        abort absolute access action add admin after aggregate also alter always asensitive assertion
        assignment at atomic attach attribute backward before begin breadth by cache call called cascade
        cascaded catalog chain characteristics checkpoint class close cluster columns comment comments commit
        committed compression configuration conflict connection constraints content continue conversion copy
        cost csv cube current cursor cycle data database day deallocate declare defaults deferred definer
        delete delimiter delimiters depends depth detach dictionary disable discard document domain double
        drop each enable encoding encrypted enum escape event exclude excluding exclusive execute explain
        expression extension external family filter finalize first following force forward function functions
        generated global granted groups handler header hold hour identity if immediate immutable implicit
        import include including increment index indexes inherit inherits inline input insensitive insert
        instead invoker isolation key label language large last leakproof level listen load local location
        lock locked logged mapping match matched materialized maxvalue merge method minute minvalue mode month
        move name names new next nfc nfd nfkc nfkd no normalized nothing notify nowait nulls object of off
        oids old operator option options ordinality others over overriding owned owner parallel parameter
        parser partial partition passing password plans policy preceding prepare prepared preserve prior
        privileges procedural procedure procedures program publication quote range read reassign recheck
        recursive ref referencing refresh reindex relative release rename repeatable replace replica reset
        restart restrict return returns revoke role rollback rollup routine routines rows rule savepoint
        schema schemas scroll search second security sequence sequences serializable server session set sets
        share show simple skip snapshot sql stable standalone start statement statistics stdin stdout storage
        stored strict strip subscription support sysid system tables tablespace temp template temporary text
        ties transaction transform trigger truncate trusted type types uescape unbounded uncommitted
        unencrypted unknown unlisten unlogged until update vacuum valid validate validator value varying
        version view views volatile whitespace within without work wrapper write xml year yes zone
        """),
    KeywordKind(
      code: "C", meaning: "unreserved (cannot be function or type name)",
      words: """
        between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping
        inout int integer interval least national nchar none normalize nullif numeric out overlay position
        precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes
        xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
        """),
    KeywordKind(
      code: "T", meaning: "reserved (can be function or type name)",
      words: """
        authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull
        join left like natural notnull outer overlaps right similar tablesample verbose
        """),
    KeywordKind(
      code: "R", meaning: "reserved",
      words: """
        all analyse analyze and any array as asc asymmetric both case cast check collate column constraint
        create current_catalog current_date current_role current_time current_timestamp current_user default
        deferrable desc distinct do else end except false fetch for foreign from grant group having in
        initially intersect into lateral leading limit localtime localtimestamp not null offset on only or
        order placing primary references returning select session_user some symmetric table then to trailing
        true union unique user using variadic when where window with
        """),
  ]

  /// Words that are a column's name only after AS.
  private static let notAsLabel = """
    array as char character create day except fetch filter for from grant group having hour intersect into
    isnull limit minute month notnull offset on order over overlaps precision returning second to union
    varying where window with within without year
    """
}
