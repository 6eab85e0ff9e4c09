import Testing

@testable import CentreSimulator

@Suite("Invented people")
struct TestPersonsTests {
  @Test("No identity number is anybody's: each fails the check digit of GB 11643")
  func identityNumbers() {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let marks = Array("10X98765432")
    for person in TestPersons.all {
      let identity = Array(person[4].text)
      #expect(identity.count == 18)
      let sum = zip(identity, weights).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
      #expect(identity.last != marks[sum % 11])
    }
  }

  @Test func cards() {
    #expect(TestPersons.all.allSatisfy { $0[0].text.count == 9 && $0[0].text.hasPrefix("T0000000") })
    #expect(Set(TestPersons.all.map { $0[12].text }) == ["1", "2"])
    #expect(TestPersons.all.filter { !$0[9].text.isEmpty }.map { $0[0].text } == [TestPersons.blockedCard])
  }
}
