import Catalogue

/// The platform's clock as an answer tells it: `respond_time`, `yyyyMMddHHmmssSSS` (facts A.1.2).
public enum NationalClock {
  /// Milliseconds since 1970 UTC; `nil` when the answer is no envelope or has no such time.
  public static func respondTime(_ text: String) -> Int64? {
    guard let digits = JSONValue.parse(Array(text.utf8))?["respond_time"]?.text, digits.utf8.count == 17,
      digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    func part(_ start: Int, _ length: Int) -> Int { Int(digits.dropFirst(start).prefix(length)) ?? 0 }
    let (hour, minute, second) = (part(8, 2), part(10, 2), part(12, 2))
    guard let date = CivilDate(year: part(0, 4), month: part(4, 2), day: part(6, 2)), hour < 24, minute < 60,
      second < 60
    else { return nil }
    let civil = CivilDateTime(date: date, secondOfDay: hour * 3600 + minute * 60 + second)
    return civil.unixMilliseconds + Int64(part(14, 3))
  }
}

/// The national platform where a text and its answer are expected: the envelope's `infno` says where it goes.
public struct NationalCentreTransport: CentreTransport {
  private let transport: any NationalTransport

  public init(_ transport: any NationalTransport) { self.transport = transport }

  public func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
    let bytes = Array(request.utf8)
    guard let number = JSONValue.parse(bytes)?["infno"]?.text else { return .notSent("报文没有交易编号") }
    switch await transport.call(number: number, body: bytes, timeoutSeconds: timeoutSeconds) {
    case .answer(let body):
      guard let text = String(validating: body, as: UTF8.self) else { return .unknown("平台的应答不是 UTF-8 文本") }
      return .answer(text, serverDate: NationalClock.respondTime(text))
    case .notSent(let reason): return .notSent(reason)
    case .unknown(let reason): return .unknown(reason)
    }
  }
}
