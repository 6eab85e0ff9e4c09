import Hummingbird
import Logging
import NIOCore

/// A request's context that knows its connection, so that a fault can cut it.
struct ConnectionContext: InitializableFromSource, Sendable {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// The centre's address: business requests on `POST /`, everything else under `/_admin/`.
struct CentreResponder: HTTPResponder {
  /// Bytes of the largest request body.
  static let largestBody = 1_048_576
  /// How often a silent connection is looked at.
  private static let silencePollNanoseconds: UInt64 = 50_000_000

  let centre: SimulatedCentre

  func respond(to request: Request, context: ConnectionContext) async throws -> Response {
    if request.uri.path.hasPrefix("/_admin/") {
      return await AdminPages(centre: centre).respond(to: request)
    }
    guard request.method == .post else { return Self.plain(.methodNotAllowed, "POST only") }
    let body: [UInt8]
    do {
      body = Array(buffer: try await request.body.collect(upTo: Self.largestBody))
    } catch is NIOTooManyBytesError {
      return Self.plain(.contentTooLarge, "larger than \(Self.largestBody) bytes")
    }
    if body.first == UInt8(ascii: "{") {
      do throws(SimulatorError) {
        await centre.note(NationalArrival(request, body))
        return try await perform(try await centre.receiveNational(body), context.channel)
      } catch {
        return Self.plain(.internalServerError, error.description)
      }
    }
    guard let form = FormBody(body), form["Command"] == Array("BUSINESS_HANDLE".utf8), let text = form["CommandCont"]
    else { return Self.plain(.badRequest, "Command=BUSINESS_HANDLE&CommandCont=… expected") }
    do throws(SimulatorError) {
      return try await perform(try await centre.receive(text), context.channel)
    } catch {
      return Self.plain(.internalServerError, error.description)
    }
  }

  private func perform(_ delivery: Delivery, _ channel: any Channel) async throws(SimulatorError) -> Response {
    switch delivery {
    case .answer(let bytes): return Self.answer(bytes)
    case .delayed(let bytes, let seconds):
      guard await Self.waited(nanoseconds: UInt64(seconds * 1e9)) else { return await cut(channel) }
      return Self.answer(bytes)
    case .truncated(let bytes): return Self.half(of: bytes, channel)
    case .page(let html):
      return Response(
        status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    case .status(let code): return Self.plain(HTTPResponse.Status(code: code), "")
    case .redirect: return Response(status: .temporaryRedirect, headers: [.location: "/"])
    case .cut: return await cut(channel)
    case .silence:
      while channel.isActive, await Self.waited(nanoseconds: Self.silencePollNanoseconds) {}
      return await cut(channel)
    }
  }

  /// - Returns: whether the time passed; `false` when the end of the simulator cut it short.
  private static func waited(nanoseconds: UInt64) async -> Bool {
    do {
      try await Task.sleep(nanoseconds: nanoseconds)
      return true
    } catch {
      return false
    }
  }

  /// Closes the connection; the response that has to be returned has nowhere to go.
  private func cut(_ channel: any Channel) async -> Response {
    do {
      try await channel.close()
    } catch {
      // Closed by the client already, which is all that was wanted.
    }
    return Response(status: .noContent)
  }

  private static func half(of bytes: [UInt8], _ channel: any Channel) -> Response {
    let body = ResponseBody(contentLength: bytes.count) { writer in
      try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
      try await channel.close()
    }
    return Response(status: .ok, headers: [.contentType: "text/plain; charset=GB18030"], body: body)
  }

  private static func answer(_ bytes: [UInt8]) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=GB18030"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
