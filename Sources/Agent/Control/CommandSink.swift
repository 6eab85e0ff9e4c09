/// Where a command's words go.
struct CommandSink: Sendable {
  private let put: @Sendable (CommandOutput) -> Void
  private let room: @Sendable () async -> Void

  /// - Parameters:
  ///   - room: returns as soon as there is room for more; at once where everything is taken at once, as by a terminal.
  ///   - put: takes an output, whether there is room or not.
  init(room: @escaping @Sendable () async -> Void = {}, put: @escaping @Sendable (CommandOutput) -> Void) {
    self.put = put
    self.room = room
  }

  /// Says a few words: what a command can say without asking how far the reader is.
  func callAsFunction(_ output: CommandOutput) { put(output) }

  /// Says one of as many things as there are rows: waits, without a thread, while the reader is behind. Not for who holds
  /// something others wait for, a transaction or an actor in the middle of its work.
  func send(_ output: CommandOutput) async {
    await room()
    put(output)
  }
}
