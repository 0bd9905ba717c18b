// Who may import whom: the drawing of Sources/README.md, held against every import line.

import TestSupport
import Testing

@Suite struct LadderTests {
  /// For each module what it may import of ours, and of the system.
  static let ladder: [String: Set<String>] = [
    "Source": [],
    "Experiment": ["CMessageDigest"],
    "Language": ["Source", "Experiment"],
    "Canon": ["Source", "Experiment", "CYAML"],
    "Backtest": ["Source", "Experiment"],
    "Results": ["Source", "Experiment", "Canon", "CSQLite"],
    "Execution": ["Experiment", "CProcess"],
    "GamutKit": [
      "Source", "Experiment", "Language", "Canon", "Backtest", "Results", "Execution", "CProcess",
    ],
    "Fronts": [
      "Source", "Experiment", "Language", "Canon", "Backtest", "Results", "Execution", "GamutKit",
      "CLineEditor", "ArgumentParser",
    ],
    "gamut": ["Fronts"],
  ]

  /// Modules of the system that a module may use beside the ladder.
  static let system: [String: Set<String>] = [
    "Results": ["Glibc"], "Execution": ["Glibc", "Synchronization"],
    "GamutKit": ["Glibc", "Synchronization"], "Fronts": ["Glibc", "Synchronization"],
  ]

  static let swiftFiles = SourceTree.files(below: "Sources", endingWith: ".swift")

  @Test func `every module of Sources stands in the ladder`() {
    let modules = Set(LadderTests.swiftFiles.map(module))
    #expect(modules == Set(LadderTests.ladder.keys))
  }

  @Test(arguments: swiftFiles)
  func `a file imports only what stands below it`(file: String) throws {
    let module = module(of: file)
    let allowed = (LadderTests.ladder[module] ?? []).union(LadderTests.system[module] ?? [])
    for (number, line) in try SourceTree.lines(file).enumerated() {
      // An `import "lib.gamut"` stands in explanations.
      guard let name = imported(line), !name.hasPrefix("\"") else { continue }
      #expect(allowed.contains(name), "\(file):\(number + 1) imports \(name)")
    }
  }

  @Test func `imports are seen however they are written`() {
    #expect(imported("import Glibc") == "Glibc")
    #expect(imported("public import struct Source.Span") == "Source")
    #expect(imported("@preconcurrency internal import Canon") == "Canon")
    #expect(imported("// import Canon") == nil)
    #expect(imported("let imported = 1") == nil)
  }

  private func module(of file: String) -> String {
    file.split(separator: "/").dropFirst().first.map(String.init) ?? file
  }

  /// The module that a line imports.
  private func imported(_ line: String) -> String? {
    var words = line.split(separator: " ").map(String.init)
    let modifiers = ["public", "package", "internal", "fileprivate", "private"]
    while let word = words.first, modifiers.contains(word) || word.hasPrefix("@") {
      words.removeFirst()
    }
    guard words.first == "import" else { return nil }
    words.removeFirst()
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    if let word = words.first, kinds.contains(word) { words.removeFirst() }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}
