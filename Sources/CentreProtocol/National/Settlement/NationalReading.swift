import Settlement

/// One transaction before its envelope: number and `input`.
public struct NationalTransaction: Hashable, Sendable {
  /// 交易编号: `2201`, `2207A`
  public let number: String
  public let input: JSONValue

  public init(_ number: String, _ input: JSONValue) {
    self.number = number
    self.input = input
  }
}

/// How an answer to a settlement transaction is read (settlement.md R4, R5).
///
/// *Ours* (centre.md): a complete envelope, that is one with `infcode` -1 and the receiver's message id, whose `err_msg`
/// starts with `FSI-` is a business refusal: nothing was done. Any other failure, and everything that is no envelope or
/// not for our request, is UNKNOWN. This is the one place that decides it.
enum NationalReading {
  static func read<Value>(_ text: String, _ decode: (JSONValue) -> UnifiedAnswer<Value>) -> UnifiedAnswer<Value> {
    let bytes = Array(text.utf8)
    let answer: NationalAnswer
    do {
      answer = try NationalAnswer.parse(bytes)
    } catch {
      return .unparsable(error.text)
    }
    switch answer {
    case .output(let output): return decode(output)
    case .refused(let words):
      guard let receipt = JSONValue.parse(bytes)?["inf_refmsgid"]?.text, !receipt.isEmpty else {
        return .unparsable("拒绝没有接收方报文ID")
      }
      return .refused(message: UnifiedFields.message(words))
    case .systemFailure: return .unparsable("平台系统级错误")
    }
  }

  /// `infcode` 0, whatever the output: transactions without one.
  static func accepted(_ text: String) -> UnifiedAnswer<Bool> { read(text) { _ in .value(true) } }

  /// An id of the platform, at most 30 letters, digits, `-` and `_`; `nil` for anything else.
  static func identifier(_ value: JSONValue?) -> String? {
    guard let text = value?.text, (1...30).contains(text.utf8.count) else { return nil }
    let isPlain = text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 95
    }
    return isPlain ? text : nil
  }

  /// An amount of yuan as number or string; `nil` where it is missing or none.
  static func amount(_ value: JSONValue?) -> Fen? {
    guard let text = value?.text, !text.isEmpty else { return nil }
    return Fen(yuan: text)
  }

  /// An amount that may be missing: then 0. `nil` for one that is no amount.
  static func optionalAmount(_ value: JSONValue?) -> Fen? {
    switch value {
    case nil, .null: .zero
    case .string(let text) where text.isEmpty: .zero
    case let value: amount(value)
    }
  }
}

extension JSONValue {
  /// An amount in yuan, exact.
  static func yuan(_ amount: Fen) -> JSONValue { decimal(amount.amount, places: 2) }

  static func decimal(_ scaled: Int64, places: Int) -> JSONValue { .number(.scaled(scaled, places: places)) }
}
