import CentreProtocol
import Settlement

/// What 1101 of the national platform asks with besides the card's number: further keys of a `[[card]]`.
public struct CardCertificate: Sendable, Equatable {
  private enum Kind: String, CaseIterable {
    case token = "01"
    case identity = "02"
    case socialCard = "03"
  }

  /// The keys of a card's section that only 1101 knows.
  static let keys = ["certificate", "card_sn", "identity_type", "identity", "name"]

  let asked: Person1101.Certificate

  /// - Returns: `nil` when the section has none of the keys: the number is a 社保卡's.
  static func read(_ section: ConfigurationSection) throws(ConfigurationError) -> CardCertificate? {
    let kind = try section.choice("certificate", default: Kind.socialCard)
    let values = try ["card_sn", "identity_type", "identity", "name"].map { key throws(ConfigurationError) in
      try section.string(key) ?? ""
    }
    guard kind != .socialCard || values.contains(where: { !$0.isEmpty }) else { return nil }
    return CardCertificate(
      asked: Person1101.Certificate(
        kind: kind.rawValue, number: MaskedText(try section.requiredString("number", example: "T00000001")),
        cardIdentifier: MaskedText(values[0]), identityKind: values[1].isEmpty && !values[2].isEmpty ? "01" : values[1],
        identity: MaskedText(values[2]), name: MaskedText(values[3])))
  }
}
