import Catalogue

/// Log lines with nothing in them but the key, the date and a price-like mark that makes records differ.
enum SampleLine {
  static func drug(_ verb: ChangeVerb, _ key: String, _ date: String, mark: String = "") -> LogLine {
    var fields = Array(repeating: "", count: 55)
    fields[0] = key
    fields[12] = mark
    fields[29] = date
    return LogLine(verb: verb, kind: .ypml, fields: fields)
  }

  static func item(_ verb: ChangeVerb, _ key: String, _ date: String) -> LogLine {
    var fields = Array(repeating: "", count: 73)
    fields[0] = key
    fields[19] = date
    return LogLine(verb: verb, kind: .zlxm, fields: fields)
  }

  static func disease(
    _ verb: ChangeVerb, _ key: RowKeyFields, changed: String, begins: String
  ) -> LogLine {
    LogLine(
      verb: verb, kind: .bzml, fields: [key.code, "", "", key.category, key.resident, "", changed, key.birth, begins])
  }

  struct RowKeyFields {
    var code: String
    var category = "1"
    var resident = ""
    var birth = ""
  }
}
