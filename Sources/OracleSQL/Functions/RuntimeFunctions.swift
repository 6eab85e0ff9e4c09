/// Every function the renderer's SQLite text may call.
public enum RuntimeFunctions {
  public static let all: [RuntimeFunction] = []
}
