import Testing

@testable import OracleSQL

/// INSTR searches bytes; beside it stands the definition, character by character.
@Suite struct PositionPropertyTests {
  @Test func positionsAreTheDefinitions() throws {
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let letters = ["a", "b", "中", "丮", "é"]
    for _ in 0..<3000 {
      let text = (0..<random(12)).map { _ in letters[random(5)] }.joined()
      let part = (0..<(1 + random(3))).map { _ in letters[random(random(2) == 0 ? 2 : 5)] }.joined()
      let start = 1 + random(5)
      let occurrence = 1 + random(3)
      let found = try CharacterText.position(of: part, in: text, from: start, occurrence: occurrence)
      #expect(found == defined(part, text, start, occurrence), "\(text) \(part) \(start) \(occurrence)")
    }
  }

  private func defined(_ part: String, _ text: String, _ start: Int, _ occurrence: Int) -> Int {
    let text = Array(text.unicodeScalars)
    let part = Array(part.unicodeScalars)
    var places: [Int] = []
    for place in 0..<max(0, text.count - part.count + 1) where place + 1 >= start {
      if Array(text[place..<place + part.count]) == part { places.append(place + 1) }
    }
    return places.count >= occurrence ? places[occurrence - 1] : 0
  }
}
