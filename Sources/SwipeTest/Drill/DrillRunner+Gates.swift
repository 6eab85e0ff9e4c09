import CentreProtocol
import Settlement

/// R18 for drills: what must hold before the first upload, each with its reason.
extension DrillRunner {
  /// Checks every gate now. Signs in and out at the platform and sends nothing else.
  public func gates(_ kind: DrillKind) async throws -> [GateResult] {
    guard centre != nil else { throw DrillRunError.noNationalCentre }
    return try await whileIdle {
      let gates = try await checkGates(kind)
      await signOut()
      return gates
    }
  }

  func checkGates(_ kind: DrillKind) async throws -> [GateResult] {
    readPersons()
    let prepared = try await journal.prepareDrillJournal()
    var gates = [prepared, await headGate(), numbersGate(kind), addressGate(kind)]
    let open = await journal.drillBook().open
    gates.append(
      GateResult(
        name: "未结演练", passed: open.isEmpty,
        reason: open.isEmpty ? "没有" : open.map { "\($0.plan.number.text)" }.joined(separator: "、")))
    gates.append(await itemGate())
    if kind == .prescription {
      let problem = personsProblem ?? (configuration.persons == nil ? configuration.personsProblem : nil)
      gates.append(GateResult(name: "演练人员", passed: problem == nil, reason: problem ?? "已配置，不显示"))
    }
    // Signing in is journalled too: the room that is left belongs to what is open.
    guard prepared.passed else { return gates }
    // The gate is a 9001 of now, not an earlier one.
    session = NationalSession()
    let problem = await signIn()
    gates.append(GateResult(name: "平台签到", passed: problem == nil, reason: problem ?? "签到成功"))
    return gates
  }

  /// A journal that does not continue the head kept elsewhere may not know a drill that stands (R20).
  private func headGate() async -> GateResult {
    guard await journal.drillJournalIsOlder() else {
      return GateResult(name: "日志连续", passed: true, reason: "接续 agent.sqlite 记下的")
    }
    return GateResult(
      name: "日志连续", passed: false,
      reason: "资金日志不接续 agent.sqlite 记下的，可能是旧的副本，其间的演练它不知道。"
        + "核实后由两人执行 qianzhi swipe resolve journal --by … --confirmed-by … --reason …")
  }

  private func numbersGate(_ kind: DrillKind) -> GateResult {
    switch kind {
    case .prescription:
      let numbers = configuration.prescription
      let query = numbers.query ?? "无"
      return GateResult(
        name: "交易号", passed: true, isWarning: numbers.query == nil,
        reason: "上传 \(numbers.upload)，查询 \(query)，撤销 \(numbers.revoke)，报文按 \(numbers.payload.rawValue)"
          + (numbers.query == nil ? "；没有查询交易，撤销只能凭应答" : ""))
    case .stock:
      let uploads = configuration.stock.map { "\($0.title) \($0.rawValue)" }.joined(separator: "、")
      return GateResult(
        name: "交易号", passed: true, isWarning: true,
        reason: "\(uploads)，删除 \(StockUpload.undoNumber)；接口没有查询交易，删除只能凭应答")
    }
  }

  /// Where each transaction has its path, a number without one could be neither asked about nor undone.
  private func addressGate(_ kind: DrillKind) -> GateResult {
    let set = configuration.prescription
    let numbers =
      switch kind {
      case .prescription: [set.upload] + (set.query.map { [$0] } ?? []) + [set.revoke]
      case .stock: configuration.stock.map(\.rawValue) + [StockUpload.undoNumber]
      }
    let missing = numbers.filter { centre?.transport.hasAddress($0) == false }
    return GateResult(
      name: "交易地址", passed: missing.isEmpty,
      reason: missing.isEmpty
        ? "都有"
        : "QZ-D109 交易 \(missing.joined(separator: "、")) 没有已知的路径，请把 [centre] addressing 改为 \"single\"，或换用有路径的交易号")
  }

  private func itemGate() async -> GateResult {
    do {
      let item = try await chosenItem()
      return GateResult(name: "演练药品", passed: true, reason: "\(item.name)（\(item.nationalCode)）")
    } catch let error as DrillRunError {
      return GateResult(name: "演练药品", passed: false, reason: error.description)
    } catch {
      return GateResult(name: "演练药品", passed: false, reason: "\(error)")
    }
  }

  /// Rows of the newest release looked at for a drug (it has a 剂型) with a national code.
  private static let candidates = 10

  func chosenItem() async throws -> DrillItem {
    let found: SwipeItem?
    if configuration.item.isEmpty {
      found = try await items.newlyChanged(limit: Self.candidates, codedOnly: true).first { !$0.form.isEmpty }
    } else {
      found = try await items.item(serial: configuration.item)
    }
    guard let found else {
      throw DrillRunError.request(
        configuration.item.isEmpty ? "最近的发布里没有带国家编码的药品，请在 [drill] item 指定流水号" : "没有流水号 \(configuration.item)")
    }
    guard !found.nationalCode.isEmpty else {
      throw DrillRunError.request("\(found.serial) 没有国家编码，请换一个 [drill] item")
    }
    let price = found.price.flatMap { $0.tenThousandths > 0 ? $0 : nil } ?? SwipeRunner.defaultPrice
    return DrillItem(
      nationalCode: found.nationalCode, hospitalCode: found.code.isEmpty ? found.serial : found.code, name: found.name,
      specification: found.specification.isEmpty ? "无" : found.specification,
      form: found.form.isEmpty ? "无" : found.form, unit: found.unit.isEmpty ? "次" : found.unit, price: price.yuanText)
  }

  func steps(_ kind: DrillKind, _ number: DrillNumber, _ wallMilliseconds: Int64) async throws -> [DrillStep] {
    let item = try await chosenItem()
    switch kind {
    case .prescription:
      guard let persons = configuration.persons else { throw DrillRunError.request(configuration.personsProblem) }
      return [
        configuration.prescription.step(
          number, persons: persons, item: item,
          institution: (configuration.institutionCode, configuration.institutionName), now: wallMilliseconds)
      ]
    case .stock:
      return configuration.stock.enumerated().map { place, upload in
        upload.step(
          number, place: place, item: item, pharmacist: configuration.persons?.pharmacist,
          operatorName: configuration.operatorName, now: wallMilliseconds)
      }
    }
  }
}
