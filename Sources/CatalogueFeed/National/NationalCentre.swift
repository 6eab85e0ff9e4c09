import Catalogue
import CentreProtocol

/// What a 13xx says about the next file.
struct NationalFilePlace: Sendable {
  /// `file_qury_no`
  let query: String
  let name: String
  /// Its rows; `nil`: no number was announced.
  let announced: Int?
}

/// The national platform as the feed talks to it: one sign-in for many requests, message ids that never repeat.
public actor NationalCentre {
  /// Files take longer than questions.
  public static let fileTimeoutSeconds = 300

  private let transport: any NationalTransport
  public nonisolated let caller: NationalCaller
  private let timeoutSeconds: Int
  private let now: @Sendable () -> Int64
  private let numbers: MessageIDSource
  private var signNumber = ""

  /// - Parameters:
  ///   - messages: shared with everything else in the process that speaks to the platform; `nil`: one of its own.
  ///   - timeoutSeconds: deadline of one call.
  ///   - now: milliseconds since 1970 UTC.
  public init(
    caller: NationalCaller, transport: any NationalTransport,
    messages: MessageIDSource? = nil, timeoutSeconds: Int, now: @escaping @Sendable () -> Int64
  ) {
    self.caller = caller
    self.transport = transport
    self.timeoutSeconds = timeoutSeconds
    self.now = now
    numbers = messages ?? MessageIDSource(institutionCode: caller.institutionCode)
  }

  /// 9001. Without it the other transactions may be refused.
  public func signIn() async throws(FeedError) {
    signNumber = ""
    let output = try await output(
      "9001",
      [
        "signIn": [
          "opter_no": .string(caller.operatorCode), "mac": "00-00-00-00-00-00", "ip": "127.0.0.1",
        ]
      ])
    guard let number = output["signinoutb"]?["sign_no"]?.text, !number.isEmpty else {
      throw FeedError(NationalProtocolError(.missingField, "签到应答没有 sign_no"))
    }
    signNumber = number
  }

  /// 9002. What it answers does not matter to a feed that is done.
  ///
  /// - Returns: the failure, for the log.
  public func signOut() async -> FeedError? {
    guard !signNumber.isEmpty else { return nil }
    defer { signNumber = "" }
    do throws(FeedError) {
      _ = try await output(
        "9002", ["signOut": ["sign_no": .string(signNumber), "opter_no": .string(caller.operatorCode)]])
      return nil
    } catch {
      return error
    }
  }

  /// The output of a transaction.
  ///
  /// - Throws: `QZ-F103` with the platform's words for a business refusal, `QZ-F104` for a system failure, `QZ-F101` and
  ///   `QZ-F102` when nothing or no whole answer came.
  func output(_ number: String, _ input: JSONValue) async throws(FeedError) -> JSONValue {
    try output(of: try parsed(try await send(number, input, timeoutSeconds: timeoutSeconds)), number)
  }

  /// As ``output``; `nil` when there is nothing newer.
  func news(_ number: String, _ input: JSONValue) async throws(FeedError) -> JSONValue? {
    let answer = try parsed(try await send(number, input, timeoutSeconds: timeoutSeconds))
    return answer.isNothingNewer ? nil : try output(of: answer, number)
  }

  private func output(of answer: NationalAnswer, _ number: String) throws(FeedError) -> JSONValue {
    switch answer {
    case .output(let output): return output
    case .refused(let words): throw FeedError(code: FeedError.refusedCode, text: "平台拒绝 \(number)：\(words)")
    case .systemFailure(let words): throw FeedError(code: "QZ-F104", text: "平台处理 \(number) 失败：\(words)")
    }
  }

  /// Where the file lies that follows a version; `nil` when there is none.
  ///
  /// - Throws: `QZ-F137` when the number of its rows cannot be read.
  func nextFile(
    _ catalogue: NationalFileCatalogue, after version: String
  ) async throws(FeedError) -> NationalFilePlace? {
    let number = catalogue.rawValue
    guard let place = try await news(number, ["data": ["ver": .string(version)]]) else { return nil }
    guard let query = place["file_qury_no"]?.text, let name = place["filename"]?.text else {
      throw FeedError(NationalProtocolError(.missingField, "\(number) 的应答没有 file_qury_no 或 filename"))
    }
    let announced: Int?
    do throws(NationalProtocolError) {
      // Two spellings; the one that says something counts.
      let counted = try NationalCount.read(place["data_cnt"], of: "\(number) 的 data_cnt")
      let other = try NationalCount.read(place["data_cn"], of: "\(number) 的 data_cn")
      announced = counted ?? other
    } catch {
      throw FeedError(error)
    }
    return NationalFilePlace(query: query, name: name, announced: announced)
  }

  /// 9102. The answer is the zip itself; a JSON envelope instead of it is a failure.
  func file(_ place: NationalFilePlace) async throws(FeedError) -> [UInt8] {
    let name = place.name
    let input: JSONValue = [
      "fsDownloadIn": ["file_qury_no": .string(place.query), "filename": .string(name), "fixmedins_code": "plc"]
    ]
    let bytes = try await send("9102", input, timeoutSeconds: max(timeoutSeconds, Self.fileTimeoutSeconds))
    if bytes.starts(with: [0x50, 0x4B]) { return bytes }
    switch try parsed(bytes) {
    case .output: throw FeedError(NationalProtocolError(.damagedArchive, "9102 没有返回文件"))
    case .refused(let words), .systemFailure(let words):
      throw FeedError(code: FeedError.refusedCode, text: "平台拒绝下载文件 \(name)：\(words)")
    }
  }

  private func send(_ number: String, _ input: JSONValue, timeoutSeconds: Int) async throws(FeedError) -> [UInt8] {
    let at = now()
    let request = NationalRequest(
      number: number, messageID: numbers.next(now: at), time: CivilDateTime(unixMilliseconds: at).fullText,
      signNumber: signNumber, input: input)
    let body = request.body(from: caller)
    switch await transport.call(number: number, body: body, timeoutSeconds: timeoutSeconds) {
    case .answer(let bytes): return bytes
    case .notSent(let text):
      throw FeedError(code: FeedError.notConnectedCode, text: "平台无法连接：\(text)；请检查网络和 [centre] url")
    case .unknown(let text): throw FeedError(code: FeedError.noAnswerCode, text: "平台没有完整应答：\(text)")
    }
  }

  private func parsed(_ bytes: [UInt8]) throws(FeedError) -> NationalAnswer {
    do throws(NationalProtocolError) {
      return try NationalAnswer.parse(bytes)
    } catch {
      throw FeedError(error)
    }
  }
}

extension FeedError {
  init(_ error: NationalProtocolError) { self.init(code: error.code.rawValue, text: error.text) }
}
