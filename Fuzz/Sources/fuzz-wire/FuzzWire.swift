import NIOCore
import PGWire

/// A client's bytes through the decoder, whole and in pieces: the same messages and the same end, never a trap. The first
/// byte names the phase and the length of the pieces; a Bind's parameters are read as binary values of every type.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size > 0 else { return 0 }
  let bytes = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
  var decoder = FrontendDecoder()
  switch data[0] & 3 {
  case 0: decoder.phase = .startup
  case 1: decoder.phase = .login
  default: decoder.phase = .session
  }
  let whole = messages(decoder, bytes, pieceLength: max(1, bytes.count))
  let pieces = messages(decoder, bytes, pieceLength: 1 + Int(data[0] >> 2))
  precondition(whole.messages == pieces.messages && whole.end == pieces.end, "pieces change nothing")
  for message in whole.messages {
    switch message {
    case .bind(let bind):
      for case let value? in bind.parameters { readBinary(value) }
    case .query(let text): readText(text)
    case .parse(let parse): readText(parse.sql)
    default: continue
    }
  }
  return 0
}

private func messages(
  _ decoder: FrontendDecoder, _ bytes: [UInt8], pieceLength: Int
) -> (messages: [FrontendMessage], end: WireReport?) {
  var found: [FrontendMessage] = []
  var buffer = ByteBuffer()
  var place = 0
  repeat {
    let end = min(place + pieceLength, bytes.count)
    buffer.writeBytes(bytes[place..<end])
    place = end
    do throws(WireReport) {
      while let message = try decoder.next(from: &buffer) { found.append(message) }
    } catch {
      return (found, error)
    }
  } while place < bytes.count
  return (found, nil)
}

private func readBinary(_ value: WireText) {
  for type: UInt32 in [16, 20, 21, 23, 25, 26, 700, 701, 1042, 1043, 1082, 1114, 1184, 1700, 9999] {
    for encoding in [ClientEncoding.utf8, .gbk, .gb18030] {
      do throws(WireReport) {
        _ = try BinaryParameter.text(of: value, typeID: type, number: 1, encoding: encoding)
      } catch {
        precondition(error.state.utf8.count == 5, "an error of ours")
      }
    }
  }
}

private func readText(_ text: WireText) {
  for encoding in [ClientEncoding.utf8, .gbk, .gb18030] {
    do throws(WireReport) {
      _ = encoding.encode(try text.decoded(as: encoding))
    } catch {
      precondition(error.state.utf8.count == 5, "an error of ours")
    }
  }
}

// SwiftPM calls an executable's entry by its target's name; libFuzzer's own main would not be linked.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer,
  _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

@_cdecl("fuzz_wire_main")
public func main(_ count: CInt, _ arguments: UnsafeMutableRawPointer) -> CInt {
  var count = count
  var arguments = arguments
  return withUnsafeMutablePointer(to: &arguments) { runDriver(&count, $0) { testOneInput($0, $1) } }
}
