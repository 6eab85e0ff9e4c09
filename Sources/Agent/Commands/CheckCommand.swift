import Catalogue

extension AgentRuntime {
  func check(
    _ day: CivilDate, _ catalogues: [CatalogueKind], announced: Int?, json: Bool, _ output: Output
  ) async throws -> ExitStatus { .failed }
}
