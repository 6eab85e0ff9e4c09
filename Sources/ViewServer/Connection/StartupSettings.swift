import PGWire

extension SessionSettings {
  /// Takes a start-up packet's settings, those in `options` (`-c name=value`) first.
  ///
  /// - Throws: as SET does, but ends the connection.
  mutating func apply(_ startup: StartupMessage) throws(WireReport) {
    var given: [StartupMessage.Parameter] = []
    var words = (startup["options"] ?? "").split(separator: " ")[...]
    while let word = words.popFirst() {
      let assignment = word == "-c" ? words.popFirst() ?? "" : word.drop { $0 == "-" }
      let parts = assignment.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { given.append(.init(String(parts[0]), String(parts[1]))) }
    }
    given += startup.parameters.filter { parameter in
      !["user", "database", "options", "replication"].contains(parameter.name) && !parameter.name.hasPrefix("_pq_.")
    }
    for parameter in given {
      do {
        // A notice before the login's end has no reader.
        _ = try set(parameter.name, to: parameter.value)
      } catch {
        var report = error
        report.severity = .fatal
        throw report
      }
    }
    makeCurrentValuesDefault()
  }
}
