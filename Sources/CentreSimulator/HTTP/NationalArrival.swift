import Hummingbird

/// How a request of the national platform came: at which path, and with which of a gateway's headers (facts A.1.3). The
/// simulator takes every request whatever these say; a test looks at them (`GET /_admin/arrivals`).
struct NationalArrival: Encodable, Sendable {
  /// So many are kept.
  static let limit = 1_000

  let transaction: String
  let path: String
  /// Those that begin with `x-tif-`, by their names in lower case.
  let gatewayHeaders: [String: String]

  init(_ request: Request, _ body: [UInt8]) {
    transaction = NationalEnvelopeText(body)?.number ?? ""
    path = request.uri.path
    var headers: [String: String] = [:]
    for field in request.headers where field.name.canonicalName.hasPrefix("x-tif-") {
      headers[field.name.canonicalName] = field.value
    }
    gatewayHeaders = headers
  }
}
