import Foundation
import Settlement

/// The national platform's envelopes over the centre in memory, written from the facts' tables and not with our codecs:
/// an envelope is done as the transaction of the unified interface that means the same, and answered as its own.
final class MemoryPlatform {
  /// An envelope as it arrived.
  struct Envelope {
    let number: String
    let message: String
    let signNumber: String
    let input: [String: Any]

    init?(_ text: String) {
      do {
        guard let all = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
          let number = all["infno"] as? String, let message = all["msgid"] as? String,
          let input = all["input"] as? [String: Any]
        else { return nil }
        self.number = number
        self.message = message
        self.input = input
        signNumber = all["sign_no"] as? String ?? ""
      } catch { return nil }
    }

    func value(_ name: String, _ node: String = "data") -> String {
      MemoryPlatform.text((input[node] as? [String: Any])?[name])
    }

    var rows: [[String: Any]] { input["feedetail"] as? [[String: Any]] ?? [] }
  }

  /// 2601 for a message that never arrived is refused; no document says which.
  var refusesUnknownOriginals = false
  /// Visit by 就诊ID, also of those that are gone.
  var visits: [String: String] = [:]
  /// Settlement's or refund's message by its id.
  var messages: [String: String] = [:]
  var seen: Set<String> = []
  var signedIn: Set<String> = []
  private var described: Set<String> = []

  static func text(_ value: Any?) -> String {
    if let text = value as? String { return text }
    return (value as? NSNumber)?.stringValue ?? ""
  }

  /// The same request in the unified interface's order, as far as the centre in memory looks at it.
  func fields(_ envelope: Envelope, _ centre: MemoryCentre) -> [String] {
    let visit = visits[envelope.value("mdtrt_id")] ?? ""
    let blank = [String](repeating: "", count: 20)
    switch envelope.number {
    case "1101": return ["01"]
    case "2201": return ["02", envelope.value("ipt_otp_no"), "11", envelope.value("mdtrt_cert_no")] + blank.prefix(14)
    case "2203A": return ["2203A", visits[envelope.value("mdtrt_id", "mdtrtinfo")] ?? ""]
    case "2204":
      let rows = envelope.rows.map { row in
        (blank.prefix(5) + [Self.text(row["pric"]), Self.text(row["cnt"])] + blank.prefix(16)).joined(
          separator: "|")
      }
      let first = envelope.rows.first.map { Self.text($0["mdtrt_id"]) } ?? ""
      return ["04", visits[first] ?? ""] + rows.joined(separator: "$").components(separatedBy: "|")
    case "2205": return ["10", visit]
    case "2206A":
      let count = String(centre.visits[visit]?.details.count ?? 0)
      return ["06", visit, "", "", yuan(envelope.value("medfee_sumamt")), "", count]
    case "2207A":
      let count = String(centre.visits[visit]?.details.count ?? 0)
      return ["05", visit, "", "", "", "", "", yuan(envelope.value("medfee_sumamt")), count]
    case "2208": return ["99", envelope.value("setl_id"), "", visit]
    case "2202": return ["99", envelope.value("mdtrt_id"), "", visit]
    case "2601": return ["2601", envelope.value("omsgid"), envelope.value("oinfno")]
    case "3202": return ["15", "", "", envelope.value("stmt_begndate"), envelope.value("stmt_enddate"), ""]
    default: return [envelope.number]
    }
  }

  /// Two decimals, as the ledger's texts have.
  private func yuan(_ number: String) -> String {
    let parts = number.split(separator: ".").map(String.init)
    let cents = parts.count > 1 ? parts[1] : ""
    return "\(parts.first ?? "0").\(cents)\(String(repeating: "0", count: max(0, 2 - cents.count)))"
  }

  /// What keeps an envelope from being looked at.
  func refusal(_ envelope: Envelope) -> String? {
    guard envelope.message.count == 30 else { return "报文ID不符合规范" }
    guard seen.insert(envelope.message).inserted else { return "报文ID重复" }
    guard envelope.number == "9001" || signedIn.contains(envelope.signNumber) else { return "没有签到" }
    return nil
  }

  func execute(_ envelope: Envelope, _ fields: [String], _ centre: MemoryCentre, skew: Int) -> String {
    if let words = refusal(envelope) { return Self.refused(words) }
    switch envelope.number {
    case "9001":
      let number = "N\(seen.count)"
      signedIn.insert(number)
      return Self.output(["signinoutb": ["sign_no": number, "sign_time": ""]])
    case "9002": return Self.output([:])
    case "1101":
      return Self.output([
        "baseinfo": ["psn_no": "P\(envelope.value("mdtrt_cert_no"))", "psn_name": "张测试"],
        "insuinfo": [["insutype": "310", "psn_insu_stas": "1", "insuplc_admdvs": "500000", "balc": 100.5]],
      ])
    case "2203A":
      guard centre.visits[fields[1]] != nil, centre.standing(fields[1]).isEmpty else { return Self.refused("没有挂号") }
      described.insert(fields[1])
      return Self.output([:])
    case "2204" where !described.contains(fields[1]): return Self.refused("就诊信息未上传")
    case "2601": return void(envelope, centre)
    default: break
    }
    let done = centre.execute(fields, skew: skew)
    guard done.hasPrefix("1") else { return Self.refused(String(done.dropFirst(3))) }
    return rendered(
      envelope, done.split(separator: "|", omittingEmptySubsequences: false).map(String.init), fields, centre)
  }

  private func void(_ envelope: Envelope, _ centre: MemoryCentre) -> String {
    guard let id = messages.first(where: { $0.value == envelope.value("omsgid") })?.key else {
      return refusesUnknownOriginals ? Self.refused("没有这个报文") : Self.output([:])
    }
    guard let index = centre.settled.firstIndex(where: { $0.serial == id }), centre.settled[index].refundSerial == nil,
      !centre.isImpossible
    else {
      // A platform that did it would leave the refund alone. Within the quiet period the agent has to keep them apart.
      noteMeeting(id, centre)
      return Self.refused("不能冲正")
    }
    var row = centre.settled.remove(at: index)
    row.refundSerial = "V\(id)"
    row.refundWall = centre.centreWall
    centre.voided.append(row)
    return Self.output([:])
  }

  /// A 2601 that arrives after the 2208 of the same settlement, no later than the quiet period after it was sent.
  private func noteMeeting(_ id: String, _ centre: MemoryCentre) {
    guard centre.lateMilliseconds < 60_000, !centre.isImpossible, let visit = centre.issued[id],
      centre.reversalsArrived[visit] != nil, !centre.forgottenReversals.contains(visit),
      centre.settled.contains(where: { $0.serial == id })
    else { return }
    centre.violations.append("R10 a 2601 met the 2208 of \(id)")
  }

  private func rendered(
    _ envelope: Envelope, _ values: [String], _ fields: [String], _ centre: MemoryCentre
  ) -> String {
    let registration = envelope.value("mdtrt_id")
    switch envelope.number {
    case "2201":
      visits[values[1]] = fields[1]
      return Self.output(["data": ["mdtrt_id": values[1], "psn_no": envelope.value("psn_no"), "ipt_otp_no": fields[1]]])
    case "2204":
      return Self.output([
        "result": envelope.rows.map { row in
          ["feedetl_sn": row["feedetl_sn"] ?? "", "det_item_fee_sumamt": row["det_item_fee_sumamt"] ?? 0]
        }
      ])
    case "2206A":
      return Self.output(["setlinfo": amounts(Array(values[1...5]), registration, envelope)])
    case "2207A":
      messages[values[1]] = envelope.message
      var answer = amounts(Array(values[2...6]), registration, envelope)
      answer["setl_id"] = values[1]
      return Self.output(["setlinfo": answer])
    case "2208":
      let refund = "F" + values[1].dropFirst(2)
      messages[refund] = envelope.message
      var answer = amounts(values[2...6].map { "-\($0)" }, registration, envelope)
      answer["setl_id"] = refund
      return Self.output(["setlinfo": answer])
    case "3202": return Self.output(["result": rows(fields, centre)])
    default: return Self.output([:])
    }
  }

  private func amounts(_ parts: [String], _ registration: String, _ envelope: Envelope) -> [String: Any] {
    let names = ["hifp_pay", "acct_pay", "cvlserv_pay", "psn_cash_pay", "hifob_pay"]
    var answer: [String: Any] = Dictionary(uniqueKeysWithValues: zip(names, parts.map { $0 as Any }))
    for name in ["hifes_pay", "hifmi_pay", "maf_pay", "oth_pay", "hosp_part_amt", "acct_mulaid_pay"] {
      answer[name] = 0
    }
    for name in ["fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"] { answer[name] = "0.00" }
    answer["medfee_sumamt"] = "0.01"
    answer["mdtrt_id"] = registration
    answer["psn_no"] = envelope.value("psn_no")
    answer["medins_setl_id"] = envelope.message
    return answer
  }

  /// A settlement's row, and its refund's where it has one; of every patient.
  private func rows(_ fields: [String], _ centre: MemoryCentre) -> [[String: Any]] {
    centre.settled.filter(centre.showsSettlement).flatMap { row -> [[String: Any]] in
      let days = fields[3]...fields[4]
      let registration = visits.first { $0.value == row.visit }?.key ?? "M9"
      let settled: [String: Any] = [
        "psn_no": "P\(row.card)", "mdtrt_id": registration, "setl_id": row.serial, "msgid": messages[row.serial] ?? "",
        "refd_setl_flag": "0", "medfee_sumamt": centre.yuan(row.fen),
      ]
      let own = days.contains(ShanghaiTime.dateText(row.wall)) ? [settled] : []
      guard centre.showsRefund(row), days.contains(ShanghaiTime.dateText(row.refundWall)) else { return own }
      var refund = settled
      let id = "F" + row.serial.dropFirst()
      refund["setl_id"] = id
      refund["msgid"] = messages[id] ?? ""
      refund["refd_setl_flag"] = "1"
      refund["medfee_sumamt"] = "-\(centre.yuan(row.refunded))"
      return own + [refund]
    }
  }

  static func output(_ output: [String: Any]) -> String {
    envelope(["infcode": 0, "inf_refmsgid": "5000002021", "err_msg": NSNull(), "output": output])
  }

  static func refused(_ words: String) -> String {
    envelope(["infcode": "-1", "inf_refmsgid": "5000002021", "err_msg": "FSI-\(words)"])
  }

  static func failed(_ words: String) -> String {
    envelope(["infcode": -1, "inf_refmsgid": "5000002021", "err_msg": words])
  }

  private static func envelope(_ members: [String: Any]) -> String {
    do {
      return String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
    } catch { preconditionFailure("every answer has a text: \(error)") }
  }

  /// An answer about a patient's visit.
  func foreign(_ number: String) -> String {
    var answer = amounts(["1.00", "2.00", "0.00", "3.00", "0.00"], "R9000001", Envelope.none)
    answer["setl_id"] = "S9000001"
    answer["psn_no"] = "P900000009"
    return Self.output([
      "setlinfo": answer, "data": ["mdtrt_id": "R9000001", "psn_no": "P900000009", "ipt_otp_no": "M1"],
    ])
  }

  /// What a 3202 said about one visit, as the oracle reads words: `-S…` for a refund, nothing for nothing.
  static func word(_ text: String, of registration: String) -> String? {
    do {
      guard let all = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        let rows = (all["output"] as? [String: Any])?["result"] as? [[String: Any]]
      else { return nil }
      let ours = rows.filter { Self.text($0["mdtrt_id"]) == registration }.map { row -> String in
        let id = Self.text(row["setl_id"])
        return id.hasPrefix("F") ? "-S\(id.dropFirst())" : id
      }
      return "1|" + ours.joined(separator: "|")
    } catch { return nil }
  }
}

extension MemoryPlatform.Envelope {
  static var none: Self { Self(number: "", message: "", signNumber: "", input: [:]) }

  private init(number: String, message: String, signNumber: String, input: [String: Any]) {
    self.number = number
    self.message = message
    self.signNumber = signNumber
    self.input = input
  }
}
