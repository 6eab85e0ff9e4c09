import Testing

@testable import Spreadsheet

@Suite struct EscapedTextTests {
  /// Stored in the file, and what the cell says.
  @Test(arguments: [
    ("a_x000A_b", "a\nb"), ("_x005F_x0001_", "_x0001_"), ("_x0001_", "_x0001_"), ("_x005f_x005F_", "_x005F_"),
    ("_x00_", "_x00_"), ("_x000G_", "_x000G_"), ("__x0009_", "_\t"), ("_x000", "_x000"), ("", ""),
  ]) func reading(_ stored: String, _ text: String) { #expect(EscapedText.decode(stored) == text) }

  @Test(arguments: [
    ("_x0001_", "_x005F_x0001_"), ("a\u{1}b", "a_x0001_b"), ("x\ny\t", "x\ny\t"), ("a\rb", "a_x000D_b"), ("_x_", "_x_"),
    ("a\u{FFFE}\u{FFFF}", "a_xFFFE__xFFFF_"), ("\u{FFFD}\u{FF5C}", "\u{FFFD}\u{FF5C}"),
    ("￥1", "￥1"), ("\u{FFFF}\u{FFFF}", "_xFFFF__xFFFF_"), ("龾", "龾"),
  ]) func writing(_ text: String, _ stored: String) { #expect(EscapedText.encode(text) == stored) }
}
