/// 1304, 民族药品目录查询: rows by the time of their update, page by page (facts A.4).
extension NationalFiles {
  /// Rows updated at or after a time, one a code, as published last.
  ///
  /// 更新时间 is the record's 变更时间, and never before what an earlier publication had reached by today (*ours*): who has
  /// asked until then would not be told of a row that a later publication dates back. A row without a date is in every
  /// answer.
  ///
  /// - Parameter since: `yyyy-MM-dd HH:mm:ss`.
  func ethnicDrugs(since: String) -> [[String: Any]] {
    var reached = ""
    var updated: [(time: String, row: CatalogueRow)] = []
    for published in history[.drugs] ?? [] {
      let rows = published.filter { NationalCatalogue.ethnicDrugs.holds($0.code) }
      for row in rows {
        updated.append((row.changeDate.isEmpty ? "" : max(row.changeDate, reached) + " 00:00:00", row))
      }
      reached = rows.map(\.changeDate).filter { $0 <= today }.reduce(reached, max)
    }
    var seen: Set<String> = []
    let last = updated.reversed().filter { seen.insert($0.row.code).inserted }.reversed()
    return last.filter { $0.time.isEmpty || $0.time >= since }.map { Self.ethnicDrug($0.row, $0.time) }
  }

  private static func ethnicDrug(_ row: CatalogueRow, _ time: String) -> [String: Any] {
    let fields = CatalogueFields(row.record)
    return [
      "med_list_codg": row.code, "drug_prodname": fields[5], "drug_genname": fields[3], "ethdrug_type": "1",
      "eng_name": fields[7], "dosform": fields[20], "drug_spec": fields[23], "prcunt_type": "1",
      "otc_flag": fields[9] == "1" ? "0" : "1", "memo": fields[52], "pac_cnt": fields[21], "min_pacunt": fields[22],
      "pinyin": fields[4], "vali_flag": "1", "rid": "\(NationalCatalogue.ethnicDrugs.rawValue)-\(row.code)",
      "crte_time": time, "updt_time": time, "crter_id": "1", "crter_name": "国家平台", "crte_optins_no": "100000",
      "opter_id": "1", "opter_name": "国家平台", "opt_time": time, "optins_no": "100000", "ver": "1",
    ]
  }
}
