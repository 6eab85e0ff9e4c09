import Settlement

/// Records as lines for people: cards masked, requests and details left out (I9).
public enum JournalText {
  private static let shown: Set<String> = [
    "argument", "outcome", "serial", "serials", "funds", "reason", "run", "rules", "window", "environment", "amount",
    "total", "count", "message", "digest", "drill", "plan", "step",
    // The centre's refusal as it may be shown.
    "words",
    // What 15 or 3202 named and the journal does not account for.
    "unknown", "unreadable",
  ]

  /// - Parameter known: numbers to mask in what persons typed.
  public static func line(
    _ number: Int, _ record: JournalRecord, known: KnownNumbers = KnownNumbers(cards: [], records: [])
  ) -> String {
    var parts = [
      String(number), ShanghaiTime.fullText(record.at.wallMilliseconds), record.kind, record.visit?.text ?? "-",
    ]
    for key in record.fields.keys.sorted() {
      guard let value = record.fields[key], !value.isEmpty else { continue }
      if key == "card" {
        parts.append("card=\(MaskedText(value))")
      } else if shown.contains(key) {
        parts.append("\(key)=\(key == "reason" ? known.masked(in: value) : value)")
      }
    }
    return parts.joined(separator: " ")
  }
}
