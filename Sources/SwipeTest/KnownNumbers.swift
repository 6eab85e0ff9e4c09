import CentreProtocol
import Settlement

/// Numbers of the test persons that a person may have typed into a reason or a note: shown masked wherever the text is shown
/// (settlement.md I9). The journal keeps what was typed, for its owner only.
public struct KnownNumbers: Sendable {
  /// Shorter ones would strike out parts of other words.
  static let shortest = 4

  /// As compared, longest first, with how each is shown.
  private let numbers: [(compared: [Character], shown: String)]

  /// - Parameters:
  ///   - cards: as configured now.
  ///   - drillPersons: as configured now.
  ///   - records: a journal's, whose visits and drills name the cards and persons of their time.
  public init(
    cards: [SwipeConfiguration.Card], drillPersons: PrescriptionPersons? = nil, records: [JournalRecord]
  ) {
    let noted = records.flatMap { record -> [String] in
      let person = record.fields["person"].map { String($0.prefix { $0 != ";" }) }
      return [record.fields["card"], person].compactMap { $0 }
    }
    let inputs = records.filter { $0.kind == "DRILL_PLANNED" }.flatMap { record in
      record.fields.filter { $0.key.hasSuffix(".input") }.values
    }
    self.init(
      Self.numbers(of: cards) + Self.numbers(of: drillPersons) + noted.map { MaskedText($0) }
        + inputs.flatMap(Self.numbers(inDrillInput:)))
  }

  init(cards: [SwipeConfiguration.Card], visits: [Visit]) {
    let planned = visits.flatMap { visit in [visit.plan.card] + (visit.plan.person.map { [$0.number] } ?? []) }
    self.init(Self.numbers(of: cards) + planned)
  }

  /// - Parameter drills: whose plans name the persons of their time; others may be configured now.
  init(_ persons: PrescriptionPersons?, drills: [Drill]) {
    let requests = drills.flatMap(\.plan.steps).flatMap { [$0.upload, $0.undo] + ($0.query.map { [$0] } ?? []) }
    self.init(Self.numbers(of: persons) + requests.flatMap { Self.numbers(inDrillInput: $0.input) })
  }

  init(_ numbers: [MaskedText]) {
    self.numbers = Set(numbers).map { (compared: Self.compared($0.revealed).map { $0.character }, shown: "\($0)") }
      .filter { $0.compared.count >= Self.shortest }
      .sorted { ($0.compared.count, $0.shown) > ($1.compared.count, $1.shown) }
  }

  private static func numbers(of cards: [SwipeConfiguration.Card]) -> [MaskedText] {
    cards.flatMap { card in
      [card.number] + (card.certificate.map { [$0.number, $0.cardIdentifier, $0.identity] } ?? [])
    }
  }

  private static func numbers(of persons: PrescriptionPersons?) -> [MaskedText] {
    guard let persons else { return [] }
    return [
      persons.patient.number, persons.patient.certificate, persons.doctor.certificate, persons.pharmacist.certificate,
    ]
  }

  /// 人员编号 and 证件号码 in both spellings of a drill's inputs.
  private static let drillFields: Set<String> = [
    "psn_no", "certno", "prsc_dr_certno", "phar_certno", "undo_dr_certno", "psnNo", "prscDrCertno", "pharCertno",
    "undoDrCertno",
  ]

  /// - Parameter text: a request's input as the plan journalled it; one that is no JSON names nobody.
  private static func numbers(inDrillInput text: String) -> [MaskedText] {
    JSONValue.parse(Array(text.utf8)).map(numbers(in:)) ?? []
  }

  private static func numbers(in value: JSONValue) -> [MaskedText] {
    switch value {
    case .object(let fields):
      fields.flatMap { name, field in
        drillFields.contains(name) ? field.text.map { [MaskedText($0)] } ?? [] : numbers(in: field)
      }
    case .array(let elements): elements.flatMap(numbers(in:))
    case .null, .boolean, .number, .string: []
    }
  }

  /// The text with each known number masked, also one written with blanks or hyphens in it or full-width.
  public func masked(in text: String) -> String {
    var shown = text
    for number in numbers { shown = Self.masked(shown, number.compared, number.shown) }
    return shown
  }

  private static func masked(_ text: String, _ number: [Character], _ mask: String) -> String {
    let found = compared(text)
    guard found.count >= number.count else { return text }
    var result = ""
    var copied = text.startIndex
    var place = 0
    while place + number.count <= found.count {
      guard (0..<number.count).allSatisfy({ found[place + $0].character == number[$0] }) else {
        place += 1
        continue
      }
      result += text[copied..<found[place].index]
      result += mask
      copied = text.index(after: found[place + number.count - 1].index)
      place += number.count
    }
    return result + text[copied...]
  }

  /// Characters without the blanks and hyphens between them; full-width ones and small letters as the ASCII capitals.
  private static func compared(_ text: String) -> [(character: Character, index: String.Index)] {
    text.indices.compactMap { index in
      let character = text[index]
      guard !character.isWhitespace, !["-", "－", "—", "·"].contains(character) else { return nil }
      guard let scalar = character.unicodeScalars.first, (0xFF01...0xFF5E).contains(scalar.value),
        let narrow = Unicode.Scalar(scalar.value - 0xFEE0)
      else { return (Character(character.uppercased().prefix(1).description), index) }
      return (Character(String(narrow).uppercased()), index)
    }
  }
}

extension SwipeRunner {
  var knownNumbers: KnownNumbers { KnownNumbers(cards: configuration.cards, visits: ledger.visits) }
}
