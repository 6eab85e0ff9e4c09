import Settlement

/// The transactions themselves.
extension MemoryCentre {
  func execute(_ fields: [String], skew: Int = 0, negativeToo: Bool = false) -> String {
    switch fields[0] {
    case "31": "1|123456789"
    case "01": identify()
    case "02": register(fields)
    case "04": upload(fields)
    case "06": preview(fields)
    case "05": settle(fields, skew: skew)
    case "10": clear(fields)
    case "43": query(fields, negativeToo: negativeToo)
    case "15": reconcile(fields)
    case "99": reverse(fields, skew: skew)
    default: "-1|未知交易"
    }
  }

  private func identify() -> String {
    hasSaidBlocked = hasSaidBlocked || clock.steadyMilliseconds >= cardsBlockedFrom
    return "1|张测试|1|30|500101199001011234|01||11|0|单位|500105|\(hasSaidBlocked ? "1" : "")||12||||||1|13800000000"
  }

  private func register(_ fields: [String]) -> String {
    guard fields.count == 18, visits[fields[1]] == nil, !unregistered.contains(fields[1]) else { return "-1|重复登记" }
    let registration = serial("R")
    registered.insert(fields[1])
    visits[fields[1]] = Visit(registration: registration, card: fields[3])
    return "1|\(registration)|100.00||1"
  }

  private func upload(_ fields: [String]) -> String {
    guard visits[fields[1]] != nil, standing(fields[1]).isEmpty else { return "-1|没有登记" }
    let rows = fields.dropFirst(2).joined(separator: "|").split(separator: "$")
    guard (1...10).contains(rows.count) else { return "-1|行数" }
    var answers: [String] = []
    for row in rows {
      let values = row.split(separator: "|", omittingEmptySubsequences: false)
      guard values.count >= 23, let price = Double(values[5]), let quantity = Double(values[6]) else { return "-1|字段" }
      let fen = Int((price * quantity * 100).rounded(.toNearestOrAwayFromZero))
      let detail = serial("D")
      visits[fields[1]]?.details.append((detail, fen))
      answers.append("\(detail)|\(values[5])|0||\(yuan(fen))|1|0.0000||0.00|0.00")
    }
    return "1|" + answers.joined(separator: "$")
  }

  private func clear(_ fields: [String]) -> String {
    guard let visit = visits[fields[1]], standing(fields[1]).isEmpty else { return "-1|没有登记" }
    guard !visit.details.isEmpty else { return "-1|没有明细" }
    visits[fields[1]]?.details = []
    return "1"
  }

  private func preview(_ fields: [String]) -> String {
    guard let visit = visits[fields[1]], yuan(visit.details.map(\.fen).reduce(0, +)) == fields[4],
      String(visit.details.count) == fields[6]
    else { return "-1|金额条数不符" }
    return "1|" + fundsText(visit.details.map(\.fen).reduce(0, +))
  }

  private func settle(_ fields: [String], skew: Int) -> String {
    guard let visit = visits[fields[1]], standing(fields[1]).isEmpty, !visit.details.isEmpty,
      yuan(visit.details.map(\.fen).reduce(0, +)) == fields[7], String(visit.details.count) == fields[8]
    else { return "-1|不能结算" }
    let fen = visit.details.map(\.fen).reduce(0, +)
    let number = serial("S")
    issued[number] = fields[1]
    settled.append(
      Settled(serial: number, visit: fields[1], card: visit.card, fen: fen, wall: centreWall))
    return settlementAnswer(serial: number, fen: fen + skew)
  }

  private func query(_ fields: [String], negativeToo: Bool) -> String {
    var serials: [String] = []
    for row in settled
    where row.visit == fields[5] && ShanghaiTime.dateText(row.wall) == fields[3] && showsSettlement(row) {
      if !showsRefund(row) {
        serials.append(row.serial)
        if negativeToo { serials.append("-\(row.serial)") }
        continue
      }
      switch profile.afterReversal {
      case .absent: if negativeToo { serials.append("-\(row.serial)") }
      case .both: serials += [row.serial, "-\(row.serial)"]
      case .original: serials.append(row.serial)
      }
    }
    return serials.isEmpty ? "1|##" : "1|" + serials.joined(separator: "$")
  }

  private func reconcile(_ fields: [String]) -> String {
    var rows: [String] = []
    for row in settled where (fields[5].isEmpty || row.visit == fields[5]) && showsSettlement(row) {
      let days = fields[3]...fields[4]
      if days.contains(ShanghaiTime.dateText(row.wall)) {
        let time = ShanghaiTime.fullText(row.wall)
        rows.append("\(row.serial)|\(row.visit)|\(row.card)|\(time)|\(yuan(row.fen))|\(split(row.fen, "", "|"))|")
      }
      // Each row is of its own day: of an older settlement that was refunded today only the refund comes.
      guard let refund = row.refundSerial, showsRefund(row), days.contains(ShanghaiTime.dateText(row.refundWall)) else {
        continue
      }
      let time = ShanghaiTime.fullText(row.refundWall)
      rows.append(
        "\(refund)|\(row.visit)|\(row.card)|\(time)|-\(yuan(row.refunded))|"
          + "\(split(row.refunded, "-", "|"))|\(row.serial)")
    }
    return "1|" + rows.joined(separator: "$")
  }

  private func reverse(_ fields: [String], skew: Int) -> String {
    if let index = settled.firstIndex(where: { $0.serial == fields[1] }) {
      guard settled[index].visit == fields[3], settled[index].refundSerial == nil || repeatsReversals, !isImpossible
      else { return "-1|不能冲正" }
      guard settled[index].refundSerial == nil else {
        return reversalAnswer(of: fields[1], fen: told(settled[index]) + skew)
      }
      settled[index].refundSerial = "-\(fields[1])"
      settled[index].refundWall = centreWall
      if refundsPart { settled[index].refundPart() }
      return reversalAnswer(of: fields[1], fen: told(settled[index]) + skew)
    }
    guard let visit = visits[fields[3]], standing(fields[3]).isEmpty else { return "-1|没有" }
    if visit.registration == fields[1] {
      visits[fields[3]] = nil
      unregistered.insert(fields[3])
      return "1"
    }
    guard visit.details.contains(where: { $0.serial == fields[1] }) else { return "-1|没有明细" }
    visits[fields[3]]?.details.removeAll { $0.serial == fields[1] }
    return "1"
  }

  private func told(_ row: Settled) -> Int { refundsPartUntold ? row.fen : row.refunded }

  func standing(_ visit: String) -> [Settled] { settled.filter { $0.visit == visit && $0.refundSerial == nil } }

  func reversalAnswer(of serial: String, fen: Int) -> String {
    "1|-\(serial)|\(split(fen, "", "|"))|0|0|0|0|0||\(ShanghaiTime.fullText(centreWall))"
  }

  func settlementAnswer(serial: String, fen: Int) -> String { "1|\(serial)|\(fundsText(fen))" }

  /// 29 values: 统筹 … 工伤全自费原因.
  private func fundsText(_ fen: Int) -> String {
    let head = split(fen, "", "|")
    let middle = [String](repeating: "0.00", count: 13).joined(separator: "|")
    let tail = [String](repeating: "0.00", count: 9).joined(separator: "|")
    return "\(head)|\(middle)|\(ShanghaiTime.fullText(centreWall))|\(tail)|"
  }

  /// 统筹, 帐户, 公务员, 现金, 大额.
  private func split(_ fen: Int, _ sign: String, _ separator: String) -> String {
    let pooled = fen / 2
    let account = fen / 3
    return [pooled, account, 0, fen - pooled - account, 0].map { sign + yuan($0) }.joined(separator: separator)
  }

  func yuan(_ fen: Int) -> String {
    let cents = String(fen % 100)
    return "\(fen / 100).\(cents.count == 1 ? "0" : "")\(cents)"
  }
}
