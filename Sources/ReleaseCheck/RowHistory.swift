import Catalogue

/// What the download log says about one key and one day.
enum RowStanding: Hashable {
  /// The key's last line carries the day.
  case holding
  /// A later 新增/修改 took the day away; the row was changed on it all the same.
  case superseded
  case takenByDeletion
  case takenByRollback
  /// No line of the key carries the day.
  case unconcerned
}

/// One key's lines in order, as far as a check of one day needs them.
///
/// A 回退 carries the record as it stands afterwards. The lines between that record's own line and the 回退 are undone:
/// what they took away is back, and what they brought has been taken by the 回退.
struct RowHistory {
  private struct Entry {
    let verb: ChangeVerb
    let carriesDay: Bool
    let isGone: Bool
    /// Equal for equal records; compared only within one key.
    let record: Int
  }

  private var entries: [Entry] = []
  private var dayWasRolledBack = false

  mutating func append(_ line: LogLine, in span: CheckSpan) {
    let entry = Entry(
      verb: line.verb, carriesDay: !line.isGone && span.contains(Self.day(of: line)), isGone: line.isGone,
      record: line.isGone ? 0 : line.fields.hashValue)
    guard line.verb == .rolledBack else {
      entries.append(entry)
      return
    }
    // Without a line of that record (older log files are gone) everything the log holds is undone.
    let kept = entries.lastIndex { $0.isGone == entry.isGone && $0.record == entry.record }
    let undone = entries[(kept.map { $0 + 1 } ?? 0)...]
    dayWasRolledBack = dayWasRolledBack || undone.contains(where: \.carriesDay)
    entries.removeSubrange(undone.startIndex...)
    if kept == nil { entries.append(entry) }
  }

  var standing: RowStanding {
    guard let last = entries.lastIndex(where: \.carriesDay) else {
      return dayWasRolledBack ? .takenByRollback : .unconcerned
    }
    guard last + 1 < entries.endIndex else { return .holding }
    return switch entries[last + 1].verb {
    case .added, .modified: .superseded
    case .deleted: .takenByDeletion
    case .rolledBack: .takenByRollback
    }
  }

  /// The calendar day of the line's date, whatever its time of day: the first ten characters of the canonical text.
  private static func day(of line: LogLine) -> Substring { line.checkDate.prefix(10) }
}
