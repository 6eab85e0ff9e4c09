import CatalogueFeed
import CentreClient
import CentreProtocol
import Settlement
import SwipeTest

/// The configuration as the drills take it.
extension AgentConfiguration {
  /// The drills' persons; with the reason when there are none, which a gate tells.
  func loadDrillPersons() -> DrillPersons {
    do {
      return DrillPersons(persons: try DrillPersonsFile.load(drill.personsFile))
    } catch {
      return DrillPersons(persons: nil, problem: "\(error)")
    }
  }

  func drillConfiguration() -> DrillConfiguration {
    var configuration = DrillConfiguration()
    configuration.dates = drill.dates
    configuration.item = drill.item
    configuration.rules = drill.rules
    configuration.prescription = drill.prescription
    configuration.revokedStatuses = Set(drill.revokedStatuses)
    configuration.stock = drill.stock
    configuration.timeoutSeconds = centre.timeoutSeconds
    configuration.phone = centre.phone
    configuration.institutionCode = institution.code
    configuration.institutionName = institution.name
    configuration.operatorName = centre.national?.operatorName ?? ""
    configuration.environment = institution.environment == .production ? .production : .test
    return configuration
  }

  /// The national platform as the drills talk to it; `nil` with the unified interface.
  func drillCentre(
    over transport: HTTPNationalTransport?, messages: MessageIDSource
  ) -> DrillCentre? {
    guard let caller = nationalCaller, let transport else { return nil }
    return DrillCentre(caller: caller, transport: transport, messages: messages)
  }

  /// `drill` section as TOML.
  var drillLines: [String] {
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    func array(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }
    let numbers = drill.prescription
    return [
      "", "[drill]", "date = \(array(drill.dates.map(\.text)))", "item = \(quoted(drill.item))",
      "query_after_seconds = \(drill.rules.queryAfterSeconds)", "quiet_seconds = \(drill.rules.quietSeconds)",
      "hand_over_after_seconds = \(drill.rules.handOverAfterSeconds)", "", "[drill.prescription]",
      "upload = \(quoted(numbers.upload))", "query = \(quoted(numbers.query ?? "none"))",
      "revoke = \(quoted(numbers.revoke))", "payload = \(quoted(numbers.payload.rawValue))",
      "diagnosis_code = \(quoted(numbers.diagnosisCode))", "diagnosis_name = \(quoted(numbers.diagnosisName))",
      "revoked_status = \(array(drill.revokedStatuses))", "persons_file = \(quoted(drill.personsFile))", "",
      "[drill.stock]", "uploads = \(array(drill.stock.map(\.rawValue)))",
    ]
  }
}
