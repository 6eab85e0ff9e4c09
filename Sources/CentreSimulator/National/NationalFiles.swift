/// The national platform's catalogues, made from the records of 24: what was published, version by version.
struct NationalFiles: Sendable {
  /// Per layout, the rows of each publication in order.
  let history: [CatalogueLayout: [[CatalogueRow]]]
  /// `yyyy-MM-dd` by the centre's clock.
  let today: String
  /// The first row of a file ends after its second column (fault `bad-row`).
  var cutsFirstRow = false

  /// The version name of a publication, counted from 1. 1305 has its own prefix, as at the real platform.
  static func versionName(_ number: String, _ version: Int) -> String {
    "F00\(number == "1305" ? 2 : 1)_2021010100\(two(version / 60 % 60))\(two(version % 60))_C"
  }

  /// When a publication was made, as 更新时间 of the paged queries.
  static func time(_ version: Int) -> String { "2021-01-01 00:\(two(version / 60 % 60)):\(two(version % 60))" }

  /// The first publication after a version that has rows of the catalogue; `nil` when there is none, and for a catalogue
  /// this centre has nothing in (1313, 1320, …).
  ///
  /// - Parameter name: of the version held; one that no publication has is before them all.
  func next(_ number: String, after name: String) -> Int? {
    guard let catalogue = NationalCatalogue(rawValue: number), catalogue != .ethnicDrugs,
      let versions = history[catalogue.layout]
    else { return nil }
    let held = versions.indices.first { Self.versionName(number, $0 + 1) == name }
    let next = versions[(held.map { $0 + 1 } ?? 0)...].firstIndex { rows in rows.contains { catalogue.holds($0.code) } }
    return next.map { $0 + 1 }
  }

  /// The lines of one file; none where there is no such file. A disease stands in it once, whatever its categories.
  func lines(_ number: String, version: Int) -> [String] {
    guard let catalogue = NationalCatalogue(rawValue: number), catalogue != .ethnicDrugs,
      let rows = history[catalogue.layout], rows.indices.contains(version - 1)
    else { return [] }
    let (name, form) = (Self.versionName(number, version), NationalForm(publication: version))
    var seen: Set<String> = []
    return rows[version - 1].compactMap { row in
      guard catalogue.holds(row.code), catalogue.layout != .diseases || seen.insert(row.code).inserted else {
        return nil
      }
      return NationalRow(CatalogueFields(row.record), of: catalogue, form: form, version: name).text
    }
  }

  /// Rows of a paged query published at or after a time, each as published last: 1304, or 1312, 1318 and 1319.
  func rows(_ number: String, since: String) -> [[String: Any]] {
    number == NationalCatalogue.ethnicDrugs.rawValue ? ethnicDrugs(since: since) : terms(number, since: since)
  }

  /// Rows of 1312 (甲乙), 1318 (限价) or 1319 (自付比例) published at or after a time: one a code, as published last.
  private func terms(_ number: String, since: String) -> [[String: Any]] {
    let places: [String: (drug: Int, item: Int, name: String)] = [
      "1312": (10, 10, "chrgitm_lv"), "1318": (14, 6, "hilist_pric_uplmt_amt"), "1319": (17, 13, "selfpay_prop"),
    ]
    guard let place = places[number] else { return [] }
    var rows: [[String: Any]] = []
    var numbers: Set<String> = []
    for (layout, position) in [(CatalogueLayout.items, place.item), (.drugs, place.drug)] {
      for (index, published) in (history[layout] ?? []).enumerated().reversed() where Self.time(index + 1) >= since {
        for row in published.reversed() {
          let fields = CatalogueFields(row.record)
          let own = "\(number)-\(layout.rawValue)-\(row.code)"
          guard !fields[position].isEmpty, numbers.insert(own).inserted else { continue }
          rows.append([
            "hilist_code": row.code, place.name: fields[position], "insu_admdvs": "500000",
            "begndate": "2019-01-01", "vali_flag": "1", "rid": own, "updt_time": Self.time(index + 1),
          ])
        }
      }
    }
    return rows.reversed()
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
