import Catalogue
import Foundation
import Settlement

/// Inputs of 7101 (nodes `data`, `rxdrugdetail[]`, `mdtrtinfo`, `diseinfo[]`) and 7104: every field the tables of facts A.11
/// require, and those whose value is at hand.
struct Prescription7101 {
  let number: DrillNumber
  let persons: PrescriptionPersons
  let item: DrillItem
  let diagnosis: (code: String, name: String)
  /// Wall clock, milliseconds.
  let now: Int64

  private var time: String { DrillInputs.time(now) }
  private var end: String { DrillInputs.time(now + Int64(PrescriptionDrill.validDays) * ShanghaiTime.dayMilliseconds) }

  var upload: JSONValue {
    ["data": head, "rxdrugdetail": .array([drug]), "mdtrtinfo": visit, "diseinfo": .array([disease])]
  }

  private var head: JSONValue {
    [
      "hosp_rxno": .string(number.text), "rx_type_code": "1", "prsc_time": .string(time), "rx_drug_nums": 1,
      "valid_days": .init(integerLiteral: PrescriptionDrill.validDays), "valid_end_time": .string(end),
      "rept_flag": "0", "rx_cotn_flag": "0", "rx_file": .string(PrescriptionDrill.original(number)),
      "rx_circ_flag": "1",
    ]
  }

  private var drug: JSONValue {
    var fields: [String: JSONValue] = [
      "med_list_codg": .string(item.nationalCode), "fixmedins_hilist_id": .string(item.hospitalCode),
      "drug_genname": .string(item.name), "drug_dosform": .string(item.form), "drug_spec": .string(item.specification),
      "drug_cnt": 1, "drug_cnt_unit": .string(item.unit), "medc_way_codg": "1", "medc_way_dscr": "口服",
      "medc_starttime": .string(time), "medc_endtime": .string(end), "medc_days": 1,
    ]
    if let price = Decimal(string: item.price) {
      fields["drug_pric"] = .number(price)
      fields["drug_sumamt"] = .number(price)
    }
    return .object(fields)
  }

  private var visit: JSONValue {
    let patient = persons.patient
    let doctor = persons.doctor
    return [
      "mdtrt_id": .string(patient.visit), "med_type": "11", "ipt_op_no": .string(number.text),
      "psn_no": .string(patient.number.revealed), "patn_name": .string(patient.name.revealed),
      "age": .number(Decimal(string: patient.age) ?? 0), "gend": .string(patient.gender),
      "insuplc_admdvs": .string(patient.area), "psn_cert_type": .string(patient.certificateKind),
      "certno": .string(patient.certificate.revealed), "insutype": .string(patient.insurance),
      "prsc_dept_name": .string(doctor.departmentName), "prsc_dept_code": .string(doctor.departmentCode),
      "prsc_dr_name": .string(doctor.name.revealed), "prsc_dr_cert_type": .string(doctor.certificateKind),
      "prsc_dr_certno": .string(doctor.certificate.revealed), "phar_name": .string(persons.pharmacist.name.revealed),
      "phar_cert_type": .string(persons.pharmacist.certificateKind),
      "phar_certno": .string(persons.pharmacist.certificate.revealed),
      "phar_prac_cert_no": .string(persons.pharmacist.licence), "phar_chk_time": .string(time),
      "mdtrt_time": .string(time), "sp_dise_flag": "0", "diag_code": .string(diagnosis.code),
      "diag_name": .string(diagnosis.name), "rgst_fee": 0,
    ]
  }

  private var disease: JSONValue {
    [
      "diag_type": "1", "maindiag_flag": "1", "diag_srt_no": 1, "diag_code": .string(diagnosis.code),
      "diag_name": .string(diagnosis.name), "diag_dept": .string(persons.doctor.departmentName),
      "dise_dor_no": .string(persons.doctor.code), "dise_dor_name": .string(persons.doctor.name.revealed),
      "diag_time": .string(time),
    ]
  }

  /// D006's fields in 7101's spelling (*ours*).
  func query(_ institution: String) -> JSONValue {
    [
      "data": [
        "hi_rxno": "", "hosp_rxno": .string(number.text), "fixmedins_code": .string(institution),
        "mdtrt_id": .string(persons.patient.visit), "psn_name": .string(persons.patient.name.revealed),
        "psn_cert_type": .string(persons.patient.certificateKind),
        "certno": .string(persons.patient.certificate.revealed),
      ]
    ]
  }

  /// 7104; `hosp_rxno` is *ours*.
  var revoke: JSONValue {
    [
      "data": [
        "hi_rxno": "", "hosp_rxno": .string(number.text), "prsc_dr_name": .string(persons.doctor.name.revealed),
        "undo_dr_cert_type": .string(persons.doctor.certificateKind),
        "undo_dr_certno": .string(persons.doctor.certificate.revealed), "undo_rea": .string(PrescriptionDrill.reason),
        "undo_time": "",
      ]
    ]
  }
}
