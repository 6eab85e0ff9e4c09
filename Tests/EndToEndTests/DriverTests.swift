import Catalogue
import Foundation
import Testing

/// A HIS's programs: unmodified psqlODBC through pyodbc and isql, against the shipped binary.
@Suite(.serialized) struct DriverTests {
  static let releases = ["baseline", "release-20210301"]

  /// An agent that has published the baseline and the release of 2021-03-01, with what drivers must then see.
  private func publish() async throws -> (installation: Installation, expected: String) {
    let directory = CatalogueDirectory.current
    let installation = try await Installation.make(
      simulatorArguments: directory.isSample ? [] : ["--catalogue", directory.path])
    try await installation.startAgent()
    try await wait(seconds: 120, for: "first release: \(installation.agent?.output.suffix(500) ?? "")") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let path = installation.directory + "/expected.json"
    try expectations(directory).write(to: URL(fileURLWithPath: path))
    return (installation, path)
  }

  private func expectations(_ directory: CatalogueDirectory) throws -> Data {
    var columns: [String: [[Any]]] = [:]
    var rowCounts: [String: Int] = [:]
    var checksums: [String: Int] = [:]
    var notice: [String: Int] = [:]
    for kind in CatalogueKind.allCases {
      columns[kind.rawValue] = kind.table.columns.map { column in
        if case .varchar(let length) = column.type {
          [column.name, "varchar", length]
        } else {
          [column.name, "timestamp", NSNull()]
        }
      }
      let rows = try directory.rows(after: Self.releases, kind)
      rowCounts[kind.rawValue] = rows.count
      checksums[kind.rawValue] = rows.values.reduce(0) { sum, row in
        sum + Int(ZlibCRC.of(row.map { $0 ?? "\\N" }.joined(separator: "\u{1F}").utf8))
      }
      notice[kind.rawValue] = try directory.announced("release-20210301")[kind]?.rows
    }
    let drugs = try directory.rows(after: Self.releases, .ypml)
    // A column that some rows have and others lack: 含量, 英文名 or 商品名.
    let partial = [22, 6, 4].first { index in
      drugs.values.contains { $0[index] == nil } && drugs.values.contains { $0[index] != nil }
    }
    let changed = try directory.records("release-20210301", .ypml)
    guard
      let drug = changed.first(where: { $0[2].count >= 4 && $0[2].prefix(3).allSatisfy { $0.isLetter && !$0.isASCII } }
      ),
      let partial, let without = drugs.values.first(where: { $0[partial] == nil })
    else { throw HarnessError("the catalogue has no drug with a Chinese name, or no column that some lack") }
    let expected: [String: Any] = [
      "columns": columns, "date": "20210301", "notice": notice, "rows": rowCounts, "checksums": checksums,
      "drug": ["yplsh": drug[0], "tym": drug[2], "bgsj": "2021-03-01 00:00:00"],
      "null": [
        "column": CatalogueKind.ypml.table.columns[partial].name, "rows": drugs.values.count { $0[partial] == nil },
        "yplsh": without[0] ?? "",
      ] as [String: Any],
    ]
    return try JSONSerialization.data(withJSONObject: expected)
  }

  @Test(.timeLimit(.minutes(10))) func pyodbcReadsTheViews() async throws {
    let (installation, expected) = try await publish()
    for script in [
      "notice_statements", "catalogue_functions", "catalogue_keys", "parameters", "chinese_text", "null_values",
      "full_fetch",
      "transactions", "refusals",
    ] {
      for autocommit in ["on", "off"] {
        for declareFetch in [false, true] {
          let result = try await runCommand(
            try BuiltBinaries.python,
            [
              BuiltBinaries.project + "/Tests/EndToEndTests/Drivers/\(script).py",
              try installation.connectionString(declareFetch: declareFetch), autocommit, expected,
            ], directory: installation.directory, seconds: 120)
          #expect(
            result.status == 0, "\(script) autocommit=\(autocommit) UseDeclareFetch=\(declareFetch): \(result.output)")
        }
      }
    }
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(5))) func isqlAndOurOwnClient() async throws {
    let (installation, _) = try await publish()
    let directory = CatalogueDirectory.current
    let announced = try directory.announced("release-20210301")
    for (view, column, kind) in [
      ("ypml", "bgsj", CatalogueKind.ypml), ("zlxm", "bgsj", .zlxm), ("bzml", "kssj", .bzml),
    ] {
      let result = try await runCommand(
        "/bin/bash",
        [
          BuiltBinaries.project + "/Tests/EndToEndTests/Drivers/isql_query.sh", try installation.connectionString(),
          "SELECT COUNT(*) FROM \(view) WHERE TO_CHAR(\(column), 'YYYYMMDD') = '20210301';",
        ], directory: installation.directory)
      let values = result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(values.contains("\(announced[kind]?.rows ?? -1)"), "\(result.output)")
    }
    let connection = try installation.connectionString().replacingOccurrences(of: "PWD=his_interface;", with: "")
    try expectODBCClientWorks(connectionString: connection, password: "his_interface")
    try await installation.tearDown()
  }
}
