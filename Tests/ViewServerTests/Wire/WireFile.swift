import Foundation

@testable import ViewServer

/// A file of messages in and messages out. `README.txt` beside it tells the form.
struct WireFile {
  struct Exchange {
    var line: Int
    var sent: [String] = []
    var bytes: [UInt8] = []
    /// What the agent and PostgreSQL shall answer.
    var agent: [String] = []
    var postgres: [String] = []
  }

  let exchanges: [Exchange]

  struct Malformed: Error { let line: Int }

  init(path: String) throws {
    var exchanges: [Exchange] = []
    for (index, line) in try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n").enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      let text = String(line.drop { $0 != " " }.dropFirst())
      switch line.prefix(while: { $0 != " " }) {
      case ">":
        if exchanges.last.map({ !$0.agent.isEmpty || !$0.postgres.isEmpty }) ?? true {
          exchanges.append(Exchange(line: index + 1))
        }
        exchanges[exchanges.count - 1].sent.append(text)
        exchanges[exchanges.count - 1].bytes += try Self.message(text, line: index + 1)
      case "<":
        exchanges[exchanges.count - 1].agent.append(text)
        exchanges[exchanges.count - 1].postgres.append(text)
      case "<agent": exchanges[exchanges.count - 1].agent.append(text)
      case "<postgres": exchanges[exchanges.count - 1].postgres.append(text)
      default: throw Malformed(line: index + 1)
      }
    }
    self.exchanges = exchanges
  }

  private static func message(_ text: String, line: Int) throws -> [UInt8] {
    let rest = String(text.dropFirst(2))
    let parts = rest.components(separatedBy: "|")
    switch text.first {
    case "Q": return RawClient.query(rest)
    case "P" where parts.count >= 2:
      return RawClient.parse(parts[0], parts[1], types: parts.count > 2 ? numbers(parts[2]) : [])
    case "B" where parts.count == 5:
      let values = parts[3].isEmpty ? [] : parts[3].components(separatedBy: ";").map(value)
      let formats = numbers(parts[2])
      let results = numbers(parts[4])
      return RawClient.message(
        "B",
        RawClient.text(parts[0]) + RawClient.text(parts[1]) + RawClient.int16(formats.count)
          + formats.flatMap(RawClient.int16) + RawClient.int16(values.count)
          + values.flatMap { $0.map { RawClient.int32($0.count) + $0 } ?? RawClient.int32(-1) }
          + RawClient.int16(results.count) + results.flatMap(RawClient.int16))
    case "D", "C":
      guard let kind = rest.first else { throw Malformed(line: line) }
      return RawClient.message(text.first, RawClient.text("\(kind)" + rest.dropFirst(2)))
    case "E": return RawClient.execute(parts[0], parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    case "S": return RawClient.sync
    default: throw Malformed(line: line)
    }
  }

  private static func numbers(_ text: String) -> [Int] { text.split(separator: " ").compactMap { Int($0) } }

  private static func value(_ text: String) -> [UInt8]? {
    if text == "\\N" { return nil }
    guard text.hasPrefix("\\x") else { return Array(text.utf8) }
    let digits = Array(text.dropFirst(2))
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
  }

  /// An answer as the files write it.
  static func shown(_ message: RawClient.Message) -> String {
    switch message.type {
    case "T": "T " + columns(message.body).joined(separator: " ")
    case "t":
      "t "
        + stride(from: 2, to: message.body.count, by: 4).map {
          "\(message.body[$0..<($0 + 4)].reduce(0) { $0 << 8 | Int($1) })"
        }.joined(separator: " ")
    case "D": "D " + message.columnBytes.map { $0.map(shown) ?? "\\N" }.joined(separator: " ")
    case "d": "d " + shown(message.body.last == 10 ? Array(message.body.dropLast()) : message.body)
    default: message.description
    }
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self), text.unicodeScalars.allSatisfy({ $0.value >= 32 }) {
      return text
    }
    return "\\x" + bytes.map { String(($0 >> 4), radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// `name:type:modifier`, and `:b` where binary.
  private static func columns(_ body: [UInt8]) -> [String] {
    var rest = body.dropFirst(2)
    var columns: [String] = []
    while !rest.isEmpty {
      let name = rest.prefix { $0 != 0 }
      let fields = Array(rest.dropFirst(name.count + 1).prefix(18))
      let type = fields[6..<10].reduce(0) { $0 << 8 | Int($1) }
      let modifier = Int(Int32(truncatingIfNeeded: fields[12..<16].reduce(0) { $0 << 8 | Int($1) }))
      columns.append(String(decoding: name, as: UTF8.self) + ":\(type):\(modifier)" + (fields[17] == 1 ? ":b" : ""))
      rest = rest.dropFirst(name.count + 19)
    }
    return columns
  }
}
