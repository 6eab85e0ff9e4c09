import Glibc
import Testing

@testable import CatalogueStore

@Suite struct DiskWordsTests {
  /// Result codes of sqlite.org/rescode.html: FULL 13, IOERR_FSYNC 1034, READONLY 8, CANTOPEN 14, CORRUPT 11, BUSY 5.
  @Test(arguments: [
    (13, "磁盘已满"), (1034, "磁盘读写失败"), (8, "只读"), (14, "打不开"), (11, "损坏"), (5, "x"),
  ]) func sqlite(_ code: Int, _ words: String) {
    let text = DiskWords.sqlite(Int32(code), "x")
    #expect(text.contains(words) && text.contains("x"))
  }

  @Test func system() {
    #expect(DiskWords.system(ENOSPC).contains("磁盘已满"))
    #expect(DiskWords.system(EROFS).contains("只读"))
    #expect(DiskWords.system(EIO).contains("磁盘读写失败"))
    #expect(DiskWords.system(ENOENT) == "No such file or directory")
  }
}
