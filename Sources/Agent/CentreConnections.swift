import CentreClient

extension AgentConfiguration.Centre {
  /// A connection to the centre as configured: HTTP, or the vendor's library.
  func connection() -> any CentreConnection {
    if let library {
      return LibraryCentreTransport(library: library.path, initTakesMessage: library.initialiser == .message)
    }
    return HTTPCentreTransport(
      url: url, connectTimeoutSeconds: connectTimeoutSeconds, receiveTimeoutSeconds: receiveTimeoutSeconds)
  }
}

/// The child process with the vendor's library, which the agent starts from its own binary.
public enum LibraryHostProcess {
  public static func run(library: String, takesMessage: Bool) -> Never {
    LibraryHost.run(library: library, takesMessage: takesMessage)
  }
}
