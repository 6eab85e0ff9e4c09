import Settlement

/// One detail row of 04 (添加处方明细).
public struct Detail04: Sendable, Hashable {
  /// 处方号
  public var prescription: String
  /// 开方日期, `yyyy-MM-dd HH:mm:ss`
  public var prescribedAt: String
  /// 项目医保流水号
  public var itemSerial: String
  /// 医院内码
  public var hospitalCode: String
  public var name: String
  public var price: UnitPrice
  public var quantity: Int
  public var doctorName: String
  public var operatorCode: String
  public var unit: String
  public var specification: String
  public var form: String
  public var departmentCode: String
  public var departmentName: String
  public var doctorCode: String
  public var insurance: String
  /// 国家目录代码 (双码, V1.30); empty: not sent.
  public var nationalCode: String
  /// 国家医师编码 (双码, V1.30)
  public var nationalDoctorCode: String

  public init(
    prescription: String, prescribedAt: String, itemSerial: String, hospitalCode: String, name: String,
    price: UnitPrice, quantity: Int, doctorName: String, operatorCode: String, unit: String, specification: String,
    form: String, departmentCode: String, departmentName: String, doctorCode: String, insurance: String,
    nationalCode: String, nationalDoctorCode: String
  ) {
    self.prescription = prescription
    self.prescribedAt = prescribedAt
    self.itemSerial = itemSerial
    self.hospitalCode = hospitalCode
    self.name = name
    self.price = price
    self.quantity = quantity
    self.doctorName = doctorName
    self.operatorCode = operatorCode
    self.unit = unit
    self.specification = specification
    self.form = form
    self.departmentCode = departmentCode
    self.departmentName = departmentName
    self.doctorCode = doctorCode
    self.insurance = insurance
    self.nationalCode = nationalCode
    self.nationalDoctorCode = nationalDoctorCode
  }

  public var amount: Fen { price.amount(quantity: quantity) }

  /// 23 values of V1.02 (`chongqing-trades.md`), 8 of V1.27, then the 双码 of V1.30 when there is one.
  var fields: [String] {
    var fields = [
      UnifiedRequest.limited(prescription, 20), prescribedAt, itemSerial, UnifiedRequest.limited(hospitalCode, 20),
      UnifiedRequest.limited(name, 50), price.yuanText, "\(quantity).00",
    ]
    let emergency = "0"
    let cancelledDetail = ""
    fields += [
      emergency, doctorName, operatorCode, UnifiedRequest.limited(unit, 20),
      UnifiedRequest.limited(specification, 20), UnifiedRequest.limited(form, 20), cancelledDetail,
    ]
    let amountText = UnitPrice(tenThousandths: amount.amount * 100).yuanText
    fields += [amountText, departmentCode, departmentName, doctorCode]
    let (dose, usage, cycle, selfPaid) = ("", "", "", "0")
    fields += [dose, usage, cycle, insurance, selfPaid]
    guard !nationalCode.isEmpty || !nationalDoctorCode.isEmpty else { return fields }
    // 单次用药剂量, 剂量单位, 单次用量, 最小计量单位, 取药总量, 用药途径, 使用频次, 审核ID
    return fields + [String](repeating: "", count: 8) + [nationalCode, nationalDoctorCode]
  }
}

public enum Details04 {
  /// Rows of one call.
  public static let rowLimit = 10
  /// Values of one answered row: 流水号 … 自费金额.
  private static let answeredValues = 10

  /// - Precondition: 1…`rowLimit` details.
  public static func request(visit: VisitNumber, details: [Detail04]) -> String {
    precondition((1...rowLimit).contains(details.count), "an 04 carries 1 to \(rowLimit) details")
    let rows = details.map { detail in
      detail.fields.map(UnifiedRequest.clean).joined(separator: "|")
    }
    return "04|\(visit.text)|\(rows.joined(separator: "$"))"
  }

  /// `1`, then 10 values per row, as many rows as were sent.
  public static func parse(_ text: String, rows expected: Int) -> UnifiedAnswer<[DetailSerial]> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<[DetailSerial]>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      // The header is split off before the rows.
      let body = fields.fields.dropFirst().joined(separator: "|")
      let rows = body.split(separator: "$" as Character, omittingEmptySubsequences: false)
      guard rows.count == expected else { return .unparsable("04 应答行数不符") }
      var serials: [DetailSerial] = []
      for row in rows {
        let values = row.split(separator: "|" as Character, omittingEmptySubsequences: false)
        let serial = String(values[0].trimmingBlanks)
        guard values.count >= answeredValues, UnifiedFields.isSerial(serial), !serial.hasPrefix("-") else {
          return .unparsable("04 应答行字段不符")
        }
        serials.append(DetailSerial(answered: serial))
      }
      return .value(serials)
    }
  }
}
