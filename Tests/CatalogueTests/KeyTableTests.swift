import Catalogue
import Testing

@Suite struct KeyTableTests {
  @Test func remembersTheLastNumberOfAKey() {
    var table = KeyTable()
    #expect(table.note("A00|1||", number: 0) == nil)
    #expect(table.note("A00|2||", number: 1) == nil)
    #expect(table.note("A00|1||", number: 7) == 0)
    #expect(table.note("A00|1||", number: 8) == 7)
    #expect(table.note("", number: 9) == nil)
    #expect(table.count == 3)
    #expect(table.contains("A00|2||"))
    #expect(!table.contains("A00|3||"))
  }

  /// Against a dictionary, over several growths.
  @Test func agreesWithADictionary() {
    var table = KeyTable()
    var dictionary: [String: Int] = [:]
    for number in 0..<50_000 {
      let key = "K\((number * 7919) % 30_011)"
      #expect(table.note(key, number: number) == dictionary.updateValue(number, forKey: key))
    }
    #expect(table.count == dictionary.count)
    #expect(table.note("K1", number: KeyTable.numberLimit) == dictionary["K1"])
    #expect(table.note("K1", number: 0) == KeyTable.numberLimit)
  }
}
