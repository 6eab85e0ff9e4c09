import Catalogue
import Foundation

/// The simulator's sample catalogues with what they lack: empty fields, times of day, texts that LIKE and TRIM trip over.
enum SampleRows {
  struct Failure: Error { let line: String }

  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    + "/../../../Sources/CentreSimulator/Sample/baseline/"
  private static let texts = ["a%b", "A_b", " x ", "O'Brien", "b\\c", "é", "100%", "—", "　全角　", "𬭊"]
  private static let codes = ["examplinum", "ab\\c", " pad", "A_B", "%", "0x0", "~"]
  private static let days = [
    "2020-02-29", "2020-12-31 23:59:59", "2021-01-01 00:00:00", "2021-02-28 12:00:00", "2021-03-01 23:59:59",
    "2021-03-01",
    "2021-03-02 00:00:01", "2019-07-01 06:30:00",
  ]

  static func records(_ kind: CatalogueKind, limit: Int = 160) throws -> [CatalogueRecord] {
    var random = Seeded(UInt64(kind.rawValue.utf8.reduce(0) { $0 * 31 + Int($1) }))
    let text = try String(contentsOfFile: folder + kind.rawValue + ".txt", encoding: .utf8)
    return try text.split(separator: "\n").prefix(limit).map { line in
      var fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == kind.table.recordFieldCount else { throw Failure(line: String(line)) }
      for (index, column) in kind.table.recordColumns.enumerated() where !kind.table.keyColumns.contains(column.name) {
        if random.oneIn(12) { fields[index] = "" }
        guard random.oneIn(5) else { continue }
        switch column.name {
        case "spm", "bz", "cwnr": fields[index] = random.pick(texts)
        case "ywm", "tjm": fields[index] = random.pick(codes)
        case "pfj", "ylbzj", "ylbzdj":
          fields[index] = random.pick(["0", "0.10", "13.66", "-1.5", "100", "9999999.99"])
        case "bgsj", "jbsj": fields[index] = random.pick(days)
        default: break
        }
      }
      return try CatalogueRecord.decode(fields: fields, kind: kind)
    }
  }
}
