// swift-tools-version: 6.2
import PackageDescription

// Fuzz targets: the parsers of what comes from outside, instrumented for libFuzzer, and nothing else of the agent, so that
// they build in about two minutes. Sources/ links to the agent's own sources. Built and run by scripts/fuzz.
let instrumented: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address"])]
let target: [SwiftSetting] = instrumented + [.unsafeFlags(["-parse-as-library"])]
let linked: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer,address"])]

let package = Package(
  name: "qianzhi-fuzz",
  dependencies: [.package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0")],
  targets: [
    .target(name: "CIconv"),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(name: "TextEncoding", dependencies: ["CIconv"], swiftSettings: instrumented),
    .target(name: "OracleSQL", dependencies: ["TextEncoding", "CPCRE2"], swiftSettings: instrumented),
    // What reads the client's bytes; login and session need more libraries.
    .target(
      name: "PGWire", dependencies: ["TextEncoding", .product(name: "NIOCore", package: "swift-nio")],
      sources: [
        "Frontend", "Backend/BinaryNumeric.swift", "Backend/BinaryValue.swift", "ClientEncoding.swift",
        "WireLimits.swift", "WireReport.swift", "WireText.swift",
      ], swiftSettings: instrumented),
    // Lexer, parser, binder, renderer.
    .executableTarget(
      name: "fuzz-sql", dependencies: ["OracleSQL", "TextEncoding"], swiftSettings: target, linkerSettings: linked),
    // The functions statements call, with any arguments.
    .executableTarget(
      name: "fuzz-functions", dependencies: ["OracleSQL"], swiftSettings: target, linkerSettings: linked),
    // The client's messages and its binary parameters.
    .executableTarget(
      name: "fuzz-wire", dependencies: ["PGWire", .product(name: "NIOCore", package: "swift-nio")],
      swiftSettings: target, linkerSettings: linked),
  ],
  swiftLanguageModes: [.v6]
)
