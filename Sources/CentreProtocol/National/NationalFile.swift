/// A catalogue file as 9102 brings it: a zip with UTF-8 text, one record a line, TAB between columns, no header. Its rows
/// are read one after the other.
public final class NationalFile {
  /// Bytes one line may have; a text without line ends is no catalogue.
  public static let maximumLineBytes = 1 << 20

  private let entry: ZipEntry
  /// Unpacked and not read yet, from `start` on.
  private var waiting: [UInt8] = []
  private var start = 0
  private var isUnpacked = false
  private var isFirst = true

  /// - Throws: when the bytes are no zip with one file.
  public init(_ archive: [UInt8]) throws(NationalProtocolError) { entry = try ZipEntry(archive) }

  /// The next row; empty lines are none. `nil` after the last one, when the zip was whole.
  ///
  /// - Throws: when the zip is damaged, or a line is not UTF-8 or too long.
  public func next() throws(NationalProtocolError) -> NationalFileRow? {
    while let line = try line() {
      var line = line
      if isFirst, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
      isFirst = false
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      if line.isEmpty { continue }
      guard let text = String(validating: line, as: UTF8.self) else {
        throw .init(.damagedFile, "目录文件不是 UTF-8 文本")
      }
      return NationalFileRow(text)
    }
    return nil
  }

  private func line() throws(NationalProtocolError) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = waiting[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return waiting[start..<end]
      }
      guard waiting.count - start <= Self.maximumLineBytes else {
        throw .init(.damagedFile, "目录文件的一行超过 \(Self.maximumLineBytes) 字节")
      }
      guard !isUnpacked else {
        defer { start = waiting.count }
        return start < waiting.count ? waiting[start...] : nil
      }
      searched = waiting.count - start
      waiting.removeFirst(start)
      start = 0
      if let piece = try entry.next() { waiting += piece } else { isUnpacked = true }
    }
  }
}
