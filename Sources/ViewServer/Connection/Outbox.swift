import NIOCore
import PGWire

/// Collects messages for one client and writes them in few pieces. Used on the channel's event loop only.
final class Outbox {
  private let channel: any Channel
  private var buffer = ByteBuffer()
  var encoding = ClientEncoding.utf8
  private(set) var isClosed = false

  init(channel: any Channel) { self.channel = channel }

  /// Whether more work may be begun: what was written so far has mostly left.
  var isWritable: Bool { channel.isWritable && !isClosed }

  func send(_ message: some BackendMessage) {
    guard !isClosed else { return }
    message.write(to: &buffer, encoding: encoding)
    if buffer.readableBytes >= SessionLimits.collectedBytes { flush() }
  }

  /// One row of texts, for the few rows that do not come from SQLite.
  func send(row values: [String]) {
    guard !isClosed else { return }
    let row = DataRowWriter(columnCount: values.count, to: &buffer)
    for value in values { _ = Array(value.utf8).withUnsafeBytes { row.value($0, encoding: encoding, to: &buffer) } }
    row.end(&buffer)
  }

  /// Whole messages made elsewhere, already in the client's encoding.
  func send(chunk: ByteBuffer) {
    guard !isClosed else { return }
    if chunk.readableBytes + buffer.readableBytes < SessionLimits.collectedBytes {
      buffer.writeImmutableBuffer(chunk)
    } else {
      write()
      channel.write(chunk, promise: nil)
    }
  }

  func flush() {
    guard !isClosed else { return }
    write()
    channel.flush()
  }

  /// The encryption requests' answer, the only byte that is not a message.
  func refuseEncryption() {
    buffer.writeInteger(UInt8(ascii: "N"))
    flush()
  }

  func acceptEncryption() {
    buffer.writeInteger(UInt8(ascii: "S"))
    flush()
  }

  /// Says why, and closes; at once when the client does not take it in time.
  func close(with report: WireReport?) {
    guard !isClosed else { return }
    if let report { send(report) }
    write()
    isClosed = true
    let channel = channel
    channel.writeAndFlush(ByteBuffer()).whenComplete { _ in channel.close(promise: nil) }
    let late = channel.eventLoop.scheduleTask(in: .seconds(SessionLimits.farewellSeconds)) {
      channel.close(promise: nil)
    }
    channel.closeFuture.whenComplete { _ in late.cancel() }
  }

  private func write() {
    guard buffer.readableBytes > 0 else { return }
    channel.write(buffer, promise: nil)
    buffer = ByteBuffer()
  }
}
