import CentreProtocol

/// A transport that holds something open: a client, a child process.
public protocol CentreConnection: CentreTransport {
  /// Lets go of it; calls under way end first or as `unknown`.
  func shutdown() async throws
}

extension HTTPCentreTransport: CentreConnection {}
