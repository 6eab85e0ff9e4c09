import CentreProtocol
import Settlement

/// A visit's details as one text in its plan, so that uploading goes on with the same rows after a restart. Rows are
/// separated by U+001E, values by U+001F, which `UnifiedRequest` never lets into a request.
enum DetailList {
  private static let row = UInt8(0x1E)
  private static let value = UInt8(0x1F)

  static func encode(_ details: [Detail04]) -> String {
    details.map { detail in
      [
        detail.prescription, detail.prescribedAt, detail.itemSerial, detail.hospitalCode, detail.name,
        String(detail.price.tenThousandths), String(detail.quantity), detail.doctorName, detail.operatorCode,
        detail.unit, detail.specification, detail.form, detail.departmentCode, detail.departmentName,
        detail.doctorCode, detail.insurance, detail.nationalCode, detail.nationalDoctorCode,
      ].map { $0.filter { $0 != "\u{1E}" && $0 != "\u{1F}" } }.joined(separator: "\u{1F}")
    }.joined(separator: "\u{1E}")
  }

  /// - Throws: `SwipeError.journal` for a text this version did not write.
  static func decode(_ text: String) throws(SwipeError) -> [Detail04] {
    var details: [Detail04] = []
    for part in Array(text.utf8).split(separator: row) {
      let values = part.split(separator: value, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard values.count == 18, let price = Int64(values[5]), let quantity = Int(values[6]) else {
        throw .journal("计划中的明细格式不对")
      }
      details.append(
        Detail04(
          prescription: values[0], prescribedAt: values[1], itemSerial: values[2], hospitalCode: values[3],
          name: values[4], price: UnitPrice(tenThousandths: price), quantity: quantity, doctorName: values[7],
          operatorCode: values[8], unit: values[9], specification: values[10], form: values[11],
          departmentCode: values[12], departmentName: values[13], doctorCode: values[14], insurance: values[15],
          nationalCode: values[16], nationalDoctorCode: values[17]))
    }
    return details
  }
}
