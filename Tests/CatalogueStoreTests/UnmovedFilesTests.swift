import Testing

@testable import CatalogueStore

/// Files of the drop folder that could not be moved away are known after a restart.
@Suite struct UnmovedFilesTests {
  private let fixture = StoreFixture()

  private func file(_ name: String, bytes: Int = 7) -> UnmovedFile {
    UnmovedFile(
      name: name, bytes: bytes, modifiedAt: StoreFixture.february26, folder: "已导入", reason: ["发布 1", "新增 2 行"])
  }

  @Test func keptByFolderAndNameUntilForgotten() throws {
    do {
      let store = try fixture.open()
      try store.keepUnmoved(file("乙.txt"), in: "/in", now: 1)
      try store.keepUnmoved(file("甲.txt"), in: "/in", now: 2)
      try store.keepUnmoved(file("甲.txt"), in: "/other", now: 3)
      try store.keepUnmoved(file("乙.txt", bytes: 8), in: "/in", now: 4)
    }
    let store = try fixture.open()
    #expect(try store.unmovedFiles(in: "/in") == [file("乙.txt", bytes: 8), file("甲.txt")])
    try store.forgetUnmoved("甲.txt", in: "/in")
    #expect(try store.unmovedFiles(in: "/in").map(\.name) == ["乙.txt"])
    #expect(try store.unmovedFiles(in: "/other") == [file("甲.txt")])
  }

  /// At the limit all are known; with one more the oldest is not.
  @Test func theOldestGoPastTheLimit() throws {
    do { _ = try fixture.open() }
    try fixture.alter(
      """
      WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 9999)
      INSERT INTO unmoved_file SELECT '/in', 'f' || n, 7, 1, '未导入', '', n FROM number
      """)
    let store = try fixture.open()
    try store.keepUnmoved(file("last but one"), in: "/in", now: 10_000)
    #expect(try store.unmovedFiles(in: "/in").count == 10_000)
    try store.keepUnmoved(file("last"), in: "/in", now: 10_001)
    let names = Set(try store.unmovedFiles(in: "/in").map(\.name))
    #expect(names.count == 10_000 && names.contains("last") && names.contains("f2") && !names.contains("f1"))
  }
}
