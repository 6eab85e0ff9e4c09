import Foundation

/// A JSON value of the national platform. Numbers keep their decimal value (money is never a `Double`).
public enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(Decimal)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  public subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// A string, or a number as plain decimal text; `nil` for anything else. Consumers of the platform see both forms of
  /// most fields.
  public var text: String? {
    switch self {
    case .string(let text): text
    case .number(let number): "\(number)"
    case .null, .boolean, .array, .object: nil
    }
  }

  /// A whole number, written as number or string.
  public var integer: Int? { text.flatMap { Int($0) } }

  public var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// Reads one JSON text.
  ///
  /// - Returns: `nil` when the bytes are not one whole JSON value.
  public static func parse(_ bytes: [UInt8]) -> JSONValue? {
    do {
      return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    } catch {
      // What is wrong inside does not matter: an answer that is no JSON is no answer.
      return nil
    }
  }

  /// The JSON text, members in alphabetical order.
  public var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self))
    } catch {
      preconditionFailure("every JSON value has a text: \(error)")
    }
  }
}

extension JSONValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try Self.value(Bool.self, in: container) {
      self = .boolean(value)
    } else if let value = try Self.value(String.self, in: container) {
      self = .string(value)
    } else if let value = try Self.value(Decimal.self, in: container) {
      self = .number(value)
    } else if let value = try Self.value([JSONValue].self, in: container) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// `nil` when the value is of another type; every other error is one of the text.
  private static func value<Value: Decodable>(
    _ type: Value.Type, in container: any SingleValueDecodingContainer
  ) throws -> Value? {
    do {
      return try container.decode(type)
    } catch DecodingError.typeMismatch {
      return nil
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByIntegerLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .number(Decimal(value)) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, later in later })
  }
}
