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
    for (first, second) in [("甲", "甲\u{3000}"), ("王 伟", "王伟"), ("Ｗａｎｇ", "wang"), ("WANG", "Wang"), ("甲", "\u{200B}甲")] {
      #expect(PersonName.isSame(first, second))
    }
    for (first, second) in [("甲", "乙"), ("王伟", "王玮"), ("wang1", "wang2")] {
      #expect(!PersonName.isSame(first, second))
    }
  }
}
