import Settlement
import SwipeTest

/// R18 from outside: when the centre was asked about the cards, and when visits began.
extension Oracle {
  /// A visit is planned at most ten minutes after 01 or 1101 was asked last, and the time-outs of the rest of that check.
  func gates(_ records: [JournalRecord]) -> [String] {
    records.filter { $0.kind == "VISIT_PLANNED" }.compactMap { record in
      let planned = steady(record.at)
      let isChecked = centre.identified.contains { (planned - 660_000...planned).contains($0) }
      return isChecked ? nil : "R18 \(record.visit?.text ?? "") was planned on gates of more than ten minutes ago"
    }
  }
}
