import Settlement

/// What an answer says to a drill's request (settlement.md R4, centre.md): a complete envelope is success or a business
/// refusal, everything else is unknown.
public struct DrillAnswer: Sendable {
  /// 处方状态 that mean revoked; no document at hand lists the codes (*ours*: `[drill.prescription] revoked_status`).
  public let revokedStatuses: Set<String>

  public init(revokedStatuses: Set<String>) { self.revokedStatuses = revokedStatuses }

  /// - Parameters:
  ///   - number: our own, which an answer may repeat and must not contradict. A query's row is ours by it alone, or by
  ///     the centre's number once that is known.
  ///   - serial: the centre's number as far as known; empty: not.
  public func outcome(
    of reply: NationalReply, to call: DrillCall, _ kind: DrillKind, number: DrillNumber, serial: String
  ) -> DrillOutcome {
    switch reply {
    case .notSent(let reason): return .notSent(reason)
    case .unknown(let reason): return .unknown(reason)
    case .answer(let bytes):
      let ours = Ours(number: number.text, serial: serial)
      do throws(NationalProtocolError) {
        switch try NationalAnswer.parse(bytes) {
        case .refused(let words):
          return Self.isComplete(bytes) ? .refused(UnifiedFields.message(words)) : .unknown("拒绝没有接收方报文ID")
        case .systemFailure: return .unknown("平台处理失败")
        case .output(let output):
          guard call == .query else { return answered(output, call, kind, ours) }
          let outcome = found(output, ours)
          return outcome != .absent || Self.isComplete(bytes) ? outcome : .unknown("查询应答没有接收方报文ID")
        }
      } catch {
        return .unknown(error.text)
      }
    }
  }

  /// What names the upload.
  private struct Ours {
    let number: String
    let serial: String
  }

  /// One row's names of a prescription, in either spelling.
  private struct Row {
    let number: String
    let serial: String
    let status: String

    init(_ row: JSONValue?) {
      func text(_ names: String...) -> String { names.lazy.compactMap { row?[$0]?.text }.first { !$0.isEmpty } ?? "" }
      number = text("hosp_rxno", "hospRxno")
      serial = text("hi_rxno", "hiRxno")
      status = text("rx_stas_codg", "rxStasCodg")
    }

    func isOurs(_ ours: Ours) -> Bool {
      if number.isEmpty { return !ours.serial.isEmpty && serial == ours.serial }
      return number == ours.number
    }
  }

  /// A complete envelope has the receiver's message id (facts A.1.2); a cut or invented one mostly has not.
  private static func isComplete(_ bytes: [UInt8]) -> Bool {
    JSONValue.parse(bytes)?["inf_refmsgid"]?.text?.isEmpty == false
  }

  private func answered(_ output: JSONValue, _ call: DrillCall, _ kind: DrillKind, _ ours: Ours) -> DrillOutcome {
    let row = Row(Self.rows(of: output)?.first ?? output)
    guard row.number.isEmpty || row.number == ours.number,
      ours.serial.isEmpty || row.serial.isEmpty || row.serial == ours.serial
    else { return .unknown("应答是另一张处方的") }
    guard call == .upload, kind == .prescription else { return .accepted(serial: "") }
    return row.serial.isEmpty ? .unknown("应答没有医保处方编号") : .accepted(serial: row.serial)
  }

  /// A platform may answer with the patient's other prescriptions: a row that is not ours by name decides nothing, and
  /// only an empty list says that there is none. Of several rows of ours a standing one counts.
  private func found(_ output: JSONValue, _ ours: Ours) -> DrillOutcome {
    guard let rows = Self.rows(of: output) else { return .unknown("查询应答里没有处方") }
    if rows.isEmpty { return .absent }
    let own = rows.map(Row.init).filter { $0.isOurs(ours) }
    guard !own.isEmpty else { return .unknown("查询应答里没有本次演练的处方") }
    guard let standing = own.first(where: { !revokedStatuses.contains($0.status) }) else { return .revoked }
    return .found(serial: standing.serial, status: Self.shown(standing.status))
  }

  /// A status as it may be shown: a short code and nothing else (I9).
  private static func shown(_ status: String) -> String {
    let isCode = status.utf8.count <= 8 && status.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return isCode ? status : ""
  }

  /// The rows of an answer: `data`'s, or the one object that `data` or the output itself is. `nil`: not one object.
  private static func rows(of output: JSONValue) -> [JSONValue]? {
    guard case .object = output else { return nil }
    guard let data = output["data"] else { return output == .object([:]) ? nil : [output] }
    if let rows = data.elements { return rows }
    guard case .object = data else { return nil }
    return [data]
  }
}
