import CODBC

/// UTF-16 in memory that outlives the call that fills it, as ODBC's wide functions need it.
///
/// The wide functions are used throughout because their meaning does not depend on the process's locale.
final class WideText {
  let pointer: UnsafeMutablePointer<SQLWCHAR>
  /// UTF-16 units, without the zero that follows them.
  let count: Int

  init(_ text: String) {
    let units = Array(text.utf16)
    count = units.count
    pointer = .allocate(capacity: count + 1)
    pointer.initialize(from: units, count: count)
    (pointer + count).initialize(to: 0)
  }

  deinit { pointer.deallocate() }

  var byteCount: Int { count * MemoryLayout<SQLWCHAR>.size }
}

/// The text of UTF-16 units; a lone surrogate becomes U+FFFD.
func text(ofUnits units: some Collection<SQLWCHAR>) -> String {
  String(decoding: units, as: UTF16.self)
}
