import NIOCore

/// The first packet of a connection, the only ones without a type byte.
public enum StartupRequest: Hashable, Sendable {
  case tls
  case gssEncryption
  case cancel(CancelKey)
  case start(StartupMessage)

  static let cancelCode: UInt32 = 80_877_102
  static let tlsCode: UInt32 = 80_877_103
  static let gssCode: UInt32 = 80_877_104

  /// - Parameter body: the packet without its length word.
  static func decode(_ body: inout ByteBuffer) throws(WireReport) -> StartupRequest {
    guard let code = body.readInteger(as: UInt32.self) else { throw .violation("启动包太短") }
    switch code {
    case tlsCode where body.readableBytes == 0: return .tls
    case gssCode where body.readableBytes == 0: return .gssEncryption
    case cancelCode:
      guard body.readableBytes == 8,
        let processID = body.readInteger(as: Int32.self), let secret = body.readInteger(as: Int32.self)
      else { throw .violation("取消请求的长度不对") }
      return .cancel(CancelKey(processID: processID, secret: secret))
    default: return .start(try StartupMessage.decode(version: code, &body))
    }
  }
}

/// Names a session in a CancelRequest; sent to the client in BackendKeyData.
public struct CancelKey: Hashable, Sendable {
  public let processID: Int32
  public let secret: Int32

  public init(processID: Int32, secret: Int32) {
    self.processID = processID
    self.secret = secret
  }
}

/// Who connects, to what, and the settings to begin with.
public struct StartupMessage: Hashable, Sendable {
  /// Minor version of protocol 3 the client asked for.
  public let minorVersion: UInt16
  public let parameters: [Parameter]

  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let value: String
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(minorVersion: UInt16 = 0, parameters: [Parameter]) {
    self.minorVersion = minorVersion
    self.parameters = parameters
  }

  public subscript(name: String) -> String? { parameters.last { $0.name == name }?.value }

  /// Protocol extensions this server does not have.
  public var unknownOptions: [String] { parameters.map(\.name).filter { $0.hasPrefix("_pq_.") } }

  static func decode(version: UInt32, _ body: inout ByteBuffer) throws(WireReport) -> StartupMessage {
    guard version >> 16 == 3 else {
      throw WireReport(.fatal, "0A000", "不支持的前端协议 \(version >> 16).\(version & 0xFFFF)，服务器支持 3.0")
    }
    var parameters: [Parameter] = []
    while true {
      let name = try text(&body)
      if name.isEmpty { break }
      parameters.append(Parameter(name, try text(&body)))
    }
    guard body.readableBytes == 0 else { throw .violation("启动包的末尾有多余的字节") }
    return StartupMessage(minorVersion: UInt16(version & 0xFFFF), parameters: parameters)
  }

  private static func text(_ body: inout ByteBuffer) throws(WireReport) -> String {
    guard let bytes = body.readTerminatedBytes() else { throw .violation("启动包没有结束符") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw WireReport(.fatal, "22021", "启动参数不是有效的 UTF-8 文本")
    }
    return text
  }
}
