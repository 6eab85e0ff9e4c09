/// What the generator knows of a view: columns with rows in the sample, and values that occur in them.
struct GeneratedTable {
  enum Kind {
    /// ASCII text.
    case code
    /// Any text.
    case name
    /// Text of which every value is a number.
    case number
    case date
  }

  struct Column {
    let name: String
    let kind: Kind
    let values: [String]

    init(_ name: String, _ kind: Kind, _ values: String...) {
      self.name = name
      self.kind = kind
      self.values = values
    }
  }

  let name: String
  /// Columns that together identify a row; ASCII, so that they order alike everywhere.
  let key: [String]
  let columns: [Column]

  static let ypml = GeneratedTable(
    name: "ypml", key: ["yplsh"],
    columns: [
      Column("yplsh", .code, "S000000001", "S000000100", "S00000030"), Column("ypbm", .name, "虚准字H20990000"),
      Column("tym", .name, "清越—司他•缓释片", "O'Brien's 溶液", "安舒洛尔片", "氧气(O₂)吸入剂"),
      Column("tymzjm", .code, "YP0001", "YP0100", "yp0002"), Column("spm", .name, "商品'名", "a%b", "A_b", " x "),
      Column("ywm", .code, "Examplinum", "examplinum", "ab\\c", " pad"), Column("lbdm", .code, "XA0", "XA9", "XB"),
      Column("cfybz", .code, "0", "1"), Column("ylfydj", .code, "1", "2", "3"),
      Column("pfj", .number, "13.66", "83.98"),
      Column("ylbzdj", .number, "12.29", "110.56"), Column("ylzfbl", .number, "0", "0.1", "1"),
      Column("jx", .name, "软膏", "胶囊", "片"), Column("bzsl", .number, "1", "10", "12"),
      Column("hl", .number, "5", "50", "500"), Column("hldw", .code, "mg"),
      Column("ycmc", .name, "例行制药厂", "Example's 药业有限公司"),
      Column("bgsj", .date, "2021-03-01", "2020-01-01", "2020-02-29"), Column("fydj", .code, "1", "2"),
      Column("bz", .name, "50mg*1 虚构样例"), Column("kssj", .date, "2021-03-01"),
    ])

  static let zlxm = GeneratedTable(
    name: "zlxm", key: ["xmlsh"],
    columns: [
      Column("xmlsh", .code, "X000000001", "X000000100"), Column("xmbm", .code, "97962999", "90293233-0"),
      Column("xmmc", .name, "左肩冲洗（20）", "换药　大　每次", "DSA'减影'检查[双侧]"), Column("zjm", .code, "XM0001", "XM0020"),
      Column("ylbzj", .number, "12", "6.5", "350"), Column("dw", .name, "次", "部位", "每10cm²"),
      Column("ylfydj", .code, "1", "2", "3"), Column("ylzfbl", .number, "0", "0.1", "0.15"),
      Column("xjfs", .code, "1", "2", "3"), Column("bz", .name, "儿童加收30%"),
      Column("bgsj", .date, "2021-03-01", "2020-06-30"), Column("xmnh", .name, "含操作、记录；不含耗材。"),
      Column("cwnr", .name, "一次性器具（另收费）"), Column("jbsj", .date, "2021-03-01"),
    ])

  static let bzml = GeneratedTable(
    name: "bzml", key: ["bzbm", "bzfl", "jmbzfl", "sybzfl"],
    columns: [
      Column("bzbm", .code, "A00.000", "A01.1x001", "Z98.8", "J00 03"), Column("bzmc", .name, "头部样例病0", "缺O₂后状态（μ•𬭊）"),
      Column("zjm", .code, "BZA00000", "BZZ988"), Column("bzfl", .code, "1", "2", "9"),
      Column("jmbzfl", .code, "9", "1"), Column("tjm", .name, "—"),
      Column("bzfl", .number, "1", "4"), Column("jmbzfl", .number, "9"),
      Column("bgsj", .date, "2021-03-01", "2020-01-01"), Column("sybzfl", .code, "2"),
      Column("kssj", .date, "2021-03-01", "2020-11-15"),
    ])

  static let all = [ypml, zlxm, bzml]

  func columns(_ kinds: [Kind]) -> [Column] { columns.filter { kinds.contains($0.kind) } }
}
