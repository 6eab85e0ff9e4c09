import CentreProtocol
import Settlement

/// What a person types as a reason or a note, as it is journalled: without the names of test persons (settlement.md I9).
///
/// A journal keeps no names, so that a name which was written down could not be found again later to be hidden; numbers are
/// in it and are masked where the text is shown (`KnownNumbers`). A name nobody has told this process stays as typed, and
/// so do the names of those who act.
enum TypedWords {
  /// Characters of a name; one alone would strike out parts of words.
  static let shortest = 2

  /// - Parameter names: as the centre or the configuration tells them; empty ones are nobody's.
  static func kept(_ text: String, without names: [MaskedText]) -> String {
    names.map(\.revealed).filter { $0.count >= shortest }.sorted { ($0.count, $0) > ($1.count, $1) }
      .reduce(text) { PersonName.struck($1, from: $0) }
  }
}

extension SwipeRunner {
  /// A reason or a note about the swipe test, without the names that 01 or 1101 told this process and those of
  /// `cards.toml`.
  func kept(_ text: String) -> String {
    TypedWords.kept(
      text, without: Array(cardNames.values) + configuration.cards.compactMap { $0.certificate?.name })
  }
}

extension DrillRunner {
  /// A reason or a note about a drill, without the configured persons' names.
  func kept(_ text: String) -> String {
    guard let persons = configuration.persons else { return text }
    return TypedWords.kept(text, without: [persons.patient.name, persons.doctor.name, persons.pharmacist.name])
  }
}
