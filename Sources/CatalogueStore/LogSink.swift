import Catalogue
import Crypto

/// Makes the bytes of log lines and their digest, a piece of some hundred kilobytes at a time.
final class LogSink {
  private static let pieceBytes = 256 << 10

  private let format: LogFormat
  private let kind: CatalogueKind
  private let output: ([UInt8]) throws(StoreError) -> Void
  private let ending: [UInt8]
  private var waiting = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * LogSink.pieceBytes, alignment: 16)
  private var count = 0
  private let beginning: [UInt8]
  private var hash = SHA256()
  private(set) var length: Int64 = 0

  /// - Parameter output: called with the bytes in order.
  init(
    _ format: LogFormat, kind: CatalogueKind, output: @escaping ([UInt8]) throws(StoreError) -> Void = { _ in }
  ) {
    self.format = format
    self.kind = kind
    self.output = output
    ending = format.lineEnding == .crlf ? [13, 10] : [10]
    beginning = Array("\(ChangeVerb.added.rawValue)|\(kind.title)".utf8)
  }

  deinit { waiting.deallocate() }

  /// The same bytes as `LogLine.text`, without a text of the line.
  func append(_ line: LogLine) throws(StoreError) {
    var words = "\(line.verb.rawValue)|\(line.kind.title)"
    words.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    for field in line.fields {
      var field = field
      field.withUTF8 { append($0) }
    }
    try end()
  }

  /// The line of a row that was added.
  func appendAdded(_ row: RecordBytes) throws(StoreError) {
    guard row.isScanned else {
      return try append(LogLine(verb: .added, kind: kind, fields: row.record.logFields))
    }
    begin()
    for index in 0..<row.count { append(row.slice(index)) }
    if kind == .bzml { append(row.slice(row.changeDateIndex)) }
    try end()
  }

  /// The line of a row that was added, from its columns in the release file.
  func appendAdded(_ layout: ReleaseLayout, _ statement: RawStatement) throws(StoreError) {
    begin()
    for index in 0..<layout.recordNames.count { append(layout.field(index, of: statement)) }
    if kind == .bzml { append(layout.field(layout.changeDatePosition, of: statement)) }
    try end()
  }

  /// Hands out what is left.
  ///
  /// - Returns: SHA-256 of all bytes, lower-case hexadecimal.
  func finish() throws(StoreError) -> String {
    try flush()
    return DurableFile.hexadecimal(hash.finalize())
  }

  private func begin() { beginning.withUnsafeBytes { put($0) } }

  /// As `LogLine.text`: a value never makes a new column or line.
  private func append(_ field: UnsafeBufferPointer<UInt8>) {
    // A mark takes one byte and becomes three at most.
    reserve(1 + 3 * field.count)
    waiting[count] = UInt8(ascii: "|")
    count += 1
    guard let from = field.baseAddress, let to = waiting.baseAddress else { return }
    var hasMark = false
    for byte in field where byte == UInt8(ascii: "|") || (byte >= 9 && byte <= 13) { hasMark = true }
    guard hasMark else {
      (to + count).copyMemory(from: from, byteCount: field.count)
      count += field.count
      return
    }
    for byte in field {
      switch byte {
      case UInt8(ascii: "|"):
        for part in "｜".utf8 {
          waiting[count] = part
          count += 1
        }
      case 13, 10, 9:
        waiting[count] = 32
        count += 1
      default:
        waiting[count] = byte
        count += 1
      }
    }
  }

  private func put(_ bytes: UnsafeRawBufferPointer) {
    guard let from = bytes.baseAddress else { return }
    reserve(bytes.count)
    guard let to = waiting.baseAddress else { return }
    (to + count).copyMemory(from: from, byteCount: bytes.count)
    count += bytes.count
  }

  private func reserve(_ more: Int) {
    guard count + more > waiting.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(2 * waiting.count, count + more), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: waiting[..<count]))
    waiting.deallocate()
    waiting = larger
  }

  private func end() throws(StoreError) {
    ending.withUnsafeBytes { put($0) }
    if count >= Self.pieceBytes { try flush() }
  }

  private func flush() throws(StoreError) {
    guard count > 0 else { return }
    let text = UnsafeRawBufferPointer(rebasing: waiting[..<count])
    let bytes = format.encoding == .gb18030 ? format.encode(String(decoding: text, as: UTF8.self)) : Array(text)
    count = 0
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    length += Int64(bytes.count)
    try output(bytes)
  }
}
