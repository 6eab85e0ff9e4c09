import CZlib

/// The national platform's catalogue files, made from the records of 24: what was published, version by version.
struct NationalFiles: Sendable {
  /// Per layout, the rows of each publication in order.
  let history: [CatalogueLayout: [[CatalogueRow]]]

  /// The layout behind a 13xx transaction; `nil` for those this centre has nothing in.
  static func layout(_ number: String) -> CatalogueLayout? {
    switch number {
    case "1301": .drugs
    case "1305": .items
    case "1307": .diseases
    default: nil
    }
  }

  /// The version name of a publication, counted from 1. 1305 has its own prefix, as at the real platform.
  static func versionName(_ number: String, _ version: Int) -> String {
    "F00\(number == "1305" ? 2 : 1)_2021010100\(two(version / 60 % 60))\(two(version % 60))_C"
  }

  /// When a publication was made, as 更新时间 of the paged queries.
  static func time(_ version: Int) -> String { "2021-01-01 00:\(two(version / 60 % 60)):\(two(version % 60))" }

  /// The publication after a version; `nil` when there is none.
  func next(_ number: String, after name: String) -> Int? {
    guard let layout = Self.layout(number), let versions = history[layout] else { return nil }
    let held = (1...max(1, versions.count)).first { Self.versionName(number, $0) == name } ?? 0
    return ((held + 1)..<max(held + 1, versions.count + 1)).first { !versions[$0 - 1].isEmpty }
  }

  /// The lines of one file.
  func lines(_ number: String, version: Int) -> [String] {
    guard let layout = Self.layout(number), let rows = history[layout], rows.indices.contains(version - 1) else {
      return []
    }
    let name = Self.versionName(number, version)
    var seen: Set<String> = []
    return rows[version - 1].compactMap { row in
      let fields = Self.split(row.record)
      switch layout {
      case .drugs: return Self.drug(fields, name)
      case .items: return Self.item(fields, name)
      case .diseases: return seen.insert(row.code).inserted ? Self.disease(fields, name) : nil
      }
    }
  }

  /// Every second file has two columns more, as later versions of the interface do.
  private static func drug(_ fields: [String], _ version: String) -> String {
    var columns = [String](repeating: "", count: 94)
    columns[0] = fields[0]
    columns[1] = fields[4]
    columns[3] = fields[2]
    columns[6] = fields[6]
    columns[10] = fields[19]
    columns[13] = fields[22]
    columns[27] = fields[8] == "1" ? "0" : "1"
    columns[32] = fields[20]
    columns[44] = fields[21]
    columns[50] = fields[3]
    columns[53] = fields[27]
    columns[56] = "null"
    columns[78] = "1"
    columns[81] = fields[29].isEmpty ? "" : String(fields[29].prefix(10)) + " 00:00:00"
    columns[83] = version
    columns[92] = "后来的列"
    return columns.joined(separator: "\t")
  }

  private static func item(_ fields: [String], _ version: String) -> String {
    var columns = [String](repeating: "", count: 20)
    columns[0] = fields[0]
    columns[2] = fields[8]
    columns[4] = fields[38]
    columns[5] = fields[37]
    columns[6] = "1"
    columns[7] = fields[18]
    columns[9] = fields[2]
    columns[15] = version
    return columns.joined(separator: "\t")
  }

  private static func disease(_ fields: [String], _ version: String) -> String {
    var columns = [String](repeating: "", count: 24)
    columns[10] = fields[0]
    columns[11] = fields[1]
    columns[18] = "1"
    columns[21] = fields[6].isEmpty ? "" : String(fields[6].prefix(10)) + " 00:00:00"
    columns[23] = version
    return columns.joined(separator: "\t")
  }

  /// Rows of 1312 (甲乙), 1318 (限价) or 1319 (自付比例) published at or after a time: one a code, as published last.
  func terms(_ number: String, since: String) -> [[String: Any]] {
    let places: [String: (drug: Int, item: Int, name: String)] = [
      "1312": (9, 9, "chrgitm_lv"), "1318": (13, 5, "hilist_pric_uplmt_amt"),
      "1319": (16, 12, "selfpay_prop"),
    ]
    guard let place = places[number] else { return [] }
    var rows: [[String: Any]] = []
    var numbers: Set<String> = []
    for (layout, position) in [(CatalogueLayout.items, place.item), (.drugs, place.drug)] {
      for (index, published) in (history[layout] ?? []).enumerated().reversed() where Self.time(index + 1) >= since {
        for row in published.reversed() {
          let fields = Self.split(row.record)
          let own = "\(number)-\(layout.rawValue)-\(fields[0])"
          guard !fields[position].isEmpty, numbers.insert(own).inserted else { continue }
          rows.append([
            "hilist_code": fields[0], place.name: fields[position], "insu_admdvs": "500000",
            "begndate": "2019-01-01", "vali_flag": "1", "rid": own, "updt_time": Self.time(index + 1),
          ])
        }
      }
    }
    return rows.reversed()
  }

  private static func split(_ record: String) -> [String] {
    record.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map { String(Substring($0)) }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

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
