import Settlement

/// What persons decide about a drill that was handed over (settlement.md R19). Nothing is deleted or edited.
extension DrillRunner {
  /// Sends the next question or undo now, also where no service runs.
  public func hurry(_ text: String, by: String) async throws {
    guard let by = PersonName.named(by) else { throw DrillRunError.nameless }
    try await handle(text, .hurried(by: by))
    _ = try await whileIdle { try await step() }
  }

  public func attach(_ text: String, by: String, evidence: String) async throws {
    guard let by = PersonName.named(by) else { throw DrillRunError.nameless }
    try await handle(text, .evidenceAttached(by: by, text: kept(evidence)))
  }

  /// Closes it by two persons' word.
  public func close(_ text: String, by: String, confirmedBy: String, reason: String) async throws {
    guard let by = PersonName.named(by) else { throw DrillRunError.nameless }
    guard let confirmedBy = PersonName.named(confirmedBy), !PersonName.isSame(by, confirmedBy),
      let reason = PersonName.named(reason)
    else { throw DrillRunError.notResolvable(text) }
    try await handle(text, .closedByHand(by: by, confirmedBy: confirmedBy, reason: kept(reason)))
    await journal.storeDrillHead()
  }

  private func handle(_ text: String, _ event: DrillEvent) async throws {
    try await whileIdle {
      try await start()
      guard let number = DrillNumber(text), let drill = await journal.drillBook().drill(number) else {
        throw DrillRunError.unknownDrill(text)
      }
      guard drill.isHandedOver, drill.isOpen, drill.inFlight == nil else { throw DrillRunError.notResolvable(text) }
      try await record(event, of: number)
    }
  }
}
