import Foundation

/// The test cards: `[[card]]` with `number` and `insurance`, and for the national platform what 1101 asks with, in a file only the agent's user can read.
public enum CardsFile {
  public struct Card: Sendable, Equatable {
    public let number: String
    /// 险种类别: 1 医疗, 2 工伤, 3 生育.
    public let insurance: String
    /// `nil` where the section names none of its keys. National only.
    public var certificate: CardCertificate?
  }

  /// Largest number of cards in one run.
  public static let maximumCards = 100

  /// - Throws: `AgentError` QZ-A006 when the file is missing or readable by others than its owner;
  ///   `ConfigurationError` for its content.
  public static func load(_ path: String, isNational: Bool = false) throws -> [Card] {
    let attributes: [FileAttributeKey: Any]
    do {
      attributes = try FileManager.default.attributesOfItem(atPath: path)
    } catch {
      throw AgentError(.cards, "找不到测试卡文件 \(path)", "请建立它，每张卡一节：[[card]] number = \"…\" insurance = \"1\"，权限 0600")
    }
    guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
      throw AgentError(.cards, "测试卡文件 \(path) 别人也能读", "请执行 chmod 600 \(path)")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AgentError(.cards, "测试卡文件 \(path) 读不了", "请检查文件的所有者")
    }
    return try parse(String(decoding: data, as: UTF8.self), file: path, isNational: isNational)
  }

  static func parse(_ text: String, file: String, isNational: Bool = false) throws(ConfigurationError) -> [Card] {
    let document = try ConfigurationDocument(text: text, file: file)
    let root = ConfigurationSection(document: document, path: "", values: document.root)
    var cards: [Card] = []
    for section in try root.tables("card") ?? [] {
      let card = Card(
        number: try section.requiredString("number", example: "T00000001"),
        insurance: try section.string("insurance") ?? "1", certificate: try CardCertificate.read(section))
      try check(card, isNational, section)
      try section.refuseUnknownKeys()
      cards.append(card)
    }
    try root.refuseUnknownKeys()
    guard cards.count <= maximumCards else {
      throw root.error("card", "一次最多 \(maximumCards) 张卡")
    }
    return cards
  }

  /// Longest number: of a card (unified), and of mdtrt_cert_no (national).
  private static let unifiedDigits = 20
  private static let nationalDigits = 50

  private static func check(
    _ card: Card, _ isNational: Bool, _ section: ConfigurationSection
  ) throws(ConfigurationError) {
    let limit = isNational ? nationalDigits : unifiedDigits
    guard card.number.count <= limit, card.number.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
      throw section.error("number", "卡号只能是至多 \(limit) 位字母或数字")
    }
    if !isNational {
      if let key = CardCertificate.keys.first(where: section.has) {
        throw section.error(key, "只用于国家平台", "请删去，或把 [centre] interface 写成 \"national\"")
      }
      if isNationalInsurance(card.insurance) {
        throw section.error(
          "insurance", "三位代码只用于国家平台，这里只能是 1 医疗、2 工伤、3 生育", "请改写，或把 [centre] interface 写成 \"national\"")
      }
    }
    guard ["1", "2", "3"].contains(card.insurance) || isNationalInsurance(card.insurance) else {
      throw section.error(
        "insurance", isNational ? "险种只能是 1 医疗、2 工伤、3 生育，或三位数字代码" : "险种只能是 1 医疗、2 工伤、3 生育",
        isNational ? "例如 insurance = \"310\"" : "例如 insurance = \"1\"")
    }
  }

  /// 1 chooses by what the person has; a code of three digits is one of the platform's.
  private static func isNationalInsurance(_ text: String) -> Bool {
    text.utf8.count == 3 && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}
