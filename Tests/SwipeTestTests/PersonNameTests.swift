import Testing

@testable import SwipeTest

@Suite("Two persons are two (R19, R20)")
struct PersonNameTests {
  @Test("Blanks around a name are none of it, U+3000 and what shows nothing too; nothing but blanks is no name")
  func trimmed() {
    for text in ["甲", " 甲", "甲\u{3000}", "\u{200B}甲\u{FEFF}", "\t甲\n", "\u{A0}甲\u{2003}"] {
      #expect(PersonName.named(text) == "甲")
    }
    for text in ["", " ", "\u{3000}\u{3000}", "\u{200B}", "\n\t", "\u{FEFF}\u{2060}"] {
      #expect(PersonName.named(text) == nil)
    }
    #expect(PersonName.named(" 王 伟 ") == "王 伟")
  }

  @Test("The same person in other blanks, widths or case; two persons stay two")
  func same() {
    for (first, second) in [
      ("甲", "甲\u{3000}"), ("王 伟", "王伟"), ("Ｗａｎｇ", "wang"), ("WANG", "Wang"), ("甲", "\u{200B}甲"),
      ("买买提·艾力", "买买提•艾力"), ("买买提・艾力", "买买提．艾力"), ("买买提·艾力", "买买提艾力"), ("买买提‧艾力", "买买提 . 艾力"),
      ("·", "•"),
    ] {
      #expect(PersonName.isSame(first, second), "\(first), \(second)")
    }
    for (first, second) in [("甲", "乙"), ("王伟", "王玮"), ("wang1", "wang2"), ("买买提·艾力", "买买提·艾买提")] {
      #expect(!PersonName.isSame(first, second))
    }
  }

  /// Padded as some centres pad names, or with the dot of another keyboard.
  @Test("A name is struck out of the centre's words however it is spaced, dotted or wide (I9)")
  func struck() {
    for (name, words) in [
      ("张\u{3000}三", "张三的冲正"), ("张三", "张\u{3000}三的冲正"), ("张三\u{3000}", "张 三的冲正"),
      ("买买提·艾力", "买买提•艾力的冲正"), ("买买提．艾力", "买买提艾力的冲正"), ("Wang Wei", "ｗａｎｇｗｅｉ的冲正"),
    ] {
      #expect(CentreWords.shown(words, without: [name]) == "***的冲正", "\(name) in \(words)")
    }
    #expect(CentreWords.shown("张\u{3000}三，张三 张 三", without: ["张\u{3000}三"]) == "***，*** ***")
    // What only begins like it stays, and a name without anything to know it by strikes nothing.
    #expect(CentreWords.shown("张四的冲正", without: ["张三", "·", ""]) == "张四的冲正")
    #expect(CentreWords.shown("张 张三", without: ["张三"]) == "张 ***")
  }
}
