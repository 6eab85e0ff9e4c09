import Settlement

/// 1101 人员信息获取. Only what a visit needs is kept; name, identity number and birthday are dropped here.
public struct Person1101: Sendable, Equatable {
  /// One insurance of the person.
  public struct Insurance: Sendable, Equatable {
    /// insutype: 310 职工, 390 居民.
    public let kind: String
    /// insuplc_admdvs
    public let area: String
    /// psn_insu_stas 人员参保状态: 1 正常参保 (*ours*: an empty one counts as it).
    public let isInForce: Bool
  }

  /// psn_no
  public let number: MaskedText
  /// psn_name, to be struck from the platform's own words before they are shown (settlement.md I9); empty: not given.
  public let name: MaskedText
  public let insurances: [Insurance]

  /// What 1101 asks with.
  public struct Certificate: Sendable, Equatable {
    /// mdtrt_cert_type: 01 电子凭证, 02 身份证, 03 社保卡.
    public var kind: String
    public var number: MaskedText
    /// card_sn 卡识别码, mandatory with 03.
    public var cardIdentifier: MaskedText
    /// psn_cert_type, certno and psn_name; empty: not sent.
    public var identityKind: String
    public var identity: MaskedText
    public var name: MaskedText

    public init(
      kind: String, number: MaskedText, cardIdentifier: MaskedText = MaskedText(""), identityKind: String = "",
      identity: MaskedText = MaskedText(""), name: MaskedText = MaskedText("")
    ) {
      self.kind = kind
      self.number = number
      self.cardIdentifier = cardIdentifier
      self.identityKind = identityKind
      self.identity = identity
      self.name = name
    }
  }

  public static func request(_ certificate: Certificate) -> NationalTransaction {
    NationalTransaction(
      "1101",
      [
        "data": [
          "mdtrt_cert_type": .string(certificate.kind), "mdtrt_cert_no": .string(certificate.number.revealed),
          "card_sn": .string(certificate.cardIdentifier.revealed), "begntime": "",
          "psn_cert_type": .string(certificate.identityKind), "certno": .string(certificate.identity.revealed),
          "psn_name": .string(certificate.name.revealed),
        ]
      ])
  }

  public static func parse(_ text: String) -> UnifiedAnswer<Person1101> {
    NationalReading.read(text) { output in
      guard let number = NationalReading.identifier(output["baseinfo"]?["psn_no"]) else {
        return .unparsable("1101 没有 psn_no")
      }
      guard let rows = output["insuinfo"]?.elements else { return .unparsable("1101 没有 insuinfo") }
      var insurances: [Insurance] = []
      for row in rows {
        guard let kind = NationalReading.identifier(row["insutype"]) else { return .unparsable("1101 险种不认识") }
        let area = row["insuplc_admdvs"]?.text ?? ""
        guard area.isEmpty || area.count == 6 && area.allSatisfy(\.isNumber) else {
          return .unparsable("1101 参保地区划不认识")
        }
        let state = row["psn_insu_stas"]?.text ?? ""
        insurances.append(Insurance(kind: kind, area: area, isInForce: state.isEmpty || state == "1"))
      }
      let name = MaskedText(output["baseinfo"]?["psn_name"]?.text ?? "")
      return .value(Person1101(number: MaskedText(number), name: name, insurances: insurances))
    }
  }

  /// The insurance to settle with: the configured one where it is one of the platform's codes, else the first in force, 职工
  /// before 居民.
  public func insurance(configured: String) -> Insurance? {
    let valid = insurances.filter(\.isInForce)
    if configured.count == 3 { return valid.first { $0.kind == configured } }
    return valid.first { $0.kind == "310" } ?? valid.first { $0.kind == "390" } ?? valid.first
  }
}
