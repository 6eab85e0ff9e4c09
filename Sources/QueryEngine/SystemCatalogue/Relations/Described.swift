extension SystemRelation {
  /// Relations that psql's commands of the `\d` family read beside the others; no row of them is ours to have.
  static let described: [SystemRelation] = [
    empty(
      "pg_aggregate", 2600,
      """
      aggfnoid:regproc! aggkind:char! aggnumdirectargs:int2! aggtransfn:regproc! aggfinalfn:regproc!
      aggcombinefn:regproc! aggserialfn:regproc! aggdeserialfn:regproc! aggmtransfn:regproc! aggminvtransfn:regproc!
      aggmfinalfn:regproc! aggfinalextra:bool! aggmfinalextra:bool! aggfinalmodify:char! aggmfinalmodify:char!
      aggsortop:oid! aggtranstype:oid! aggtransspace:int4! aggmtranstype:oid! aggmtransspace:int4! agginitval:text
      aggminitval:text
      """),
    empty(
      "pg_amop", 2602,
      """
      oid:oid! amopfamily:oid! amoplefttype:oid! amoprighttype:oid! amopstrategy:int2! amoppurpose:char! amopopr:oid!
      amopmethod:oid! amopsortfamily:oid!
      """),
    empty(
      "pg_amproc", 2603,
      "oid:oid! amprocfamily:oid! amproclefttype:oid! amprocrighttype:oid! amprocnum:int2! amproc:regproc!"),
    empty(
      "pg_conversion", 2607,
      """
      oid:oid! conname:name! connamespace:oid! conowner:oid! conforencoding:int4! contoencoding:int4!
      conproc:regproc! condefault:bool!
      """),
    empty("pg_db_role_setting", 2964, "setdatabase:oid! setrole:oid! setconfig:_text"),
    empty(
      "pg_default_acl", 826,
      "oid:oid! defaclrole:oid! defaclnamespace:oid! defaclobjtype:char! defaclacl:_aclitem!"),
    empty(
      "pg_event_trigger", 3466,
      "oid:oid! evtname:name! evtevent:name! evtowner:oid! evtfoid:oid! evtenabled:char! evttags:_text"),
    empty(
      "pg_foreign_data_wrapper", 2328,
      "oid:oid! fdwname:name! fdwowner:oid! fdwhandler:oid! fdwvalidator:oid! fdwacl:_aclitem fdwoptions:_text"),
    empty("pg_largeobject_metadata", 2995, "oid:oid! lomowner:oid! lomacl:_aclitem"),
    empty("pg_opfamily", 2753, "oid:oid! opfmethod:oid! opfname:name! opfnamespace:oid! opfowner:oid!"),
    empty("pg_parameter_acl", 6243, "oid:oid! parname:text! paracl:_aclitem"),
    empty(
      "pg_subscription", 6100,
      """
      oid:oid! subdbid:oid! subskiplsn:pg_lsn! subname:name! subowner:oid! subenabled:bool! subbinary:bool!
      substream:bool! subtwophasestate:char! subdisableonerr:bool! subconninfo:text! subslotname:name
      subsynccommit:text! subpublications:_text!
      """),
    empty("pg_ts_config", 3602, "oid:oid! cfgname:name! cfgnamespace:oid! cfgowner:oid! cfgparser:oid!"),
    empty("pg_ts_config_map", 3603, "mapcfg:oid! maptokentype:int4! mapseqno:int4! mapdict:oid!"),
    empty(
      "pg_ts_dict", 3600,
      "oid:oid! dictname:name! dictnamespace:oid! dictowner:oid! dicttemplate:oid! dictinitoption:text"),
    empty(
      "pg_ts_parser", 3601,
      """
      oid:oid! prsname:name! prsnamespace:oid! prsstart:regproc! prstoken:regproc! prsend:regproc!
      prsheadline:regproc! prslextype:regproc!
      """),
    empty("pg_ts_template", 3764, "oid:oid! tmplname:name! tmplnamespace:oid! tmplinit:regproc! tmpllexize:regproc!"),
    empty(
      "pg_user_mappings", 12327,
      "umid:oid srvid:oid srvname:name umuser:oid usename:name umoptions:_text", isView: true),
  ]

  private static func empty(_ name: String, _ oid: Int64, _ columns: String, isView: Bool = false) -> SystemRelation {
    SystemRelation(schema: "pg_catalog", name: name, oid: oid, isView: isView, columns: columns)
  }
}
