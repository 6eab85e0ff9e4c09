import QueryEngine
import Testing

/// psql's commands that describe, on the agent and on PostgreSQL 15 with the same three views and the tables beside them:
/// every line psql prints is the same, but for what `PsqlDifference` lists.
@Suite struct PsqlComparisonTests {
  /// Asked of views and of tables alike.
  static let common = [
    "\\d", "\\d ypml", "\\d+ ypml", "\\d zlxm", "\\d+ zlxm", "\\d bzml", "\\d+ bzml", "\\d dual", "\\d+ dual",
    "\\d ypml_lbdm", "\\d+ zlxm_lbdm2", "\\d his_interface.*", "\\d YPML", "\\d \"YPML\"", "\\d nosuch", "\\d *ml*",
    "\\dt", "\\dt+", "\\dt his_*.yp*", "\\dt *.*", "\\dv", "\\dv+", "\\dv *.*ml", "\\dtv", "\\dtvmsE", "\\dS", "\\d+",
    "\\dn", "\\dn+", "\\dnS", "\\dn his*", "\\dp", "\\dp ypml", "\\z", "\\z his_interface.*", "\\l", "\\l qian*",
    "\\du", "\\du+", "\\du his_interface", "\\dg", "\\dg+", "\\dT", "\\dT+", "\\dT int4", "\\dT varchar",
    "\\dT+ numeric",
    "\\dTS", "\\df", "\\df+", "\\df ypml*", "\\dfS to_char", "\\da", "\\dan", "\\do", "\\di", "\\di+", "\\ds", "\\ds+",
    "\\dm", "\\dE", "\\dD", "\\dD+", "\\dC", "\\dc", "\\dcS", "\\dO", "\\dOS", "\\dF", "\\dFd", "\\dFp", "\\dFt",
    "\\db",
    "\\db+", "\\dd", "\\ddp", "\\dA", "\\dA+", "\\dAc", "\\dAf", "\\dAo", "\\dAp", "\\dconfig search_path",
    "\\dconfig nosuch", "\\des", "\\dew", "\\det", "\\deu", "\\dl", "\\dL", "\\dP", "\\dPt", "\\dPi", "\\drds", "\\dRp",
    "\\dRs", "\\dX", "\\dx", "\\dy", "\\sf version", "\\sv ypml", "\\encoding",
  ]

  @Test(.timeLimit(.minutes(3)), arguments: [ViewOptions.Listing.table, .view])
  func describesAsPostgreSQLDoes(listAs: ViewOptions.Listing) async throws {
    try await PsqlServers.with(listAs: listAs) { servers in
      for command in Self.common {
        let expected = try servers.postgres(command)
        let actual = try servers.agent(command)
        let known = PsqlDifference.of(command, listAs)
        if let problem = known.problem(agent: actual, postgres: expected) {
          Issue.record("\(command) (\(listAs)): \(problem)")
        }
      }
    }
  }
}
