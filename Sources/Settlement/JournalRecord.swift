/// One record's content: a kind, both clocks, the visit it belongs to, and named texts.
///
/// The payload is UTF-8 text, one `key=value` a line in the order of the keys, with `\\`, `\n`, `\r` and NUL escaped; the
/// first line is the format's version and the kind. No byte of it is 0, which is how a torn write is told from damage.
/// Fixed order makes the bytes, and so the hash chain, a function of the content.
public struct JournalRecord: Hashable, Sendable {
  /// Version of the payload's format.
  public static let version = 1
  /// Largest payload in bytes; one 04 call with ten rows needs about 4 KB.
  public static let payloadLimit = 1 << 20

  public let kind: String
  public let at: Instant
  public let visit: VisitNumber?
  public let fields: [String: String]

  public init(kind: String, at: Instant, visit: VisitNumber? = nil, fields: [String: String] = [:]) {
    self.kind = kind
    self.at = at
    self.visit = visit
    self.fields = fields
  }

  public var payload: [UInt8] {
    var all = fields
    all["@wall"] = String(at.wallMilliseconds)
    all["@boot"] = String(at.bootMilliseconds)
    if let visit { all["@visit"] = visit.text }
    var text = "\(Self.version(of: kind)) \(kind)\n"
    for key in all.keys.sorted() { text += "\(key)=\(Self.escaped(all[key] ?? ""))\n" }
    return Array(text.utf8)
  }

  /// Whether it may be appended: an answer of the centre can be of any length.
  public var isWritable: Bool { payload.count <= Self.payloadLimit }

  /// - Throws: `JournalRecordError` for bytes this version did not write.
  public init(payload: [UInt8]) throws(JournalRecordError) {
    // Split as bytes: a value may begin with a scalar that would combine with "=" into one character.
    var lines = payload.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count >= 2, lines.removeLast().isEmpty else { throw .malformed }
    let head = try Self.text(lines.removeFirst()).split(separator: " ")
    guard head.count == 2, let version = Int(head[0]) else { throw .malformed }
    guard version == Self.version(of: String(head[1])) else { throw .version(version) }
    var all: [String: String] = [:]
    for line in lines {
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { throw .malformed }
      let key = try Self.text(line[..<equals])
      guard let value = Self.unescaped(try Self.text(line[line.index(after: equals)...])) else { throw .malformed }
      guard all.updateValue(value, forKey: key) == nil else { throw .malformed }
    }
    guard let wall = all.removeValue(forKey: "@wall").flatMap(Int64.init),
      let boot = all.removeValue(forKey: "@boot").flatMap(Int64.init)
    else { throw .malformed }
    visit = try Self.visitNumber(all.removeValue(forKey: "@visit"))
    kind = String(head[1])
    at = Instant(wallMilliseconds: wall, bootMilliseconds: boot)
    fields = all
  }

  private static func text(_ bytes: ArraySlice<UInt8>) throws(JournalRecordError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
    return text
  }

  private static func visitNumber(_ text: String?) throws(JournalRecordError) -> VisitNumber? {
    guard let text else { return nil }
    guard let number = VisitNumber(text) else { throw .malformed }
    return number
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else { return value }
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\0": result += "\\0"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func unescaped(_ value: String) -> String? {
    guard value.utf8.contains(0x5C) else { return value }
    var result = String.UnicodeScalarView()
    var scalars = value.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      switch scalars.next() {
      case "\\": result.append("\\")
      case "n": result.append("\n")
      case "r": result.append("\r")
      case "0": result.append("\0")
      default: return nil
      }
    }
    return String(result)
  }
}

public enum JournalRecordError: Error, Hashable, Sendable, CustomStringConvertible {
  case notText
  case malformed
  case version(Int)
  case unknownKind(String)
  /// A record about a visit that no earlier record plans.
  case unknownVisit(String)

  public var description: String {
    switch self {
    case .notText: "记录不是文本"
    case .malformed: "记录格式不对"
    case .version(let version): "记录版本 \(version) 不认识"
    case .unknownKind(let kind): "记录种类 \(kind) 不认识"
    case .unknownVisit(let number): "记录的门诊号 \(number) 没有计划"
    }
  }
}
