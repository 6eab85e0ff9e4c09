/// What 43 says about a settlement that was reversed; no document tells.
public enum QueryAfterReversal: String, Sendable, CaseIterable {
  /// Nothing: the visit is as if it had never been settled.
  case absent
  /// The settlement's serial and the negative one.
  case both
  /// The settlement's serial, as before.
  case original
}

/// Executes transactions against the ledger, each as one database transaction.
struct BusinessDesk {
  let book: LedgerBook
  var shelf: CatalogueShelf
  let pageSize: Int
  let queryAfterReversal: QueryAfterReversal
  /// Seconds since 1970 UTC.
  let clock: @Sendable () -> Int64
  /// The card in the reader, for 31.
  var cardInReader = TestPersons.firstCard

  /// Does what a request asks for and returns what is to be answered. A refusal leaves the ledger as it was.
  mutating func execute(_ request: RequestText) throws(SimulatorError) -> Decision {
    if request.transaction == "24" { return catalogue(request) }
    let desk = self
    return try book.database.transaction { () throws(SimulatorError) in
      let decision = try desk.decide(request)
      return (decision, !decision.isRefusal)
    }
  }

  private func decide(_ request: RequestText) throws(SimulatorError) -> Decision {
    switch request.transaction {
    case "31": .done([cardInReader])
    case "01": try personBasics(request)
    case "02": try register(request)
    case "04": try addDetails(request)
    case "10": try withdrawPrescription(request)
    case "06": try previewSettlement(request)
    case "05": try settle(request)
    case "43": try settlementSerials(request)
    case "15": try reconcile(request)
    case "99": try reverse(request)
    default: .refused("transaction \(request.transaction.prefix(4)) is not served")
    }
  }

  /// The visit a request changes, when it is registered, not cancelled and not settled.
  func changeableVisit(_ number: String) throws(SimulatorError) -> VisitLookup {
    guard let visit = try book.visit(number) else { return .refused("the visit is not registered") }
    if visit.isCancelled { return .refused("the registration was cancelled") }
    if visit.settlement != nil { return .refused("the visit is settled") }
    return .found(visit)
  }
}

/// A visit, or why a request about it is refused.
enum VisitLookup {
  case found(RegisteredVisit)
  case refused(String)
}
