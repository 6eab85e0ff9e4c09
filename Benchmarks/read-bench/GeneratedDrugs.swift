import Catalogue

/// Drugs made from their number alone: no person, no real product; the same for both databases of a comparison.
struct GeneratedDrugs {
  private static let first = ["阿", "头", "复", "盐", "注", "硫", "维", "氨", "甲", "双", "左", "右"]
  private static let second = ["莫西林", "孢克肟", "方丹参", "酸雷尼", "射用钠", "酸镁", "生素", "溴索", "硝唑", "氯芬酸"]
  private static let forms = ["胶囊", "片", "注射液", "颗粒", "口服液", "软膏"]

  /// The key of drug `number`: the number in digits, so that a random one is easily made.
  static func key(_ number: Int) -> String { String(100_000_000 + number) }

  /// About one in 1,500 was changed on 2021-03-01, the day the notice asks for.
  static func changeDate(_ number: Int) -> CivilDate {
    CivilDate(year: 2021, month: 3, day: 1)!.adding(days: (number &* 7919) % 1500)
  }

  static func record(_ number: Int) -> CatalogueRecord {
    let table = CatalogueTable.ypml
    let fields = table.recordColumns.map { column in
      column.type == .timestamp ? CivilDateTime(date: changeDate(number)).fullText : text(column.name, number)
    }
    return CatalogueRecord(kind: .ypml, canonicalFields: fields)
  }

  private static func text(_ column: String, _ number: Int) -> String {
    let name = first[number % first.count] + second[number / 12 % second.count]
    let form = forms[number / 7 % forms.count]
    switch column {
    case "yplsh": return key(number)
    case "ypbm": return "X" + String(200_000_000 + number)
    case "tym": return name + form
    case "tymzjm", "spmzjm": return "AM" + String(number % 9973)
    case "spm": return number % 3 == 0 ? "" : name + "牌"
    case "ywm": return number % 4 == 0 ? "Amoxicillin \(number % 5003)" : ""
    case "lbdm", "cfybz", "ylfydj", "gsfydj", "syfydj", "tqfydj", "cjfydj", "gmp": return String(number % 4)
    case "pfj", "ylbzdj", "cjbzdj": return "\(number % 997).\(10 + number % 89)"
    case "ylzfbl", "gszfbl", "syzfbl", "tqzfbl", "cjzfbl": return number % 5 == 0 ? "0" : "0.\(number % 10 + 1)"
    case "jx": return form
    case "bzsl": return String(number % 100 + 1)
    case "bzdw", "rldw": return "盒"
    case "hl": return "0.\(number % 500)"
    case "hldw": return "mg"
    case "ycmc": return "示例第\(number % 1009)制药有限公司"
    case "bz": return number % 10 == 0 ? "限二级及以上医疗机构使用，第\(number)号" : ""
    default: return number % 3 == 0 ? String(number % 7) : ""
    }
  }
}
