/// Signs every request of the national platform and, where its public key is configured, lets an answer count only with
/// its signature. The transport applies it, so that no request can go past it.
///
/// **What is signed** is published nowhere we could find (facts A.1.1 gives the fields alone), so it is *ours* and decided
/// here only: the canonical text of the node `input` of a request and of `output` of an answer: JSON without blanks, the
/// members of each object in the order of their names, `/` not escaped, UTF-8. An `output` that is a string is its own
/// text. `signtype` names the algorithm, `cainfo` carries the signature.
public struct EnvelopeSeal: Sendable {
  private let signer: (any EnvelopeSigner)?
  private let verifier: (any EnvelopeVerifier)?

  /// - Parameters:
  ///   - signer: `nil` leaves `signtype` and `cainfo` as they are.
  ///   - verifier: `nil` believes every answer.
  public init(signer: (any EnvelopeSigner)?, verifier: (any EnvelopeVerifier)?) {
    self.signer = signer
    self.verifier = verifier
  }

  static func signedText(_ node: JSONValue?) -> [UInt8] {
    switch node {
    case .string(let text)?: Array(text.utf8)
    case .null?, nil: []
    case .boolean?, .number?, .array?, .object?: node?.bytes ?? []
    }
  }

  /// The request with its signature.
  ///
  /// - Throws: what the signer says; `NationalProtocolError` for a body that is no envelope.
  public func sealed(_ body: [UInt8]) throws -> [UInt8] {
    guard let signer else { return body }
    guard case .object(var envelope)? = JSONValue.parse(body) else {
      throw NationalProtocolError(.notAnEnvelope, "要签名的不是 JSON 报文")
    }
    let signature = try signer.sign(Self.signedText(envelope["input"]))
    envelope["signtype"] = .string(signature.kind)
    envelope["cainfo"] = .string(signature.text)
    return JSONValue.object(envelope).bytes
  }

  /// The reply as far as it may be believed: an answer without the platform's signature leaves open what was executed. A
  /// file (9102's zip) is no envelope and carries none.
  public func opened(_ reply: NationalReply) -> NationalReply {
    guard let verifier, case .answer(let bytes) = reply, !bytes.starts(with: [0x50, 0x4B]) else { return reply }
    guard let envelope = JSONValue.parse(bytes), case .object = envelope else { return reply }
    let signature = EnvelopeSignature(
      kind: envelope["signtype"]?.text ?? "", text: envelope["cainfo"]?.text ?? "")
    guard !signature.text.isEmpty else { return .unknown("平台的应答没有签名") }
    do {
      let isValid = try verifier.isValid(signature, of: Self.signedText(envelope["output"]))
      return isValid ? reply : .unknown("平台应答的签名不对")
    } catch {
      return .unknown("平台应答的签名验不了：\(error)")
    }
  }
}

/// Tells whether a signature is the platform's.
public protocol EnvelopeVerifier: Sendable {
  /// - Parameter text: the canonical text of the answer's output.
  func isValid(_ signature: EnvelopeSignature, of text: [UInt8]) throws -> Bool
}
