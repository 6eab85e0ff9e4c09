import Testing

@testable import Mirror

/// What is decided without a database.
@Suite struct EngineTests {
  @Test func theDriversNameOrTheConfigurationChooses() throws {
    let chosen = try [
      (nil, "PostgreSQL"), (nil, "MariaDB"), (nil, "MySQL"), (nil, "Oracle"), (nil, "DM8"), (nil, "KingbaseES"),
      ("opengauss", "PostgreSQL"),
    ].map { try Engines.profile(named: $0.0, product: $0.1).name }
    #expect(chosen == ["postgresql", "mariadb", "mariadb", "oracle", "dameng", "kingbase", "opengauss"])
    let unknown = #expect(throws: MirrorError.self) { _ = try Engines.profile(named: nil, product: "ACCESS") }
    #expect(unknown?.code == .engine)
  }

  @Test func onlyTheTwoThatAreTestedCallThemselvesVerified() {
    #expect(Engines.all.filter(\.isVerified).map(\.name) == ["postgresql", "mariadb"])
  }

  @Test func optionsNeverReplaceTheOperatorsOwn() {
    let text = MirrorTarget.adding([("Fetch", "2000"), ("charset", "utf8mb4")], to: "Driver=X;fetch=10")
    #expect(text == "Driver=X;fetch=10;charset=utf8mb4")
  }

  @Test func elementsOfAnArrayText() {
    var text: [UInt8] = [UInt8(ascii: "{")]
    RowBatch.appendElement(nil, to: &text)
    for value in ["a\"b\\c", "", "{,}", "NULL"] {
      var value = value
      value.withUTF8 { RowBatch.appendElement($0, to: &text) }
    }
    #expect(String(decoding: text, as: UTF8.self) == #"{NULL,"a\"b\\c","","{,}","NULL""#)
  }

  @Test func identifiers() {
    #expect(MirrorConfiguration.isIdentifier("his_interface"))
    #expect(MirrorConfiguration.isIdentifier("A23456789012345678901234567890"))
    #expect(!MirrorConfiguration.isIdentifier("A234567890123456789012345678901"))
    for text in ["", "1a", "a b", "a;drop", "a\"", "药品"] { #expect(!MirrorConfiguration.isIdentifier(text), "\(text)") }
  }
}
