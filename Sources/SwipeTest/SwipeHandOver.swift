import Settlement

extension Visit {
  /// Refunds of another amount than their settlement's, as 15 or 3202 shows them (I10).
  var refundDifferences: [RefundDifference] { settlements.compactMap { refundDifference(of: $0) } }
  /// How the reversal of a settlement stands, as reports say it.
  func proofText(of settlement: Settlement) -> String {
    let words = settlement.proof?.rawValue ?? settlement.visitState.title
    return refundDifference(of: settlement).map { "\(words)，\($0.text)" } ?? words
  }

  /// A person's *query now* sends something that can decide: about a reversal 43 says nothing under `original` (R13).
  var canBeAsked: Bool {
    let profile = rules.profile
    return profile.reconcile || profile.query && (settlements.isEmpty || profile.afterReversal != .original)
  }
  /// A person's *reverse again* has a settlement to go to (R10, R12).
  var canBeReversed: Bool { settlements.contains { $0.state != .closed } }
}

/// What a person needs who takes over an undecided visit (R19): what it is, what is known, what to do next.
extension SwipeRunner {
  /// Lines for status and report; empty for a visit that is not waiting for a person.
  func handOverLines(_ visit: Visit) -> [String] {
    guard visit.handedOver, visit.isUndecided else { return [] }
    var lines = ["原因：\(visit.handOverReason)"]
    lines.append("卡 \(visit.plan.card)，明细合计 \(visit.plan.total.yuanText) 元，门诊号 \(visit.plan.number.text)")
    lines.append("已知：" + known(visit).joined(separator: "；"))
    let phone = configuration.phone.isEmpty ? "（[centre] phone 未配置）" : configuration.phone
    lines.append("下一步：致电中心 \(phone)，报门诊号，问有无未冲正的结算及其流水号")
    let number = visit.plan.number.text
    for difference in visit.refundDifferences {
      lines.append("  \(difference.text)：请中心更正，对账显示全额退费后自动结束；更正之前不要再冲正")
    }
    if visit.canBeReversed, visit.refundDifferences.isEmpty {
      lines.append("  要再冲正：qianzhi swipe resolve \(number) --reverse --by 姓名")
    }
    if visit.canBeAsked { lines.append("  要立即再问：qianzhi swipe resolve \(number) --query --by 姓名") }
    if namedAfterClosing(visit) {
      lines.append("  曾经关闭，对账仍显示未冲正：再次人工关闭会被重新打开。请中心冲正，对账出现退费后自动结束")
    } else {
      lines.append("  中心确认已平：qianzhi swipe resolve \(number) --by 姓名 --confirmed-by 第二人 --reason 依据")
    }
    lines.append("  附上依据：qianzhi swipe resolve \(number) --attach 文件 --by 姓名")
    return lines
  }

  /// What persons attached (R19), for as long as there is a journal: also after two of them closed the visit.
  func evidenceLines(_ visit: Visit) -> [String] {
    let known = knownNumbers
    return visit.evidence.map { "依据：\(known.masked(in: $0))" }
  }

  /// Why it ended, as it may be shown.
  func endLine(_ visit: Visit) -> String { knownNumbers.masked(in: visit.endReason) }

  /// Why it had been closed before the centre named it again; empty for a visit that was not.
  func earlierEndLine(_ visit: Visit) -> [String] {
    visit.earlierEndReason.isEmpty ? [] : ["曾关闭，又重新打开：\(knownNumbers.masked(in: visit.earlierEndReason))"]
  }

  /// Who started a run by hand and why, as it may be shown.
  func startedBy(_ run: SwipeRun) -> String { knownNumbers.masked(in: "\(run.startedBy)（\(run.reason)）") }

  private func known(_ visit: Visit) -> [String] {
    var known: [String] = []
    let isNational = visit.rules.profile.interface == .national
    if isNational, let registration = visit.registration { known.append("就诊ID \(registration.text)") }
    if isNational, let message = visit.settleMessage, visit.settlements.isEmpty {
      known.append("结算报文ID \(message.text)")
    }
    if visit.isFromOlderJournal {
      known.append("资金日志可能是旧的副本，结算是否发出不知道")
    } else if let sent = visit.settleSentText {
      known.append("结算发出于 \(sent)")
    }
    if let claimed = visit.claimed {
      known.append("中心应答结算流水号 \(claimed.text)，\(visit.claimedFunds?.total.yuanText ?? "金额未知") 元")
    }
    for settlement in visit.settlements {
      let sent = settlement.reversalsSent > 0 ? "，冲正发出 \(settlement.reversalsSent) 次，\(settlement.reversalAnswers)" : ""
      known.append("流水号 \(settlement.serial.text) \(visit.proofText(of: settlement))\(sent)")
    }
    if visit.claimed == nil, visit.settlements.isEmpty { known.append("没有得到结算流水号") }
    return known
  }
}

extension Visit {
  /// When its 05 was sent as far as the journal says; `nil`: none was.
  var settleSentText: String? {
    if let settleSentAt { return ShanghaiTime.fullText(settleSentAt.wallMilliseconds) }
    return settleIntended == nil ? nil : "未知"
  }
}
