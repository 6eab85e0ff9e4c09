import Settlement

/// The centre's own words about a refused request: shown, never parsed (R5), and without anything that names a person (I9).
extension SwipeRunner {
  /// What may be shown of a refusal of one of this card's requests; `nil` when this process does not know yet whose card it
  /// is, because then a name in it could not be struck out: 01 or 1101 tells with the gates. The words themselves stay in
  /// the journal.
  func centreWords(_ text: String, about card: MaskedText) -> String? {
    guard let name = cardNames[card], !name.revealed.isEmpty else { return nil }
    let names = cardNames.values.map(\.revealed).filter { !$0.isEmpty }
    let words = CentreWords.shown(text, without: names + configuration.cards.map(\.number.revealed))
    return words.isEmpty ? nil : words
  }

  /// A line for each visit of which a request was refused last; empty for the others.
  func refusalLines(_ visit: Visit) -> [String] {
    guard let refusal = ledger.refusals[visit.plan.number] else { return [] }
    let step = refusal.step.title(visit.rules.profile.interface)
    return ["中心未受理（\(step)）：\(refusal.words)"]
  }
}

enum CentreWords {
  /// Longest text shown, in Unicode scalars.
  static let limit = 120
  /// A run of letters and digits with so many digits may be a card or an identity number.
  static let maskedDigits = 6

  static func shown(_ text: String, without secrets: [String]) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      if properties.generalCategory == .control || properties.isWhitespace {
        plain.append(" ")
      } else if !properties.isDefaultIgnorableCodePoint, properties.generalCategory != .nonspacingMark {
        plain.append(scalar)
      }
    }
    var words = String(plain)
    for secret in secrets.sorted(by: { $0.count > $1.count }) { words = PersonName.struck(secret, from: words) }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: maskedRuns(words).unicodeScalars.prefix(limit))
    return String(kept).split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  private static let separators: Set<Unicode.Scalar> = [" ", "-", "*", ".", "/", "_", ":", ",", "·", "－", "．", "／"]

  /// Full-width digits are digits too.
  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  /// Each run with many digits as `****` and its last four characters.
  private static func maskedRuns(_ text: String) -> String {
    var result = ""
    var run = ""
    func flush() {
      let digits = run.unicodeScalars.filter { $0.properties.numericType != nil }.count
      result += digits >= maskedDigits ? "****\(run.suffix(4))" : run
      run = ""
    }
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      // One separator between two parts does not end a number: `6222 0212 3456`, `1990/01/01`, `5001-0119`.
      let joins = !run.isEmpty && separators.contains(scalar) && index + 1 < scalars.count && isPart(scalars[index + 1])
      if isPart(scalar) || joins {
        run.unicodeScalars.append(scalar)
      } else {
        flush()
        result.unicodeScalars.append(scalar)
      }
    }
    flush()
    return result
  }
}
