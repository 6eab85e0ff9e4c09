import NIOCore

/// Runs a portal, from its beginning or from where it was suspended.
public struct ExecuteMessage: Hashable, Sendable {
  public let portal: WireText
  /// Rows after which the portal is suspended; `nil` for all.
  public let rowLimit: Int?

  public init(portal: WireText = "", rowLimit: Int? = nil) {
    self.portal = portal
    self.rowLimit = rowLimit
  }

  static func decode(_ body: inout ByteBuffer) throws(WireReport) -> ExecuteMessage {
    let portal = try body.readWireText()
    let limit = try body.readWireInteger(as: Int32.self)
    return ExecuteMessage(portal: portal, rowLimit: limit > 0 ? Int(limit) : nil)
  }
}
