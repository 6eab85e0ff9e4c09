/// Registration, details and preview: nothing here moves money.
extension Visit {
  /// A lost 02 answer loses its serial, and no transaction returns it: LEFT_OVER without money (R25). A refused one is
  /// "not done, perhaps" (R5), which comes to the same.
  mutating func registerResulted(_ outcome: Outcome, at now: Instant) {
    if case .registered(let serial) = outcome {
      registration = serial
      enter(.registered, at: now)
      return
    }
    // One sent after a snapshot was taken is not known to it.
    if case .notSent = outcome, !metRestart {} else { registrationLost = true }
    finish(.cancelled, reason: "登记未成：\(outcome.summary)", at: now)
  }

  mutating func uploadResulted(_ outcome: Outcome, at now: Instant) {
    switch outcome {
    case .uploaded(let serials):
      details += serials
      uploadedBatches += 1
      if uploadedBatches == plan.uploadCount { enter(.uploaded, at: now) }
    case .silent, .notSent:
      uploadUnknowns += 1
      enter(.uploadUnknown, at: now)
    case .refused, .accepted, .registered, .previewed, .settled, .reversed, .queried, .reconciled:
      finish(.cancelled, reason: "明细未上传：\(outcome.summary)", at: now)
    }
  }

  /// 10 before repeating an unknown 04; if it is not `1`, 04 is not repeated (R25).
  mutating func clearBeforeUploadResulted(_ outcome: Outcome, at now: Instant) {
    if case .accepted = outcome {
      details = []
      uploadedBatches = 0
      let tried = uploadUnknowns
      enter(.registered, at: now)
      tries = tried
    } else {
      finish(.cancelled, reason: "明细上传结果未知，退方未受理", at: now)
    }
  }

  /// An unknown 06 is asked again, it creates nothing (R25).
  mutating func previewResulted(_ outcome: Outcome, at now: Instant) {
    switch outcome {
    case .previewed(let funds, let policy):
      previewFunds = funds
      self.policy = policy
      if funds.total != plan.total {
        alarm("预结算合计 \(funds.total.yuanText) 与明细合计 \(plan.total.yuanText) 不符")
      }
      enter(.ready, at: now)
    case .silent, .notSent:
      tries += 1
      since = now
    case .refused, .accepted, .registered, .uploaded, .settled, .reversed, .queried, .reconciled:
      finish(.cancelled, reason: "预结算未受理", at: now)
    }
  }

  /// What preparation needs next. `Self.preparationTries` bounds an unknown 04 or 06: nothing is at stake before the
  /// 05, and the window is short.
  func nextPreparation(_ now: Instant) -> NextStep {
    switch phase {
    case .planned: return .send(.register)
    case .registered where isNational && !described:
      guard tries <= Self.preparationTries else { return .record(.cancelled(reason: "就诊信息上传多次无应答")) }
      return afterBackOff(now, .describe)
    case .registered, .uploading: return afterBackOff(now, .upload(batch: uploadedBatches))
    // Its clean-up waits for the centre's word (R24), and no 04 follows.
    case .uploadUnknown where metRestart: return .record(.cancelled(reason: "程序在结算之前重新启动过"))
    case .uploadUnknown:
      guard uploadUnknowns <= Self.preparationTries else {
        return .record(.cancelled(reason: "明细上传多次无应答"))
      }
      return .send(.clearDetails)
    case .uploaded:
      guard tries <= Self.preparationTries else { return .record(.cancelled(reason: "预结算多次无应答")) }
      return afterBackOff(now, .preview)
    case .ready: return .send(.settle)
    case .registering, .settleIntent, .answered, .unknown, .absentOnce, .absent, .settled, .ended: return .nothing
    }
  }

  static let preparationTries = 5

  private func afterBackOff(_ now: Instant, _ step: Step) -> NextStep {
    tries == 0 ? .send(step) : after(backOff(tries, now), since: since, now, .send(step))
  }

  func backOff(_ tries: Int, _ now: Instant) -> Int64 {
    let delay = BackOff.milliseconds(afterTries: tries, insideWindow: insideWindow(now), seed: seed)
    return handedOver && isUndecided ? max(delay, BackOff.handedOverMilliseconds) : delay
  }

  func after(_ milliseconds: Int64, since: Instant, _ now: Instant, _ step: NextStep) -> NextStep {
    let remaining = milliseconds - now.certainlyElapsed(since: since)
    return remaining > 0 ? .wait(milliseconds: remaining) : step
  }
}
