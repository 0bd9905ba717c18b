// swift-tools-version: 6.2
// The drawing of Sources/README.md, as targets: a module may import only what stands above it here.
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: strict)
}

func tests(_ name: String, _ imports: [Target.Dependency], resources: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: imports + ["TestSupport"], path: "Tests/\(name)", exclude: resources,
    swiftSettings: strict)
}

let package = Package(
  name: "gamut-batch",
  products: [
    .executable(name: "gamut", targets: ["gamut"]),
    .library(name: "GamutKit", targets: ["GamutKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // what Swift cannot say: system libraries and three small C files
    .systemLibrary(
      name: "CMessageDigest", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLibedit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "CLineEditor", dependencies: ["CLibedit"]),
    .target(name: "CProcess"),

    // the shared words
    module("Source"),
    module("Experiment", ["CMessageDigest"]),

    // the language, its written form, the engine
    module("Language", ["Source", "Experiment"]),
    module("Canon", ["Source", "Experiment", "CYAML"]),
    module("Backtest", ["Source", "Experiment"]),

    // the work
    module("Results", ["Source", "Experiment", "Canon", "CSQLite"]),
    module("Execution", ["Experiment", "CProcess"]),

    // the seed's four functions, for any Swift program and for our own command line
    module(
      "GamutKit",
      ["Source", "Experiment", "Language", "Canon", "Backtest", "Results", "Execution", "CProcess"]),

    // the fronts
    module(
      "Fronts",
      [
        "Source", "Experiment", "Language", "Canon", "Backtest", "Results", "Execution", "GamutKit",
        "CLineEditor", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "gamut", dependencies: ["Fronts"], swiftSettings: strict),

    // the tests, one target a module
    .target(
      name: "TestSupport", dependencies: ["Source"], path: "Tests/Support", swiftSettings: strict),
    tests("ExampleTests", ["Source", "Canon", "Experiment", "GamutKit", "Language"]),
    tests("SourceTests", ["Source"]),
    tests("ExperimentTests", ["Experiment"], resources: ["Data"]),
    tests(
      "LanguageTests", ["Source", "Experiment", "Language"], resources: ["Formatting", "Decided"]),
    tests(
      "GrammarTests", ["Source", "Experiment", "Language", "Canon"],
      resources: ["independent"]),
    tests("CanonTests", ["Canon", "Experiment", "Source"], resources: ["Readers", "YAML"]),
    tests("BacktestTests", ["Experiment", "Backtest"], resources: ["Data"]),
    tests(
      "ResultsTests", ["Source", "Experiment", "Canon", "Results", "CSQLite"],
      resources: ["Goldens"]),
    .executableTarget(
      name: "test-keeper", dependencies: ["Execution", "Experiment", "CProcess"],
      path: "Tests/TestKeeper", swiftSettings: strict),
    tests("ReplTests", ["Source", "Experiment", "Language", "GamutKit", "Fronts", "gamut"]),
    tests("ExecutionTests", ["Execution", "Experiment", "CProcess", "test-keeper"]),
    tests("GamutKitTests", ["Source", "Language", "GamutKit", "Experiment", "Results", "gamut"]),
    tests(
      "EndToEndTests",
      ["Backtest", "Canon", "Experiment", "GamutKit", "Language", "Source", "gamut"],
      resources: ["Data"]),
    tests("TidyTests", ["gamut"]),
  ]
)

// The language and the readers under libFuzzer: only `make fuzz` builds them.
if Context.environment["GAMUT_FUZZ"] != nil {
  for (name, modules, folder) in [
    ("fuzz-language", ["Language"], "Language"),
    ("fuzz-documents", ["Canon", "Language"], "Documents"),
    ("fuzz-prices", [], "Prices"),
  ] {
    package.targets.append(
      .executableTarget(
        name: name,
        dependencies: ["Source", "Experiment", "Backtest"]
          + modules.map { .init(stringLiteral: $0) },
        path: "Tests/Fuzz/\(folder)"))
  }
}

// Everything against the clock: only `make bench` builds it.
if Context.environment["GAMUT_BENCH"] != nil {
  package.targets.append(
    .executableTarget(
      name: "bench-language", dependencies: ["Source", "Experiment", "Language", "Backtest"],
      path: "Tests/Bench/Language"))
  package.targets.append(.executableTarget(name: "bench-plan", path: "Tests/Bench/Plan"))
  package.targets.append(
    .executableTarget(
      name: "bench-execution", dependencies: ["Backtest", "Experiment"],
      path: "Tests/Bench/Execution"))
  package.targets.append(
    .executableTarget(
      name: "bench-engine", dependencies: ["Backtest", "Experiment"], path: "Tests/Bench/Engine"))
  package.targets.append(
    .executableTarget(
      name: "bench-backtest", dependencies: ["Backtest", "Experiment"],
      path: "Tests/Bench/Backtest"))
  package.targets.append(.executableTarget(name: "bench-repl", path: "Tests/Bench/Repl"))
  package.targets.append(.executableTarget(name: "job", path: "Tests/Bench/Job"))
  package.targets.append(.executableTarget(name: "spawn", path: "Tests/Bench/Spawn"))
  package.targets.append(.executableTarget(name: "grid", path: "Tests/Bench/Grid"))
  package.targets.append(
    .executableTarget(name: "walk", dependencies: ["CYAML"], path: "Tests/Bench/Walk"))
}
