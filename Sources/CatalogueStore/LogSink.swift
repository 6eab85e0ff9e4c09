import Catalogue
import Crypto

/// Makes the bytes of log lines and their digest, a piece of some hundred kilobytes at a time.
final class LogSink {
  private static let pieceBytes = 256 << 10

  private let format: LogFormat
  private let kind: CatalogueKind
  private let output: ([UInt8]) throws(StoreError) -> Void
  private let ending: [UInt8]
  private var waiting: [UInt8] = []
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
    waiting.reserveCapacity(Self.pieceBytes + (16 << 10))
  }

  func append(_ line: LogLine) throws(StoreError) {
    waiting.append(contentsOf: line.text.utf8)
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

  private func begin() {
    waiting.append(contentsOf: ChangeVerb.added.rawValue.utf8)
    waiting.append(UInt8(ascii: "|"))
    waiting.append(contentsOf: kind.title.utf8)
  }

  /// As `LogLine.text`: a value never makes a new column or line.
  private func append(_ field: UnsafeBufferPointer<UInt8>) {
    waiting.append(UInt8(ascii: "|"))
    if field.contains(where: { $0 == UInt8(ascii: "|") || $0 == 13 || $0 == 10 || $0 == 9 }) {
      for byte in field {
        switch byte {
        case UInt8(ascii: "|"): waiting.append(contentsOf: "｜".utf8)
        case 13, 10, 9: waiting.append(32)
        default: waiting.append(byte)
        }
      }
    } else {
      waiting.append(contentsOf: field)
    }
  }

  private func end() throws(StoreError) {
    waiting.append(contentsOf: ending)
    if waiting.count >= Self.pieceBytes { try flush() }
  }

  private func flush() throws(StoreError) {
    guard !waiting.isEmpty else { return }
    let bytes = format.encoding == .gb18030 ? format.encode(String(decoding: waiting, as: UTF8.self)) : waiting
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    length += Int64(bytes.count)
    try output(bytes)
    waiting.removeAll(keepingCapacity: true)
  }
}
