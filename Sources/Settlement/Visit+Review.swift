/// R9: a closed visit is asked about one hour later, at 20:00, next morning at 08:00 and at each later run.
extension Visit {
  /// Wall-clock times of the reviews of the present end.
  var reviewTimes: [Int64] {
    guard let endedAt, reviewNeeds != nil else { return [] }
    let closed = endedAt.wallMilliseconds
    let day = ShanghaiTime.dayNumber(closed)
    let evening = ShanghaiTime.wallMilliseconds(dayNumber: day, secondOfDay: 20 * 3600)
    let morning = ShanghaiTime.wallMilliseconds(dayNumber: day + 1, secondOfDay: 8 * 3600)
    return [closed + 3_600_000, evening, morning].filter { $0 > closed }.sorted()
  }

  /// What R9 still asks of this closed visit, as far as times are known: its later runs come on top.
  public struct OwedReviews: Hashable, Sendable {
    /// Times still to come or missed; those missed are one question.
    public let count: Int
    /// When the next one is due, wall clock; one under way was due when it began.
    public let nextWallMilliseconds: Int64
  }

  /// `nil` while it is open, when every time was kept, and where nothing can be asked.
  public func owedReviews(at now: Instant) -> OwedReviews? {
    guard !isOpen else { return nil }
    let left = reviewTimes.dropFirst(reviewedSlots)
    let due = left.filter { $0 <= now.wallMilliseconds }
    guard let next = review?.since.wallMilliseconds ?? left.first else { return nil }
    return OwedReviews(
      count: left.count - due.count + (review != nil || !due.isEmpty ? 1 : 0), nextWallMilliseconds: next)
  }

  /// CLOSED_NEVER asks both, CLOSED_REVERSED, REFUSED and CLOSED_BY_HAND only 15, one CANCELLED that a restart met 15 or else
  /// 43; `nil` when nothing can be asked.
  var reviewNeeds: (query: Bool, reconcile: Bool)? {
    // 3202 knows a visit by its 就诊ID only.
    if isNational, registration == nil { return nil }
    let needs: (query: Bool, reconcile: Bool)
    switch end {
    case .closedNever: needs = (rules.profile.query, rules.profile.reconcile)
    case .closedReversed, .refused, .closedByHand: needs = (false, rules.profile.reconcile)
    case .cancelled where mayHaveSettledUnseen:
      needs = (rules.profile.query && !rules.profile.reconcile, rules.profile.reconcile)
    case .cancelled, nil: return nil
    }
    return needs.query || needs.reconcile ? needs : nil
  }

  mutating func startReview(at now: Instant) {
    guard let needs = reviewNeeds else { return }
    review = Review(needsQuery: needs.query, needsReconcile: needs.reconcile, since: now)
    reviewedSlots = reviewTimes.filter { $0 <= now.wallMilliseconds }.count
  }

  mutating func closeReview() {
    guard let review, !review.needsQuery, !review.needsReconcile else { return }
    self.review = nil
    if end == .cancelled { isAskedSinceRestart = true }
  }

  func nextReview(_ now: Instant) -> NextStep {
    guard let review else {
      let times = reviewTimes
      guard reviewedSlots < times.count, let needs = reviewNeeds else { return .nothing }
      let remaining = times[reviewedSlots] - now.wallMilliseconds
      if remaining > 0 { return .wait(milliseconds: remaining) }
      return .send(needs.query ? queryStep(now) : reconcileStep(now))
    }
    let step = review.needsQuery ? queryStep(now) : reconcileStep(now)
    guard review.tries > 0 else { return .send(step) }
    if waitsInVain(now) { return .record(.journalFoundOlder) }
    return after(backOff(review.tries, now), since: review.since, now, .send(step))
  }
}
