import NIOCore

/// Makes a portal of a prepared statement and values.
public struct BindMessage: Hashable, Sendable {
  public let portal: WireText
  public let statement: WireText
  /// None, one for all, or one each; 0 is text, 1 binary.
  public let parameterFormats: [Int16]
  /// `nil` is NULL.
  public let parameters: [WireText?]
  public let resultFormats: [Int16]

  public init(
    portal: WireText = "", statement: WireText = "", parameterFormats: [Int16] = [], parameters: [WireText?] = [],
    resultFormats: [Int16] = []
  ) {
    self.portal = portal
    self.statement = statement
    self.parameterFormats = parameterFormats
    self.parameters = parameters
    self.resultFormats = resultFormats
  }

  static func decode(_ body: inout ByteBuffer) throws(WireReport) -> BindMessage {
    let portal = try body.readWireText()
    let statement = try body.readWireText()
    let parameterFormats = try formats(&body)
    var parameters: [WireText?] = []
    for _ in 0..<(try body.readWireCount()) {
      let length = try body.readWireInteger(as: Int32.self)
      if length == -1 {
        parameters.append(nil)
      } else {
        guard length >= 0, let bytes = body.readBytes(length: Int(length)) else { throw .violation("参数长度不对") }
        parameters.append(WireText(bytes: bytes))
      }
    }
    return BindMessage(
      portal: portal, statement: statement, parameterFormats: parameterFormats, parameters: parameters,
      resultFormats: try formats(&body))
  }

  private static func formats(_ body: inout ByteBuffer) throws(WireReport) -> [Int16] {
    var formats: [Int16] = []
    for _ in 0..<(try body.readWireCount()) { formats.append(try body.readWireInteger(as: Int16.self)) }
    return formats
  }
}
