/// Invented catalogues of any size with rows as wide as real ones. The same rows for the same seed.
///
/// Besides the baseline there is one release, `release-20210301`: every tenth row with a new ratio and that change date,
/// and one new row for each hundred.
struct GeneratedCatalogue: Sendable {
  static let release = "release-20210301"
  static let releaseDate = "2021-03-01"

  let drugs: Int
  let seed: UInt64

  func rows(_ release: String, layout: CatalogueLayout) throws(SimulatorError) -> [CatalogueRow] {
    let count =
      switch layout {
      case .drugs: drugs
      case .items: drugs / 4
      case .diseases: drugs / 2
      }
    let numbers: [Int]
    switch release {
    case CatalogueReader.baseline: numbers = Array(0..<count)
    case Self.release: numbers = Array(stride(from: 0, to: count, by: 10)) + Array(count..<(count + count / 100))
    default: throw SimulatorError(.release, "生成的目录只有批次 \(Self.release)，没有 \(release)")
    }
    var rows: [CatalogueRow] = []
    rows.reserveCapacity(numbers.count)
    for number in numbers {
      let date = release == Self.release ? Self.releaseDate : Self.baselineDates[number % Self.baselineDates.count]
      let changed = release == Self.release
      let fields =
        switch layout {
        case .drugs: drug(number, date: date, changed: changed)
        case .items: item(number, date: date, changed: changed)
        case .diseases: disease(number, date: date)
        }
      rows.append(try CatalogueRow(fields.joined(separator: "|")[...].utf8, layout: layout))
    }
    return rows
  }

  private static let baselineDates = ["2019-07-01", "2020-01-01", "2020-06-30", "2020-11-15", "2021-01-20"]
  private static let substances = ["阿莫", "布洛", "头孢", "氯雷", "奥美", "二甲", "左氧", "硝苯", "辛伐", "格列"]
  private static let stems = ["西林", "芬", "拉定", "他定", "拉唑", "双胍", "沙星", "地平", "他汀", "齐特"]
  private static let forms = ["片", "胶囊", "颗粒", "注射液", "滴眼液", "缓释片"]
  private static let parts = ["胸部", "腹部", "颈部", "左上肢", "右下肢", "颅脑", "脊柱", "盆腔"]
  private static let methods = ["彩色多普勒超声检查", "平扫", "增强扫描", "切开引流术", "镜检", "冷冻治疗"]

  private func random(_ number: Int, _ salt: UInt64) -> SeededRandom {
    SeededRandom(seed: seed &* 1_000_003 &+ UInt64(number) &* 3 &+ salt)
  }

  private func pick(_ words: [String], _ random: inout SeededRandom) -> String {
    words[Int(random.next() % UInt64(words.count))]
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private func drug(_ number: Int, date: String, changed: Bool) -> [String] {
    var random = random(number, 0)
    var fields = Array(repeating: "", count: CatalogueLayout.drugs.width)
    let form = pick(Self.forms, &random)
    let level = ["1", "2", "3"][Int(random.next() % 3)]
    let ratio = changed ? "0.2" : ["1": "0", "2": "0.1", "3": "1"][level] ?? ""
    let price = ScaledNumber.text(Int64(random.next() % 90_000) + 50, decimals: 2)
    fields[0] = "1" + padded(number + 1, 9)
    fields[1] = "测准字H" + padded(number + 1, 8)
    fields[2] = "\(pick(Self.substances, &random))\(pick(Self.stems, &random))\(form)（第\(number + 1)号）"
    fields[3] = "CS" + padded(number + 1, 7)
    fields[7] = "X" + padded(number % 100, 2)
    fields[8] = "1"
    for position in 9...11 { fields[position] = level }
    fields[12] = price
    if random.next() % 4 == 0 { fields[13] = price }
    for position in 16...18 { fields[position] = ratio }
    fields[19] = form
    fields[20] = String(random.next() % 48 + 1)
    fields[21] = "盒"
    fields[22] = String(random.next() % 500 + 1)
    fields[23] = "mg"
    fields[26] = "1"
    fields[27] = "示例第\(number % 211 + 1)制药有限公司"
    fields[29] = date
    fields[30] = level
    fields[31] = ratio
    fields[33] = level
    fields[34] = ratio
    fields[51] = "\(fields[22])mg×\(fields[20])/盒"
    return fields
  }

  private func item(_ number: Int, date: String, changed: Bool) -> [String] {
    var random = random(number, 1)
    var fields = Array(repeating: "", count: CatalogueLayout.items.width)
    let level = ["1", "2", "3"][Int(random.next() % 3)]
    let ratio = changed ? "0.2" : ["1": "0", "2": "0.1", "3": "1"][level] ?? ""
    let price = String(random.next() % 900 + 5)
    fields[0] = "2" + padded(number + 1, 9)
    // Not T, which cards begin with.
    fields[1] = "N" + padded(number + 1, 8)
    fields[2] = "\(pick(Self.parts, &random))\(pick(Self.methods, &random))（第\(number + 1)项）"
    fields[3] = "XM" + padded(number + 1, 7)
    for position in 5...7 { fields[position] = price }
    fields[8] = "次"
    for position in 9...11 { fields[position] = level }
    for position in 12...15 { fields[position] = ratio }
    fields[16] = "1"
    fields[19] = date
    fields[37] = "含操作、读片、书写报告及必要的消毒；按部位计价，双侧另计。"
    return fields
  }

  private func disease(_ number: Int, date: String) -> [String] {
    var random = random(number, 2)
    let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(number / 1_000 % 26)))
    let code = "\(letter)\(padded(number / 10 % 100, 2)).\(padded(number, 6))"
    let name = "\(pick(Self.parts, &random))疾病（第\(number + 1)种）"
    return [code, name, "BZ" + padded(number + 1, 6), "1", "", "", date, ""]
  }
}
