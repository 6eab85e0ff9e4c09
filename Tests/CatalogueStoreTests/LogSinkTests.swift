import Catalogue
import Testing

@testable import CatalogueStore

/// The bytes of log lines, beside the line's own text, which is made otherwise.
@Suite struct LogSinkTests {
  private static let awkward = [
    "", "|", "||", "a|b", "\r\n", "\t", "\u{0B}", "\u{0C}", "药｜品", "'", "\\", "𠀀",
    String(repeating: "长|", count: 90_000),
  ]

  @Test(arguments: ChangeVerb.allCases, LogFormat.Encoding.allCases)
  func everyByteIsTheLines(verb: ChangeVerb, encoding: LogFormat.Encoding) throws {
    let format = LogFormat(encoding: encoding, lineEnding: .lf)
    var bytes: [UInt8] = []
    let sink = LogSink(format, kind: .bzml) { bytes += $0 }
    var expected: [UInt8] = []
    for value in Self.awkward {
      let line = LogLine(verb: verb, kind: .bzml, fields: ["A00", value, "M", "1", "", value, "2021-01-20", "", value])
      try sink.append(line)
      expected += format.encode(line.text + "\n")
    }
    _ = try sink.finish()
    #expect(bytes == expected)
    #expect(sink.length == Int64(expected.count))
  }
}
