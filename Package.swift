// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// The read path and the feed's: a row's few hundred nanoseconds are mostly what these two save. Tests run with all checks.
let fast: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-enforce-exclusivity=unchecked", "-cross-module-optimization"], .when(configuration: .release))
  ]

let package = Package(
  name: "qianzhi",
  products: [
    .executable(name: "qianzhi", targets: ["qianzhi"]),
    .executable(name: "centre-simulator", targets: ["centre-simulator"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/LebJe/TOMLKit.git", from: "0.6.0"),
  ],
  targets: [
    // C libraries. glibc's iconv behind one shim; SQLite and unixODBC as the system provides them.
    .target(name: "CIconv"),
    .target(name: "CSpawn"),
    .target(name: "CFileCopy"),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CODBC", pkgConfig: "odbc", providers: [.apt(["unixodbc-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),

    // Cores: values without I/O, clock or randomness.
    // GB18030 and back, display width.
    .target(name: "TextEncoding", dependencies: ["CIconv"], swiftSettings: strict),
    // The three catalogues as data: columns, record formats, codes, canonical form, log lines, civil time.
    .target(name: "Catalogue", dependencies: ["TextEncoding"], swiftSettings: fast),
    // The swipe saga: states, rules, journal records, window, money.
    .target(name: "Settlement", swiftSettings: strict),
    // Oracle's SQL and the drivers' PostgreSQL: text, tokens, tree, types, SQLite text; the functions as pure code.
    .target(name: "OracleSQL", dependencies: ["TextEncoding", "CPCRE2"], swiftSettings: strict),
    // PostgreSQL v3 messages, SCRAM, session state machine.
    .target(
      name: "PGWire",
      dependencies: [
        "TextEncoding", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ], swiftSettings: fast),
    // The centre's messages: transaction texts of the unified interface, the transport's protocol.
    .target(
      name: "CentreProtocol", dependencies: ["TextEncoding", "Catalogue", "Settlement", "CZlib"], swiftSettings: strict),

    // Shells: perform what the cores decide.
    // The money journal: segments, sync, recovery.
    .target(
      name: "SettlementJournal",
      dependencies: ["Settlement", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
    // agent.sqlite (history), the release builder, row numbers, change journal, log positions.
    .target(
      name: "CatalogueStore",
      dependencies: [
        "Catalogue", "CSQLite", "CFileCopy", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: fast),
    // Read-only statements over one release set: connections, SQL functions, pg_catalog.
    .target(
      name: "QueryEngine", dependencies: ["CSQLite", "Catalogue", "OracleSQL", "TextEncoding"], swiftSettings: fast),
    // .xlsx files: read as a stream (libzip, expat), written in constant memory (libxlsxwriter).
    .target(name: "Spreadsheet", dependencies: ["CZip", "CExpat", "CXlsxWriter"], swiftSettings: strict),
    // Catalogue files of an administrator (.xlsx, CSV, TAB, `|`): decoded, proven, published; the drop folder.
    .target(
      name: "CatalogueImport",
      dependencies: [
        "TextEncoding", "Catalogue", "CatalogueStore", "Spreadsheet", .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    // The dated download log, written from the positions committed with each release.
    .target(
      name: "DownloadLog",
      dependencies: ["Catalogue", "CatalogueStore", "Spreadsheet", .product(name: "Logging", package: "swift-log")],
      swiftSettings: strict),
    // Signatures of the national platform's envelopes: SM3 and SM2, as OpenSSL has them.
    .target(name: "EnvelopeSigning", dependencies: ["COpenSSL", "CentreProtocol"], swiftSettings: strict),
    // HTTP to the centre; the vendor's library in a child process.
    .target(
      name: "CentreClient",
      dependencies: [
        "CSpawn", "TextEncoding", "Catalogue", "CentreProtocol",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: strict),
    // Polls the centre, proves batches, publishes releases.
    .target(
      name: "CatalogueFeed",
      dependencies: [
        "Catalogue", "CentreProtocol", "CatalogueStore", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    // Runs the saga: gates, window, visits, report.
    .target(
      name: "SwipeTest",
      dependencies: [
        "Catalogue", "Settlement", "SettlementJournal", "CentreProtocol",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    // The listener HIS connects to.
    .target(
      name: "ViewServer",
      dependencies: [
        "Catalogue", "OracleSQL", "PGWire", "QueryEngine", "TextEncoding",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: fast),
    // unixODBC's C API.
    .target(name: "ODBCClient", dependencies: ["CODBC"], swiftSettings: strict),
    // Both methods of the notice: counts as HIS sees them, lines in the logs.
    .target(name: "ReleaseCheck", dependencies: ["Catalogue", "ODBCClient"], swiftSettings: strict),
    // The views materialised over ODBC in an existing database.
    .target(
      name: "Mirror",
      dependencies: [
        "Catalogue", "CatalogueStore", "ODBCClient", .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    // Configuration, services, the control socket between command line and running agent.
    .target(
      name: "Agent",
      dependencies: [
        "TextEncoding", "Catalogue", "Settlement", "SettlementJournal", "CentreProtocol", "CatalogueStore",
        "DownloadLog", "CatalogueImport", "Spreadsheet",
        "CentreClient", "CatalogueFeed", "EnvelopeSigning", "SwipeTest", "ViewServer", "PGWire", "OracleSQL",
        "QueryEngine", "ODBCClient", "ReleaseCheck", "Mirror", .product(name: "TOMLKit", package: "TOMLKit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "qianzhi",
      dependencies: ["Agent", "Settlement", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),

    // Test tools.
    // A centre: catalogues, persons, ledger, fault switches. Shares no protocol code with the agent.
    .target(
      name: "CentreSimulator",
      dependencies: [
        "TextEncoding", "CSQLite", "CZlib", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
      ],
      resources: [.copy("Sample")], swiftSettings: strict),
    .executableTarget(
      name: "centre-simulator",
      dependencies: ["CentreSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),

    // One simulated go-live day for the swipe test: clock, disk and centre in memory, faults, crashes, invariants.
    .target(
      name: "SwipeSimulation",
      dependencies: [
        "SwipeTest", "Settlement", "SettlementJournal", "CentreProtocol", "Catalogue",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "swipe-simulation",
      dependencies: ["SwipeSimulation"], swiftSettings: strict),
    // The agent's side of scripts/bench: a store with generated drugs, served.
    .executableTarget(
      name: "read-bench",
      dependencies: [
        "Catalogue", "CatalogueStore", "ViewServer", .product(name: "Logging", package: "swift-log"),
      ], path: "Benchmarks/read-bench", swiftSettings: strict),

    .testTarget(name: "TextEncodingTests", dependencies: ["TextEncoding"], swiftSettings: strict),
    .testTarget(name: "CatalogueTests", dependencies: ["Catalogue"], swiftSettings: strict),
    .testTarget(name: "SettlementTests", dependencies: ["Settlement"], swiftSettings: strict),
    .testTarget(
      name: "SettlementJournalTests", dependencies: ["Settlement", "SettlementJournal"], swiftSettings: strict),
    .testTarget(name: "OracleSQLTests", dependencies: ["OracleSQL"], swiftSettings: strict),
    .testTarget(
      name: "PGWireTests", dependencies: ["PGWire", .product(name: "NIOCore", package: "swift-nio")],
      swiftSettings: strict),
    .testTarget(
      name: "CentreProtocolTests", dependencies: ["CentreProtocol", "Catalogue", "Settlement", "CZlib"],
      swiftSettings: strict),
    .testTarget(
      name: "CatalogueStoreTests", dependencies: ["CatalogueStore", "Catalogue", "CSQLite"], swiftSettings: strict),
    .testTarget(
      name: "QueryEngineTests", dependencies: ["QueryEngine", "OracleSQL", "Catalogue", "CSQLite"],
      swiftSettings: strict),
    .testTarget(
      name: "DownloadLogTests",
      dependencies: ["DownloadLog", "CatalogueStore", "Catalogue", "Spreadsheet", "RawWorkbook"],
      swiftSettings: strict),
    // .xlsx files written part by part, so that tests can make what no program writes.
    .target(name: "RawWorkbook", dependencies: ["CZip"], path: "Tests/RawWorkbook", swiftSettings: strict),
    .testTarget(name: "SpreadsheetTests", dependencies: ["Spreadsheet", "RawWorkbook"], swiftSettings: strict),
    .testTarget(
      name: "CatalogueImportTests",
      dependencies: [
        "CatalogueImport", "CatalogueStore", "Catalogue", "Spreadsheet", "TextEncoding", "RawWorkbook",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CatalogueFeedTests", dependencies: ["CatalogueFeed", "CatalogueStore", "CentreProtocol", "Catalogue"],
      swiftSettings: strict),
    .testTarget(
      name: "SwipeTestTests",
      dependencies: ["SwipeTest", "SwipeSimulation", "Settlement", "SettlementJournal", "CentreProtocol", "Catalogue"],
      swiftSettings: strict),
    .testTarget(
      name: "ViewServerTests",
      dependencies: [
        "ViewServer", "QueryEngine", "OracleSQL", "PGWire", "Catalogue", "CSQLite",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
      ],
      exclude: [
        // What the tests beside them read or compile; the tests themselves are sources.
        "Drivers/driver-statements.jsonl", "Drivers/odbc_cursors.c", "Drivers/odbc_gbk.py", "Drivers/odbc_release.c",
        "Drivers/psycopg_binary.py", "Wire/README.txt", "Wire/binary.txt", "Wire/copy.txt", "Wire/cursors.txt",
        "Wire/portals.txt", "Wire/postgres.sh", "Wire/prepare.txt",
      ], swiftSettings: strict),
    .testTarget(
      name: "ReleaseCheckTests", dependencies: ["ReleaseCheck", "Catalogue", "ODBCClient"], swiftSettings: strict),
    .testTarget(
      name: "CentreSimulatorTests", dependencies: ["CentreSimulator", "TextEncoding", "CZlib"], swiftSettings: strict),
    .testTarget(
      name: "EnvelopeSigningTests", dependencies: ["EnvelopeSigning", "CentreProtocol"], swiftSettings: strict),
    .testTarget(
      name: "CentreClientTests",
      dependencies: ["CentreClient", "CentreProtocol", "CentreSimulator", "SampleVendorLibrary"],
      swiftSettings: strict),
    // Database servers tests start for themselves.
    .target(name: "TestDatabases", path: "Tests/TestDatabases", swiftSettings: strict),
    .testTarget(
      name: "MirrorTests",
      dependencies: [
        "TestDatabases",
        "Mirror", "CSQLite", "Catalogue", "CatalogueStore", "ODBCClient",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .testTarget(
      name: "AgentTests",
      dependencies: [
        "Agent", "Catalogue", "CatalogueStore", "CentreProtocol", "EnvelopeSigning", "Settlement", "SwipeTest",
        "PGWire", "ViewServer", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    // PostgreSQL's own client library and its own parser, to compare with.
    .systemLibrary(name: "CLibPQ", path: "Tests/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CPgQuery", path: "Tests/CPgQuery", providers: [.apt(["libpg-query-dev"])]),
    // Generated statements on the agent and on PostgreSQL 15 with the same rows.
    .testTarget(
      name: "DifferentialTests",
      dependencies: [
        "CLibPQ", "CPgQuery", "TestDatabases", "ViewServer", "QueryEngine", "OracleSQL", "CatalogueStore", "Catalogue",
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    // A vendor's interface library as the tests build it: C, forwarding to the simulator, with faults on demand.
    .target(
      name: "SampleVendorLibrary", path: "Tests/SampleVendorLibrary", exclude: ["vendor_library.c"],
      swiftSettings: strict),
    // The shipped binaries with real drivers, over loopback.
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Agent", "CentreSimulator", "Catalogue", "CatalogueStore", "CatalogueFeed", "CentreProtocol", "CentreClient",
        "DownloadLog", "ViewServer", "QueryEngine", "ReleaseCheck", "ODBCClient", "Settlement", "SettlementJournal",
        "SwipeTest", "TestDatabases", "SampleVendorLibrary", "Spreadsheet",
        .product(name: "Logging", package: "swift-log"),
      ], exclude: ["Drivers"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// QIANZHI_ONLY=OracleSQL,Catalogue keeps only these targets, what they import and their tests, so that a core and its
// tests build in seconds (sanitizers, fuzzing).
if let only = Context.environment["QIANZHI_ONLY"] {
  var kept: Set<String> = []
  var open = only.split(separator: ",").flatMap { [String($0), "\($0)Tests"] }
  while let name = open.popLast() {
    guard let target = package.targets.first(where: { $0.name == name }), kept.insert(name).inserted else { continue }
    for dependency in target.dependencies {
      switch dependency {
      case .targetItem(let name, _), .byNameItem(let name, _): open.append(name)
      default: break
      }
    }
  }
  package.targets.removeAll { !kept.contains($0.name) }
  package.products.removeAll { product in
    guard let product = product as? Product.Executable else { return false }
    return !product.targets.allSatisfy(kept.contains)
  }
}
