import Catalogue
import Foundation
import Settlement

/// A stock upload that is rehearsed: 3501 盘存, 3503 采购, 3505 销售. Each is undone by 3507 with the batch number we made, so
/// that the undo needs nothing of the answer; the interface has no query about it (facts A.10).
public enum StockUpload: String, CaseIterable, Sendable {
  case count = "3501"
  case purchase = "3503"
  case sale = "3505"

  public static let undoNumber = "3507"

  public var title: String {
    switch self {
    case .count: "盘存上传"
    case .purchase: "采购上传"
    case .sale: "销售上传"
    }
  }

  /// 进销存数据类型 of 3507.
  var dataKind: String {
    switch self {
    case .count: "1"
    case .purchase: "3"
    case .sale: "4"
    }
  }

  /// - Parameters:
  ///   - place: the step's place in the drill, from 0: part of the batch number.
  ///   - now: wall clock, milliseconds.
  public func step(
    _ number: DrillNumber, place: Int, item: DrillItem, pharmacist: PrescriptionPersons.Staff?, operatorName: String,
    now: Int64
  ) -> DrillStep {
    let batch = "\(number.text)-\(place + 1)"
    let undo: JSONValue = ["data": ["fixmedins_bchno": .string(batch), "inv_data_type": .string(dataKind)]]
    let fields = self.fields(number, batch, item, pharmacist, operatorName, now)
    return DrillStep(
      title: title,
      upload: .init(number: rawValue, input: DrillInputs.text(.object([node: .object(fields)]))), query: nil,
      undo: .init(number: Self.undoNumber, input: DrillInputs.text(undo)))
  }

  private var node: String {
    switch self {
    case .count: "invinfo"
    case .purchase: "purcinfo"
    case .sale: "selinfo"
    }
  }

  /// Required fields of the tables; quantities and dates of a rehearsal.
  private func fields(
    _ number: DrillNumber, _ batch: String, _ item: DrillItem, _ pharmacist: PrescriptionPersons.Staff?,
    _ operatorName: String, _ now: Int64
  ) -> [String: JSONValue] {
    let today = ShanghaiTime.dateText(now)
    var fields: [String: JSONValue] = [
      "med_list_codg": .string(item.nationalCode), "fixmedins_hilist_id": .string(item.hospitalCode),
      "fixmedins_hilist_name": .string(item.name), "fixmedins_bchno": .string(batch), "rx_flag": "1",
      "manu_lotnum": .string(batch), "manu_date": .string(today),
      "expy_end": .string(ShanghaiTime.dateText(now + 365 * ShanghaiTime.dayMilliseconds)),
      "memo": .string(PrescriptionDrill.reason),
    ]
    let price = Decimal(string: item.price).map { JSONValue.number($0) }
    switch self {
    case .count:
      fields["invdate"] = .string(today)
      fields["inv_cnt"] = 1
    case .purchase:
      fields["spler_name"] = "演练供应商"
      fields["prdr_name"] = "演练厂家"
      fields["aprvno"] = "演练"
      fields["purc_retn_cnt"] = 1
      fields["purc_retn_stoin_time"] = .string(DrillInputs.time(now))
      fields["purc_retn_opter_name"] = .string(operatorName)
      fields["prod_geay_flag"] = "0"
      fields["finl_trns_pric"] = price
    case .sale:
      let name = pharmacist?.name.revealed ?? operatorName
      fields["prsc_dr_name"] = .string(name)
      fields["phar_name"] = .string(name)
      fields["phar_prac_cert_no"] = .string(pharmacist?.licence ?? "")
      // 自费: nobody is named.
      fields["hi_feesetl_type"] = "0"
      fields["mdtrt_sn"] = .string(number.text)
      fields["trdn_flag"] = "0"
      fields["rtal_docno"] = .string(batch)
      fields["sel_retn_cnt"] = 1
      fields["sel_retn_time"] = .string(DrillInputs.time(now))
      fields["sel_retn_opter_name"] = .string(operatorName)
      fields["finl_trns_pric"] = price
    }
    return fields
  }
}
