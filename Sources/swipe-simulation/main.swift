import SwipeSimulation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

guard let command = SimulationCommand(Array(CommandLine.arguments.dropFirst())) else {
  print(SimulationCommand.usage)
  exit(2)
}
exit(await command.run() == 0 ? 0 : 1)
