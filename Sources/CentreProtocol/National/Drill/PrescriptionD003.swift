import Catalogue
import Settlement

/// Inputs of D003, D004 and the query in the current spelling (facts A.11), each under `data` (*ours*). What D001 and D002
/// would have given (`rxTraceCode`, `hiRxno`, `signDigest`) is empty: this drill does not call them, and a centre that
/// insists on them refuses the upload, which ends the drill with nothing made.
struct PrescriptionD003 {
  let number: DrillNumber
  let persons: PrescriptionPersons
  let institution: (code: String, name: String)
  /// Wall clock, milliseconds.
  let now: Int64

  var upload: JSONValue {
    let patient = persons.patient
    let pharmacist = persons.pharmacist
    return [
      "data": [
        "rxTraceCode": "", "hiRxno": "", "hospRxno": .string(number.text), "mdtrtId": .string(patient.visit),
        "patnName": .string(patient.name.revealed), "psnCertType": .string(patient.certificateKind),
        "certno": .string(patient.certificate.revealed), "fixmedinsName": .string(institution.name),
        "fixmedinsCode": .string(institution.code), "drCode": .string(persons.doctor.code),
        "prscDrName": .string(persons.doctor.name.revealed), "pharDeptName": .string(pharmacist.departmentName),
        "pharDeptCode": .string(pharmacist.departmentCode), "pharCode": .string(pharmacist.code),
        "pharCertType": .string(pharmacist.certificateKind), "pharCertno": .string(pharmacist.certificate.revealed),
        "pharName": .string(pharmacist.name.revealed), "pharPracCertNo": .string(pharmacist.licence),
        "pharChkTime": .string(DrillInputs.time(now)), "rxFile": .string(PrescriptionDrill.original(number)),
        "signDigest": "",
      ]
    ]
  }

  /// D006's fields: those of D005 are not published.
  var query: JSONValue {
    [
      "data": [
        "hiRxno": "", "hospRxno": .string(number.text), "fixmedinsCode": .string(institution.code),
        "mdtrtId": .string(persons.patient.visit), "psnName": .string(persons.patient.name.revealed),
        "psnCertType": .string(persons.patient.certificateKind),
        "certno": .string(persons.patient.certificate.revealed),
      ]
    ]
  }

  var revoke: JSONValue {
    [
      "data": [
        "hiRxno": "", "hospRxno": .string(number.text), "fixmedinsCode": .string(institution.code),
        "drCode": .string(persons.doctor.code), "undoDrName": .string(persons.doctor.name.revealed),
        "undoDrCertType": .string(persons.doctor.certificateKind),
        "undoDrCertno": .string(persons.doctor.certificate.revealed), "undoRea": .string(PrescriptionDrill.reason),
        "undoTime": "",
      ]
    ]
  }
}
