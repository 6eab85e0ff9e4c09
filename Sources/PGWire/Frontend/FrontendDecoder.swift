import NIOCore

/// Cuts a client's byte stream into messages.
///
/// Nothing is reserved by a length word: a message takes the memory of the bytes that really arrived.
public struct FrontendDecoder: Sendable {
  public enum Phase: Sendable {
    /// Packets without a type byte, until StartupMessage.
    case startup
    /// Small messages only.
    case login
    case session
  }

  public var phase: Phase = .startup
  /// Bytes of one message of a session, its length word included.
  public var largestMessage = WireLimits.bytesAfterLogin

  public init() {}

  /// Takes one message off the buffer's front; `nil` when it has not arrived completely.
  ///
  /// - Throws: a fatal report; the stream has no readable rest.
  public func next(from buffer: inout ByteBuffer) throws(WireReport) -> FrontendMessage? {
    switch phase {
    case .startup:
      guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
      guard length >= 8, length <= WireLimits.bytesBeforeLogin else { throw .violation("启动包长度 \(length)") }
      guard var body = buffer.readSlice(length: Int(length)) else { return nil }
      body.moveReaderIndex(forwardBy: 4)
      return .startup(try StartupRequest.decode(&body))
    case .login: return try message(from: &buffer, limit: WireLimits.bytesBeforeLogin)
    case .session: return try message(from: &buffer, limit: largestMessage)
    }
  }

  private func message(from buffer: inout ByteBuffer, limit: Int) throws(WireReport) -> FrontendMessage? {
    guard let code = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else { return nil }
    guard let type = MessageType(rawValue: code), phase == .session || type == .password || type == .terminate else {
      throw .violation("未知的消息类型 \(code)")
    }
    guard let length = buffer.getInteger(at: buffer.readerIndex + 1, as: UInt32.self) else { return nil }
    guard length >= 4, length <= limit else {
      throw .violation("消息长度 \(length)，上限 \(limit)")
    }
    guard buffer.readableBytes >= Int(length) + 1 else { return nil }
    buffer.moveReaderIndex(forwardBy: 5)
    guard var body = buffer.readSlice(length: Int(length) - 4) else { throw .violation("消息太短") }
    let message = try type.decode(&body)
    guard body.readableBytes == 0 else { throw .violation("消息末尾有多余的字节") }
    return message
  }
}

private enum MessageType: UInt8 {
  case bind = 0x42  // B
  case close = 0x43  // C
  case describe = 0x44  // D
  case execute = 0x45  // E
  case functionCall = 0x46  // F
  case flush = 0x48  // H
  case parse = 0x50  // P
  case query = 0x51  // Q
  case sync = 0x53  // S
  case terminate = 0x58  // X
  case copyDone = 0x63  // c
  case copyData = 0x64  // d
  case copyFail = 0x66  // f
  case password = 0x70  // p

  func decode(_ body: inout ByteBuffer) throws(WireReport) -> FrontendMessage {
    switch self {
    case .bind: return .bind(try BindMessage.decode(&body))
    case .close: return .close(try namedObject(&body))
    case .describe: return .describe(try namedObject(&body))
    case .execute: return .execute(try ExecuteMessage.decode(&body))
    case .functionCall:
      body.moveReaderIndex(to: body.writerIndex)
      return .functionCall
    case .flush: return .flush
    case .parse: return .parse(try ParseMessage.decode(&body))
    case .query: return .query(try body.readWireText())
    case .sync: return .sync
    case .terminate: return .terminate
    case .copyDone, .copyData, .copyFail:
      body.moveReaderIndex(to: body.writerIndex)
      return .copyIn
    case .password: return .password(body.readBytes(length: body.readableBytes) ?? [])
    }
  }

  private func namedObject(_ body: inout ByteBuffer) throws(WireReport) -> NamedObject {
    let kind = try body.readWireInteger(as: UInt8.self)
    let name = try body.readWireText()
    switch kind {
    case UInt8(ascii: "S"): return .statement(name)
    case UInt8(ascii: "P"): return .portal(name)
    default: throw .violation("Describe 或 Close 的对象类型 \(kind)")
    }
  }
}
