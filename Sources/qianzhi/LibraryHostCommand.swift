import Agent
import ArgumentParser

/// Started by the agent itself, never by a person.
struct LibraryHostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "library-host", abstract: "（内部）装入厂商接口库的子进程", shouldDisplay: false)
  @Argument var library: String
  @Flag(name: .long) var initWithoutArgument = false

  func run() { LibraryHostProcess.run(library: library, takesMessage: !initWithoutArgument) }
}
