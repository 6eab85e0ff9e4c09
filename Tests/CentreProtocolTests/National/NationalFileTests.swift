import CZlib
import CentreProtocol
import Testing

@Suite struct NationalFileTests {
  /// A zip with one deflated text.
  private func zip(_ content: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let begun = deflateInit2_(
      &stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    try #require(begun == Z_OK)
    defer { deflateEnd(&stream) }
    var input = content
    var packed = [UInt8](repeating: 0, count: content.count + content.count / 1000 + 64)
    let ended = input.withUnsafeMutableBufferPointer { source in
      packed.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    try #require(ended == Z_STREAM_END)
    packed = Array(packed.prefix(Int(stream.total_out)))
    func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
    func long(_ value: Int) -> [UInt8] { short(value & 0xFFFF) + short(value >> 16) }
    let common =
      short(20) + short(0) + short(8) + short(0) + short(0) + long(Int(crc32(0, content, UInt32(content.count))))
      + long(packed.count) + long(content.count) + short(1) + short(0)
    let local = long(0x0403_4b50) + common + [0x61] + packed
    let central =
      long(0x0201_4b50) + short(20) + common + short(0) + short(0) + short(0) + long(0) + long(0) + [0x61]
    return local + central + long(0x0605_4b50) + short(0) + short(0) + short(1) + short(1) + long(central.count)
      + long(local.count) + short(0)
  }

  private func rows(_ content: [UInt8]) throws -> [String] {
    let file = try NationalFile(try zip(content))
    var rows: [String] = []
    while let row = try file.next() { rows.append(row.text) }
    return rows
  }

  @Test func linesOfEveryKind() throws {
    let text = "\u{FEFF}甲\t1\r\n\n乙\t2\n\r\n丙"
    #expect(try rows(Array(text.utf8)) == ["甲\t1", "乙\t2", "丙"])
    #expect(try rows([]).isEmpty)
    #expect(try rows(Array("\n\n".utf8)).isEmpty)
  }

  /// Lines that end before, at and after the end of an unpacked piece.
  @Test func linesAcrossPieces() throws {
    for length in [262_142, 262_143, 262_144, 262_145] {
      let first = String(repeating: "a", count: length)
      let found = try rows(Array((first + "\n乙\n").utf8))
      #expect(found.map(\.utf8.count) == [length, 3])
    }
    let many = (0..<50_000).map { "第\($0)行" }
    let found = try rows(Array(many.joined(separator: "\n").utf8))
    #expect(found == many)
  }

  @Test func aLineAtTheLimitAndPastIt() throws {
    let limit = NationalFile.maximumLineBytes
    #expect(try rows([UInt8](repeating: 0x61, count: limit)).first?.utf8.count == limit)
    let long = try zip([UInt8](repeating: 0x61, count: limit * 2))
    let file = try NationalFile(long)
    #expect(throws: NationalProtocolError.self) { try file.next() }
  }

  @Test func damage() throws {
    #expect(throws: NationalProtocolError.self) { try rows([0x41, 0xFF, 0x0A]) }
    let whole = try zip(Array((0..<20_000).map { "第\($0)行" }.joined(separator: "\n").utf8))
    #expect(throws: NationalProtocolError.self) { try NationalFile(Array(whole.dropLast())) }
    var flipped = whole
    flipped[whole.count / 2] ^= 4
    #expect(throws: NationalProtocolError.self) {
      let file = try NationalFile(flipped)
      while try file.next() != nil {}
    }
  }
}
