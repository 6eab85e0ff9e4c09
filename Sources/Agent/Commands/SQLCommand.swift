/// `qianzhi sql`
public enum SQLCommand {
  public static func run(_ statement: String, configuration: AgentConfiguration, output: (String) -> Void) async throws {}
}
