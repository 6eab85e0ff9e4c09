import Foundation

/// The texts that cells share. Few stay in memory; many go to a temporary file without a name, so that memory does not
/// grow with the file read. Texts are looked up by number.
final class SharedStrings {
  private var memory: [UInt8] = []
  private var file: FileHandle?
  /// Where each text begins, and where the last one ends.
  private var starts: [UInt64] = [0]
  private let limits: SpreadsheetLimits
  private var cache: [(index: Int, text: String)]

  static let cacheSlots = 4096

  init(limits: SpreadsheetLimits) {
    self.limits = limits
    cache = Array(repeating: (-1, ""), count: Self.cacheSlots)
  }

  var count: Int { starts.count - 1 }

  /// Whether the texts are in a file.
  var isSpilled: Bool { file != nil }

  func append(_ bytes: [UInt8]) throws(SpreadsheetError) {
    guard count < limits.sharedStrings else {
      throw SpreadsheetError(.tooLarge, "共享文本超过 \(limits.sharedStrings) 条")
    }
    memory += bytes
    starts.append((starts.last ?? 0) + UInt64(bytes.count))
    guard memory.count > limits.sharedBytesInMemory else { return }
    try spill()
  }

  /// No more texts come.
  func finish() throws(SpreadsheetError) { if file != nil { try spill() } }

  private func spill() throws(SpreadsheetError) {
    do {
      let file = try self.file ?? Self.temporaryFile()
      self.file = file
      try file.write(contentsOf: memory)
    } catch {
      throw SpreadsheetError(.cannotRead, "临时文件写不下共享文本：\(error.localizedDescription)")
    }
    memory.removeAll(keepingCapacity: true)
  }

  private static func temporaryFile() throws -> FileHandle {
    var path = Array("\(NSTemporaryDirectory())qianzhi-xlsx-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    unlink(path)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// A text by its number; `nil` when there is none.
  func text(_ index: Int) throws(SpreadsheetError) -> String? {
    guard index >= 0, index < count else { return nil }
    let slot = index % Self.cacheSlots
    if cache[slot].index == index { return cache[slot].text }
    let start = Int(starts[index])
    let end = Int(starts[index + 1])
    let text: String
    if let file {
      var bytes = [UInt8](repeating: 0, count: end - start)
      let descriptor = file.fileDescriptor
      let read = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(start)) }
      guard read == bytes.count else { throw SpreadsheetError(.cannotRead, "临时文件读不出共享文本") }
      text = String(decoding: bytes, as: UTF8.self)
    } else {
      text = String(decoding: memory[start..<end], as: UTF8.self)
    }
    cache[slot] = (index, text)
    return text
  }
}

/// `xl/sharedStrings.xml`: each `si` is the `t` texts in it, without phonetic hints (`rPh`).
final class SharedStringsPart: XMLStreamHandler {
  let strings: SharedStrings
  private let limits: SpreadsheetLimits
  private var bytes: [UInt8] = []
  private var isText = false
  private var phoneticDepth = 0

  init(limits: SpreadsheetLimits) {
    self.limits = limits
    strings = SharedStrings(limits: limits)
  }

  func started(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
    switch name {
    case "si": bytes.removeAll(keepingCapacity: true)
    case "t": isText = phoneticDepth == 0
    case "rPh": phoneticDepth += 1
    default: break
    }
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {
    guard isText else { return }
    bytes.append(contentsOf: text)
    guard bytes.count <= limits.cellBytes else {
      throw SpreadsheetError(.tooLarge, "第 \(strings.count + 1) 条共享文本超过 \(limits.cellBytes) 字节")
    }
  }

  func ended(_ name: String) throws(SpreadsheetError) {
    switch name {
    case "si": try strings.append(bytes)
    case "t": isText = false
    case "rPh": phoneticDepth -= 1
    case "sst": try strings.finish()
    default: break
    }
  }
}
