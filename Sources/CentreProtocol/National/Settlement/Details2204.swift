import Settlement

/// 2204 门诊费用明细上传 and its undo 2205. A visit's details all have its number as 收费批次号.
public enum Details2204 {
  /// feedetl_sn 费用明细流水号, ours: unique within the visit.
  public static func serial(_ visit: VisitNumber, _ index: Int) -> DetailSerial {
    DetailSerial(answered: "\(visit.text)-\(index + 1)")
  }

  /// - Parameter first: position of the first of `details` among the visit's, from 0.
  public static func request(
    visit: VisitNumber, registration: RegistrationSerial, person: NationalPerson, details: [Detail04], first: Int
  ) -> NationalTransaction {
    let rows = details.enumerated().map { index, detail in
      row(detail, serial(visit, first + index), visit, registration, person)
    }
    return NationalTransaction("2204", ["feedetail": .array(rows)])
  }

  /// Both codes of the 双码 rule: the national one, which is the catalogue's key where a row has no other, and the
  /// hospital's own.
  private static func row(
    _ detail: Detail04, _ serial: DetailSerial, _ visit: VisitNumber, _ registration: RegistrationSerial,
    _ person: NationalPerson
  ) -> JSONValue {
    let doctor = detail.nationalDoctorCode.isEmpty ? detail.doctorCode : detail.nationalDoctorCode
    let national = detail.nationalCode.isEmpty ? detail.itemSerial : detail.nationalCode
    return [
      "feedetl_sn": .string(serial.text), "mdtrt_id": .string(registration.text),
      "psn_no": .string(person.number.revealed), "chrg_bchno": .string(visit.text), "dise_codg": "",
      "rxno": .string(detail.prescription), "rx_circ_flag": "0", "fee_ocur_time": .string(detail.prescribedAt),
      "med_list_codg": .string(national), "medins_list_codg": .string(detail.hospitalCode),
      "det_item_fee_sumamt": .yuan(detail.amount), "cnt": .number(.scaled(Int64(detail.quantity), places: 0)),
      "pric": .decimal(detail.price.tenThousandths, places: 4), "sin_dos_dscr": "", "used_frqu_dscr": "",
      "medc_way_dscr": "", "bilg_dept_codg": .string(detail.departmentCode),
      "bilg_dept_name": .string(detail.departmentName), "bilg_dr_codg": .string(doctor),
      "bilg_dr_name": .string(detail.doctorName), "hosp_appr_flag": "1", "exp_content": "{\"er_flag\":\"0\"}",
    ]
  }

  /// One row per detail that was sent, in any order, each once.
  public static func parse(_ text: String, sent: [DetailSerial]) -> UnifiedAnswer<[DetailSerial]> {
    NationalReading.read(text) { output in
      guard let rows = output["result"]?.elements, rows.count == sent.count else {
        return .unparsable("2204 应答行数不符")
      }
      let answered = rows.compactMap { $0["feedetl_sn"]?.text }
      guard answered.count == sent.count, Set(answered) == Set(sent.map(\.text)) else {
        return .unparsable("2204 应答的明细流水号不符")
      }
      guard rows.allSatisfy({ NationalReading.amount($0["det_item_fee_sumamt"]) != nil }) else {
        return .unparsable("2204 金额不是数字")
      }
      return .value(sent)
    }
  }

  /// 2205 门诊费用明细撤销 of everything unsettled: `0000` also takes back what a 2204 without an answer brought.
  public static func undoAll(registration: RegistrationSerial, person: NationalPerson) -> NationalTransaction {
    let everyBatch = "0000"
    return NationalTransaction(
      "2205",
      [
        "data": [
          "mdtrt_id": .string(registration.text), "chrg_bchno": .string(everyBatch),
          "psn_no": .string(person.number.revealed),
        ]
      ])
  }

  public static func parseUndo(_ text: String) -> UnifiedAnswer<Bool> { NationalReading.accepted(text) }
}
