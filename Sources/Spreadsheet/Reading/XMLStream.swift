import CExpat

/// What is told about a part while it is parsed. Names come without their prefix.
protocol XMLStreamHandler: AnyObject {
  func started(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError)
  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError)
  func ended(_ name: String) throws(SpreadsheetError)
}

/// An element's attributes; good only while `started` runs.
struct XMLAttributes {
  fileprivate let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  /// All names, with their prefixes, and values.
  func forEach(_ body: (String, String) -> Void) {
    guard var next = pairs else { return }
    while let key = next.pointee {
      if let value = next[1] { body(String(cString: key), String(cString: value)) }
      next += 2
    }
  }

  /// A value by name, with its prefix where it has one.
  subscript(name: StaticString) -> String? {
    guard var next = pairs else { return nil }
    while let key = next.pointee {
      if Self.equal(key, name), let value = next[1] { return String(cString: value) }
      next += 2
    }
    return nil
  }

  private static func equal(_ key: UnsafePointer<CChar>, _ name: StaticString) -> Bool {
    let bytes = name.utf8Start
    for index in 0..<name.utf8CodeUnitCount where UInt8(bitPattern: key[index]) != bytes[index] { return false }
    return key[name.utf8CodeUnitCount] == 0
  }
}

/// expat, fed piece by piece. A document type declaration ends it: spreadsheets have none, and entities live there.
final class XMLStream {
  private let parser: XML_Parser
  private let part: String
  private let limits: SpreadsheetLimits
  private let handler: any XMLStreamHandler
  private var depth = 0
  /// Bytes fed since expat last told of anything: it keeps a tag or comment whole until its end.
  private var untoldBytes = 0
  private var failure: SpreadsheetError?

  init(part: String, limits: SpreadsheetLimits, handler: any XMLStreamHandler) throws(SpreadsheetError) {
    guard let parser = XML_ParserCreate(nil) else { throw SpreadsheetError(.cannotRead, "内存不足") }
    self.parser = parser
    self.part = part
    self.limits = limits
    self.handler = handler
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { context, name, attributes in
        guard let name else { return }
        XMLStream.of(context)?.started(name, XMLAttributes(pairs: attributes))
      },
      { context, name in
        guard let name else { return }
        XMLStream.of(context)?.ended(name)
      })
    XML_SetCharacterDataHandler(parser) { context, bytes, count in
      guard let bytes else { return }
      bytes.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
        XMLStream.of(context)?.text(UnsafeBufferPointer(start: $0, count: Int(count)))
      }
    }
    XML_SetCommentHandler(parser) { context, _ in XMLStream.of(context)?.untoldBytes = 0 }
    XML_SetProcessingInstructionHandler(parser) { context, _, _ in XMLStream.of(context)?.untoldBytes = 0 }
    XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in XMLStream.of(context)?.doctypeFound() }
  }

  deinit { XML_ParserFree(parser) }

  private static func of(_ context: UnsafeMutableRawPointer?) -> XMLStream? {
    context.map { Unmanaged<XMLStream>.fromOpaque($0).takeUnretainedValue() }
  }

  func parse(_ bytes: UnsafeRawBufferPointer, isFinal: Bool) throws(SpreadsheetError) {
    untoldBytes += bytes.count
    let status = XML_Parse(
      parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), isFinal ? 1 : 0)
    if let failure { throw failure }
    guard status == XML_STATUS_OK else {
      throw SpreadsheetError(.damaged, "\(part) 第 \(XML_GetCurrentLineNumber(parser)) 行不是合法的 XML")
    }
    guard untoldBytes <= limits.tokenBytes else {
      throw SpreadsheetError(.tooLarge, "\(part) 中有一个标记或注释超过 \(limits.tokenBytes) 字节，不读取")
    }
  }

  private func fail(_ error: SpreadsheetError) {
    if failure == nil { failure = error }
    XML_StopParser(parser, XML_Bool(XML_FALSE))
  }

  private func doctypeFound() {
    fail(SpreadsheetError(.entities, "\(part) 含有文档类型或实体声明（可能引用外部文件），不读取"))
  }

  private func started(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
    depth += 1
    untoldBytes = 0
    guard failure == nil else { return }
    guard depth <= limits.depth else { return fail(SpreadsheetError(.tooLarge, "\(part) 的元素嵌套超过 \(limits.depth) 层")) }
    do throws(SpreadsheetError) { try handler.started(Self.local(name), attributes) } catch { fail(error) }
  }

  private func ended(_ name: UnsafePointer<CChar>) {
    depth -= 1
    untoldBytes = 0
    guard failure == nil else { return }
    do throws(SpreadsheetError) { try handler.ended(Self.local(name)) } catch { fail(error) }
  }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    untoldBytes = 0
    guard failure == nil else { return }
    do throws(SpreadsheetError) { try handler.text(bytes) } catch { fail(error) }
  }

  /// The name after its prefix.
  private static func local(_ name: UnsafePointer<CChar>) -> String {
    var start = name
    var next = name
    while next.pointee != 0 {
      if next.pointee == 58 { start = next + 1 }
      next += 1
    }
    return String(cString: start)
  }
}

extension ZipArchive {
  /// Parses a part to its end.
  func parse(
    _ part: String, limits: SpreadsheetLimits, handler: any XMLStreamHandler
  ) throws(SpreadsheetError) {
    let stream = try XMLStream(part: part, limits: limits, handler: handler)
    try read(part) { (bytes) throws(SpreadsheetError) in
      try stream.parse(bytes, isFinal: false)
      return true
    }
    try stream.parse(UnsafeRawBufferPointer(start: nil, count: 0), isFinal: true)
  }
}
