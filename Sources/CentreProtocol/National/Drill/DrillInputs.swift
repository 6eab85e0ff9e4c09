import Catalogue
import Settlement

/// The catalogue row a drill uses.
public struct DrillItem: Sendable, Hashable {
  /// 国家编码
  public var nationalCode: String
  /// 院内码
  public var hospitalCode: String
  public var name: String
  public var specification: String
  public var form: String
  public var unit: String
  /// Yuan as decimal text.
  public var price: String

  public init(
    nationalCode: String, hospitalCode: String, name: String, specification: String, form: String, unit: String,
    price: String
  ) {
    self.nationalCode = nationalCode
    self.hospitalCode = hospitalCode
    self.name = name
    self.specification = specification
    self.form = form
    self.unit = unit
    self.price = price
  }
}

/// What is the same in both drills' inputs: texts of an input, and what is filled in when it is sent.
enum DrillInputs {
  static func text(_ input: JSONValue) -> String { String(decoding: input.bytes, as: UTF8.self) }

  /// `yyyy-MM-dd HH:mm:ss`, with seconds also at midnight.
  static func time(_ wallMilliseconds: Int64) -> String { ShanghaiTime.fullText(wallMilliseconds) }
}

extension DrillRequest {
  /// Fields that are known only when the request is sent: the centre's number of the prescription, and 撤销时间.
  private static let serialFields: Set<String> = ["hi_rxno", "hiRxno"]
  private static let timeFields: Set<String> = ["undo_time", "undoTime"]

  /// The input as it is sent now. Only fields the plan has are filled; everything else is as journalled.
  ///
  /// - Parameter serial: 医保处方编号; empty: not known, and the request names our own number alone.
  /// - Returns: `nil` when the journalled text is no JSON object.
  public func input(serial: String, wallMilliseconds: Int64) -> JSONValue? {
    guard case .object(var nodes)? = JSONValue.parse(Array(input.utf8)) else { return nil }
    for (name, node) in nodes {
      guard case .object(var fields) = node else { continue }
      for key in fields.keys {
        if Self.serialFields.contains(key) { fields[key] = .string(serial) }
        if Self.timeFields.contains(key) { fields[key] = .string(DrillInputs.time(wallMilliseconds)) }
      }
      nodes[name] = .object(fields)
    }
    return .object(nodes)
  }
}
