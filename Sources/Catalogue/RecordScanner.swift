/// Finds the fields of a record's text without making a text of each: what reads a million records needs few of them.
public struct RecordScanner: Sendable {
  public let kind: CatalogueKind
  /// First byte of each field, and the byte after its last, blanks at both ends left out.
  public private(set) var starts: [Int]
  public private(set) var ends: [Int]
  private let isDate: [Bool]
  private let limits: [Int]

  public init(_ kind: CatalogueKind) {
    self.kind = kind
    isDate = kind.layout.isDate
    limits = kind.layout.limits
    starts = [Int](repeating: 0, count: isDate.count)
    ends = starts
  }

  /// Places of the fields, when each of them stands in the text in canonical form.
  ///
  /// - Returns: `false` for a record that has to be decoded (`CatalogueRecord.decode`): its dates are written otherwise,
  ///   a field may be too long, or it is a bad row.
  public mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var field = 0
    var start = 0
    for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "|") {
      guard field < isDate.count - 1, take(bytes, field, start, index) else { return false }
      field += 1
      start = index + 1
    }
    guard field == isDate.count - 1, take(bytes, field, start, bytes.count) else { return false }
    let key = kind.layout.keyPositions[0]
    return starts[key] < ends[key]
  }

  public func field(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[starts[index]..<ends[index]]), as: UTF8.self)
  }

  /// As `CatalogueRecord.keyText`, of the record that was scanned.
  public func keyText(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    FieldText.join(kind.layout.keyPositions.map { field($0, in: bytes) })
  }

  public func changeDate(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    field(kind.layout.changeDatePosition, in: bytes)
  }

  private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, _ field: Int, _ from: Int, _ through: Int) -> Bool {
    var (start, end) = (from, through)
    while start < end, Self.isBlank(bytes[start]) { start += 1 }
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    if end - start == 4, bytes[start] == UInt8(ascii: "n"), bytes[start + 1] == UInt8(ascii: "u"),
      bytes[start + 2] == UInt8(ascii: "l"), bytes[start + 3] == UInt8(ascii: "l")
    {
      end = start
    }
    starts[field] = start
    ends[field] = end
    if start == end { return true }
    if isDate[field] { return Self.isDay(bytes, start, end) }
    return end - start <= limits[field]
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

  /// `yyyy-MM-dd` of a day that exists.
  private static func isDay(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard end - start == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-") else {
      return false
    }
    func number(_ first: Int, _ count: Int) -> Int? {
      var value = 0
      for index in start + first..<start + first + count {
        guard bytes[index] >= 48, bytes[index] <= 57 else { return nil }
        value = value * 10 + Int(bytes[index] - 48)
      }
      return value
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2) else { return false }
    return CivilDate(year: year, month: month, day: day) != nil
  }
}

/// One record of many, in canonical form, as bytes: valid until the next one is read into it.
public final class RecordBytes {
  public let kind: CatalogueKind
  private var scanner: RecordScanner
  private var text: UnsafeBufferPointer<UInt8> = UnsafeBufferPointer(start: nil, count: 0)
  private var decoded: CatalogueRecord?
  private let keyPositions: [Int]
  private let changeDatePosition: Int

  public init(_ kind: CatalogueKind) {
    self.kind = kind
    scanner = RecordScanner(kind)
    keyPositions = kind.layout.keyPositions
    changeDatePosition = kind.layout.changeDatePosition
  }

  /// Reads the text of a record as received.
  ///
  /// - Parameter bytes: UTF-8; has to stay until the next record.
  /// - Throws: why it is a bad row.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(RecordReject) {
    if scanner.scan(bytes) {
      text = bytes
      decoded = nil
    } else {
      read(try CatalogueRecord.decode(String(decoding: bytes, as: UTF8.self), kind: kind))
    }
  }

  public func read(_ record: CatalogueRecord) {
    precondition(record.kind == kind, "records of one catalogue")
    decoded = record
  }

  public var count: Int { scanner.starts.count }

  /// Values of columns that are in no record.
  public var additional: [String: String] { decoded?.additional ?? [:] }

  /// Whether the fields stand in the text that was read, and ``slice(_:)`` may be called.
  public var isScanned: Bool { decoded == nil }

  /// The bytes of a field of a scanned record, valid as long as the text; `index` counts from 0.
  public func slice(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: text[scanner.starts[index]..<scanner.ends[index]])
  }

  /// Calls with the bytes of a field.
  public func withField<Value>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    if let decoded {
      var field = decoded.fields[index]
      return field.withUTF8(body)
    }
    return body(slice(index))
  }

  public func field(_ index: Int) -> String {
    decoded?.fields[index] ?? withField(index) { String(decoding: $0, as: UTF8.self) }
  }

  public var key: [String] { keyPositions.map { field($0) } }

  /// As `CatalogueRecord.keyText`.
  public var keyText: String {
    keyPositions.count == 1 ? FieldText.join([field(keyPositions[0])]) : FieldText.join(key)
  }

  public var changeDate: String { field(changeDatePosition) }

  public var record: CatalogueRecord {
    decoded ?? CatalogueRecord(kind: kind, canonicalFields: (0..<count).map { field($0) })
  }

  /// The place of the change date among the fields.
  public var changeDateIndex: Int { changeDatePosition }
}
