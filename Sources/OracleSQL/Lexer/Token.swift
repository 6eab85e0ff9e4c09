/// One word of a statement.
struct Token: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// Unquoted, folded to lower case.
    case word
    /// Between double quotes, as written.
    case quotedName
    /// A text literal in any of its forms; `text` is its value.
    case string
    /// An exact number; `text` as written.
    case number
    /// `$1`; `text` is the number.
    case parameter
    /// An operator or a punctuation mark.
    case symbol
    case end
  }

  let kind: Kind
  let text: String
  /// In characters from the start of the batch, counted from 1.
  let position: Int
  /// For a word: as written, before folding.
  var written: String = ""
}
