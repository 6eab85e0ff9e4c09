/// The three catalogues of transaction 24, with the positions the simulator itself needs (counted from 0).
enum CatalogueLayout: Int, CaseIterable, Sendable {
  case drugs = 1
  case items = 2
  case diseases = 3

  /// The file's name in a catalogue folder, without `.txt`.
  var fileName: String {
    switch self {
    case .drugs: "ypml"
    case .items: "zlxm"
    case .diseases: "bzml"
    }
  }

  /// Fields of a record.
  var width: Int {
    switch self {
    case .drugs: 55
    case .items: 73
    case .diseases: 8
    }
  }

  /// 变更时间.
  var changePosition: Int {
    switch self {
    case .drugs: 29
    case .items: 19
    case .diseases: 6
    }
  }

  /// The fields that tell one row from another. A disease code alone does not.
  var keyPositions: [Int] {
    switch self {
    case .drugs, .items: [0]
    case .diseases: [0, 3, 4, 7]
    }
  }

  /// The catalogue that answers in this one's place under the fault `wrong-catalogue`.
  var other: CatalogueLayout {
    switch self {
    case .drugs: .items
    case .items: .diseases
    case .diseases: .drugs
    }
  }
}

/// One record, with what 24 sorts and selects by.
struct CatalogueRow: Sendable {
  /// The record's text, fields separated by `|`.
  let record: String
  /// Field 1, by which 24 continues.
  let code: String
  /// The fields that identify the row.
  let key: String
  /// `yyyy-MM-dd`.
  let changeDate: String
  /// Where the code stands in the centre's own order.
  let place: String

  /// Reads one record.
  ///
  /// - Throws: with the number of fields found when it is not the layout's.
  init(_ line: Substring.UTF8View, layout: CatalogueLayout) throws(SimulatorError) {
    let parts = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard parts.count == layout.width else {
      throw SimulatorError(
        .catalogue,
        "\(layout.fileName)：一条记录有 \(parts.count) 个字段，应为 \(layout.width)：\(Substring(line).prefix(40))")
    }
    record = String(Substring(line))
    code = String(Substring(parts[0]))
    key = layout.keyPositions.map { String(Substring(parts[$0])) }.joined(separator: "|")
    changeDate = String(Substring(parts[layout.changePosition]).prefix(10))
    place = Self.place(of: code)
  }

  /// The centre's order of codes is its own: letters and digits first, capital and small alike, punctuation only to
  /// tell apart what is otherwise equal. A program that sorts by bytes sees another order.
  static func place(of code: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(code.utf8.count * 2 + 1)
    for byte in code.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte - 32)
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: bytes.append(byte)
      default: break
      }
    }
    bytes.append(0x01)
    bytes += Array(code.utf8)
    return String(decoding: bytes, as: UTF8.self)
  }
}
