import Settlement

/// What an answer says to a drill's request (settlement.md R4, centre.md): a complete envelope is success or a business
/// refusal, everything else is unknown.
public struct DrillAnswer: Sendable {
  /// 处方状态 that mean revoked; no document at hand lists the codes (*ours*: `[drill.prescription] revoked_status`).
  public let revokedStatuses: Set<String>

  public init(revokedStatuses: Set<String>) { self.revokedStatuses = revokedStatuses }

  /// - Parameters:
  ///   - number: our own, which an answer may repeat and must not contradict.
  ///   - serial: the centre's number as far as known; empty: not.
  public func outcome(
    of reply: NationalReply, to call: DrillCall, _ kind: DrillKind, number: DrillNumber, serial: String
  ) -> DrillOutcome {
    switch reply {
    case .notSent(let reason): return .unknown("未发出：\(reason)")
    case .unknown(let reason): return .unknown(reason)
    case .answer(let bytes):
      do throws(NationalProtocolError) {
        switch try NationalAnswer.parse(bytes) {
        case .refused(let words): return .refused(words)
        case .systemFailure: return .unknown("平台处理失败")
        case .output(let output): return self.outcome(output, call, kind, number, serial)
        }
      } catch {
        return .unknown(error.text)
      }
    }
  }

  private func outcome(
    _ output: JSONValue, _ call: DrillCall, _ kind: DrillKind, _ number: DrillNumber, _ serial: String
  ) -> DrillOutcome {
    let row = Self.row(of: output)
    func text(_ names: String...) -> String { names.lazy.compactMap { row?[$0]?.text }.first { !$0.isEmpty } ?? "" }
    let named = text("hi_rxno", "hiRxno")
    let ours = text("hosp_rxno", "hospRxno")
    guard ours.isEmpty || ours == number.text, serial.isEmpty || named.isEmpty || named == serial else {
      return .unknown("应答是另一张处方的")
    }
    switch call {
    case .undo: return .accepted(serial: "")
    case .upload:
      guard kind == .prescription else { return .accepted(serial: "") }
      return named.isEmpty ? .unknown("应答没有医保处方编号") : .accepted(serial: named)
    case .query:
      if named.isEmpty && ours.isEmpty {
        return Self.isEmpty(row) ? .absent : .unknown("查询应答里没有医保处方编号这一项")
      }
      let status = text("rx_stas_codg", "rxStasCodg")
      return revokedStatuses.contains(status) ? .revoked : .found(serial: named)
    }
  }

  /// No row, or one whose 医保处方编号 is there and empty. An object of other fields is no answer to the question.
  private static func isEmpty(_ row: JSONValue?) -> Bool {
    switch row {
    case nil, .null: true
    case .object(let fields): fields.isEmpty || fields["hi_rxno"] != nil || fields["hiRxno"] != nil
    case .boolean, .number, .string, .array: false
    }
  }

  /// The object with the answer's fields: the output itself, its `data`, or the first row of that.
  private static func row(of output: JSONValue) -> JSONValue? {
    guard let data = output["data"] else { return output }
    return data.elements.map { $0.first ?? .null } ?? data
  }
}
