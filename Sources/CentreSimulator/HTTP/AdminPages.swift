import Foundation
import Hummingbird
import NIOCore

/// What a test or a demonstration does to the centre from outside: read its ledger, publish releases, set faults.
struct AdminPages: Sendable {
  let centre: SimulatedCentre

  func respond(to request: Request) async -> Response {
    let query = request.uri.queryParameters
    do throws(SimulatorError) {
      switch (request.method, request.uri.path) {
      case (.get, "/_admin/health"): return try Self.json(["rows": await centre.rowCounts()])
      case (.get, "/_admin/ledger"): return try Self.json(try await centre.ledger())
      case (.get, "/_admin/requests"): return try Self.json(try await centre.requests())
      case (.get, "/_admin/arrivals"): return try Self.json(await centre.arrivals)
      case (.post, "/_admin/publish"):
        return try await publish(String(query["release"] ?? ""), at: query["at"].map(String.init))
      case (.post, "/_admin/fault"):
        await centre.add(try Fault(String(query["spec"] ?? "")))
        return try Self.json(["set": String(query["spec"] ?? "")])
      case (.post, "/_admin/fault/clear"):
        await centre.clearFaults()
        return try Self.json(["cleared": true])
      case (.post, "/_admin/card"):
        try await centre.putInReader(card: String(query["number"] ?? ""))
        return try Self.json(["card": String(query["number"] ?? "")])
      default: return try Self.json(["error": "no such page"], status: .notFound)
      }
    } catch {
      do {
        return try Self.json(["code": error.code.rawValue, "error": error.message], status: .badRequest)
      } catch {
        return Self.response(Data("{\"error\":\"no text for the error\"}".utf8), status: .badRequest)
      }
    }
  }

  private func publish(_ release: String, at moment: String?) async throws(SimulatorError) -> Response {
    if let moment {
      await centre.plan(try SimulatorConfiguration.PlannedRelease("\(release)=\(moment)"))
      return try Self.json(["planned": release])
    }
    try await centre.publish(release)
    return try Self.json(["published": release])
  }

  private static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws(SimulatorError)
    -> Response
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return response(try encoder.encode(value), status: status)
    } catch {
      throw SimulatorError(.server, "cannot write JSON: \(error)")
    }
  }

  private static func response(_ json: Data, status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }
}
