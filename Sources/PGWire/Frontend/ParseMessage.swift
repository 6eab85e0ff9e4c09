import NIOCore

/// Makes a prepared statement; the empty name is the unnamed one.
public struct ParseMessage: Hashable, Sendable {
  public let name: WireText
  public let sql: WireText
  /// Object ids of parameter types; 0 where the server shall decide. May be shorter than the parameters are many.
  public let parameterTypes: [UInt32]

  public init(name: WireText = "", sql: WireText, parameterTypes: [UInt32] = []) {
    self.name = name
    self.sql = sql
    self.parameterTypes = parameterTypes
  }

  static func decode(_ body: inout ByteBuffer) throws(WireReport) -> ParseMessage {
    let name = try body.readWireText()
    let sql = try body.readWireText()
    var types: [UInt32] = []
    for _ in 0..<(try body.readWireCount()) { types.append(try body.readWireInteger(as: UInt32.self)) }
    return ParseMessage(name: name, sql: sql, parameterTypes: types)
  }
}
