import Catalogue
import Foundation
import Settlement

/// The electronic-prescription drill as transactions: 上传 → 查询 → 撤销.
///
/// **The field tables of 9211 and 9213 are published nowhere** (facts A.11). Until a document says otherwise they carry
/// 7101's and 7104's nodes, and the query, whose table is not published either, names the prescription and the patient by
/// the fields of D006 in the same spelling (*ours*; the switch is `payload`). All inputs carry our own 处方编号
/// (`hosp_rxno`) also where the table lacks it, because it is the only name of an upload whose answer was lost (*ours*).
public struct PrescriptionDrill: Sendable, Hashable {
  /// How the fields are spelled and which there are.
  public enum Payload: String, CaseIterable, Sendable {
    /// 7101/7104, the first version of 处方流转.
    case snake = "7101"
    /// D003/D004, the current one.
    case camel = "D003"
  }

  /// A set of transaction numbers that a province uses.
  public enum NumberSet: String, CaseIterable, Sendable {
    /// Notice 004's numbers; the query between them is *ours*.
    case notice = "9211"
    case firstVersion = "7101"
    case currentVersion = "D003"

    public var upload: String { rawValue }
    /// 7101–7105 have no query by the hospital.
    public var query: String? {
      switch self {
      case .notice: "9212"
      case .firstVersion: nil
      case .currentVersion: "D005"
      }
    }
    public var revoke: String {
      switch self {
      case .notice: "9213"
      case .firstVersion: "7104"
      case .currentVersion: "D004"
      }
    }
    public var payload: Payload { self == .currentVersion ? .camel : .snake }
  }

  public var upload: String
  /// `nil`: the centre has none.
  public var query: String?
  public var revoke: String
  public var payload: Payload
  public var diagnosisCode: String
  public var diagnosisName: String

  public init(
    upload: String, query: String?, revoke: String, payload: Payload, diagnosisCode: String, diagnosisName: String
  ) {
    self.upload = upload
    self.query = query
    self.revoke = revoke
    self.payload = payload
    self.diagnosisCode = diagnosisCode
    self.diagnosisName = diagnosisName
  }

  /// Days a rehearsed prescription is valid; it is revoked long before.
  static let validDays = 3

  /// The one step of the drill.
  ///
  /// - Parameter now: wall clock in milliseconds; the prescription's times.
  public func step(
    _ number: DrillNumber, persons: PrescriptionPersons, item: DrillItem, institution: (code: String, name: String),
    now: Int64
  ) -> DrillStep {
    let upload: JSONValue
    let question: JSONValue
    let undo: JSONValue
    switch payload {
    case .snake:
      let table = Prescription7101(
        number: number, persons: persons, item: item, diagnosis: (diagnosisCode, diagnosisName), now: now)
      upload = table.upload
      question = table.query(institution.code)
      undo = table.revoke
    case .camel:
      let table = PrescriptionD003(number: number, persons: persons, institution: institution, now: now)
      upload = table.upload
      question = table.query
      undo = table.revoke
    }
    return DrillStep(
      title: "电子处方", upload: .init(number: self.upload, input: DrillInputs.text(upload)),
      query: query.map { .init(number: $0, input: DrillInputs.text(question)) },
      undo: .init(number: revoke, input: DrillInputs.text(undo)))
  }

  /// 撤销原因, and the text of the 处方原件 that a rehearsal has none of.
  static let reason = "系统上线演练，不作诊疗依据"

  static func original(_ number: DrillNumber) -> String { Data("\(number.text) \(reason)".utf8).base64EncodedString() }
}
