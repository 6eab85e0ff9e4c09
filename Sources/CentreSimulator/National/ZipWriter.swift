import CZlib

/// A zip with one deflated file.
enum ZipWriter {
  static func archive(name: String, _ content: [UInt8]) throws(SimulatorError) -> [UInt8] {
    let packed = try deflated(content)
    let checksum = UInt32(crc32(0, content, UInt32(content.count)))
    let common =
      short(20) + short(0) + short(8) + short(0) + short(0x5221) + long(checksum) + long(UInt32(packed.count))
      + long(UInt32(content.count)) + short(UInt16(name.utf8.count)) + short(0)
    let local = long(0x0403_4b50) + common + Array(name.utf8) + packed
    let central =
      long(0x0201_4b50) + short(20) + common + short(0) + short(0) + short(0) + long(0) + long(0) + Array(name.utf8)
    return local + central + long(0x0605_4b50) + short(0) + short(0) + short(1) + short(1)
      + long(UInt32(central.count)) + long(UInt32(local.count)) + short(0)
  }

  private static func deflated(_ content: [UInt8]) throws(SimulatorError) -> [UInt8] {
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw SimulatorError(.server, "zlib does not start") }
    defer { deflateEnd(&stream) }
    var input = content
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))) + 16)
    let status = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { throw SimulatorError(.server, "zlib does not finish") }
    return Array(output.prefix(Int(stream.total_out)))
  }

  private static func short(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
  private static func long(_ value: UInt32) -> [UInt8] {
    short(UInt16(value & 0xFFFF)) + short(UInt16(value >> 16))
  }
}
