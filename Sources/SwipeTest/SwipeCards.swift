import CentreProtocol
import Settlement

/// The test cards as their file has them now, or why there are none.
public struct SwipeCards: Sendable, Equatable {
  public let cards: [SwipeConfiguration.Card]
  /// For the operator, with a stable code; `nil`: the cards can be used.
  public let problem: String?

  public init(cards: [SwipeConfiguration.Card], problem: String? = nil) {
    self.cards = cards
    self.problem = problem
  }
}

/// The drills' persons as their file has them now, or why there are none.
public struct DrillPersons: Sendable {
  public let persons: PrescriptionPersons?
  /// For the operator, with a stable code; empty with persons.
  public let problem: String

  public init(persons: PrescriptionPersons?, problem: String = "") {
    self.persons = persons
    self.problem = problem
  }
}

extension SwipeRunner {
  /// Reads the cards again, so that a file that was repaired counts from the next gate check on, without a restart.
  ///
  /// While it cannot be used the former cards stay, for masking and for the run under way; their gate does not pass.
  func readCards() {
    guard let cardSource else { return }
    let read = cardSource()
    cardsProblem = read.problem
    if read.problem == nil { configuration.cards = read.cards }
  }

  /// The gate that does not pass while the cards cannot be used.
  var cardsGate: GateResult? {
    cardsProblem.map { GateResult(name: "测试卡", passed: false, reason: $0) }
  }
}
