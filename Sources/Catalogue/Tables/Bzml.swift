extension CatalogueTable {
  /// 病种目录: view `bzml`, 8 fields in a 24 record. Columns and their order are those HIS programs name in their SQL.
  public static let bzml = CatalogueTable(
    kind: .bzml, recordFieldCount: 8, keyColumns: ["bzbm", "bzfl", "jmbzfl", "sybzfl"],
    checkDateColumn: "kssj",
    columns: [
      CatalogueColumn("bzbm", "病种编码", .varchar(20), .record(1)),
      CatalogueColumn("bzmc", "病种名称", .varchar(200), .record(2)),
      CatalogueColumn("zjm", "助记码", .varchar(30), .record(3)),
      CatalogueColumn("bzfl", "病种分类", .varchar(10), .record(4)),
      CatalogueColumn("jmbzfl", "居民病种分类", .varchar(3), .record(5)),
      CatalogueColumn("tjm", "统计码", .varchar(20), .record(6)),
      CatalogueColumn("bgsj", "变更时间", .timestamp, .record(7)),
      CatalogueColumn("sybzfl", "生育病种分类", .varchar(3), .record(8)),
      CatalogueColumn("kssj", "开始时间", .timestamp, .changeDate),
      CatalogueColumn("zzsj", "终止时间", .timestamp, .elsewhere),
      CatalogueColumn("gjmldm", "国家疾病诊断代码", .varchar(50), .elsewhere),
    ])
}
