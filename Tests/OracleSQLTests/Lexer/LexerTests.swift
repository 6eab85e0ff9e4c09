import Testing

@testable import OracleSQL

@Suite struct LexerTests {
  private func texts(_ sql: String) throws -> [String] { try Lexer.tokens(of: sql).dropLast().map(\.text) }
  private func kinds(_ sql: String) throws -> [Token.Kind] { try Lexer.tokens(of: sql).dropLast().map(\.kind) }

  private func error(_ sql: String) -> SQLError? {
    do throws(SQLError) {
      _ = try Lexer.tokens(of: sql)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("'a''b'", "a'b"), ("''", ""), ("N'中文'", "中文"), ("q'[it's]'", "it's"), ("Q'{a}b}'", "a}b"), ("nq'!x'y!'", "x'y"),
    ("q'(()'", "("), (#"E'a\'b\\c\n'"#, "a'b\\c\n"), (#"'a\'"#, #"a\"#), ("E'a''b'", "a'b"), ("'a&b'", "a&b"),
  ])
  func textLiterals(sql: String, value: String) throws {
    let tokens = try Lexer.tokens(of: sql)
    #expect(tokens.count == 2)
    #expect(tokens[0].kind == .string)
    #expect(tokens[0].text == value)
  }

  @Test func wordsFoldAndKeepTheirWriting() throws {
    let tokens = try Lexer.tokens(of: "YpMl \"YpMl\" v$session a#1 药品")
    #expect(tokens.dropLast().map(\.text) == ["ypml", "YpMl", "v$session", "a#1", "药品"])
    #expect(tokens[0].written == "YpMl")
    #expect(tokens[1].kind == .quotedName)
    #expect(try texts(#""a""b""#) == [#"a"b"#])
  }

  @Test func fullWidthPunctuationBelongsToANameAndAFullWidthBlankDoesNot() throws {
    #expect(try texts("价格（元） from　ypml") == ["价格（元）", "from", "ypml"])
  }

  @Test(arguments: ["12", "0.5", ".5", "1.", "1e5", "1.5E-3"])
  func numbers(sql: String) throws {
    #expect(try texts(sql) == [sql])
    #expect(try kinds(sql) == [.number])
  }

  @Test func aNumberEndsWhereAWordBegins() throws {
    #expect(try texts("count(1)from") == ["count", "(", "1", ")", "from"])
    #expect(try texts("1and") == ["1", "and"])
  }

  @Test func operatorsAreTheLongest() throws {
    #expect(
      try texts("a!=b^=c<>d||e::f(+)!~*") == ["a", "<>", "b", "<>", "c", "<>", "d", "||", "e", "::", "f", "(+)", "!~*"])
  }

  @Test func commentsAndHintsAreBlanks() throws {
    #expect(try texts("/*+ full(a) */ a -- 注释 ; '\nb /* x /* y */ z */ c --") == ["a", "b", "c"])
  }

  @Test func positionsCountCharacters() throws {
    #expect(try Lexer.tokens(of: "中文 'x' b").map(\.position) == [1, 4, 8, 9])
  }

  @Test(arguments: [
    ("a 'x", "42601", 3), ("\"x", "42601", 1), ("\"\"", "42601", 1), ("/* x", "42601", 1), ("q'[x'", "42601", 1),
    ("U&'x'", "0A000", 1), ("x'1F'", "0A000", 1), (#"E'\x41'"#, "0A000", 4), ("1.5d", "0A000", 1), ("a !", "42601", 3),
    ("$0", "42601", 1), ("$65536", "42601", 1),
  ])
  func errors(sql: String, state: String, position: Int) {
    #expect(error(sql)?.state == state)
    #expect(error(sql)?.position == position)
  }

  @Test func theLastParameterIsAllowed() throws { #expect(try texts("$65535") == ["65535"]) }
}
