// The habits of the house that a machine can see: names, opening comments, no loose ends, no path of
// a machine, one layout.

import TestSupport
import Testing

@Suite struct HabitTests {
  static let sources = ["swift", "c", "h"].flatMap {
    SourceTree.files(below: "Sources", endingWith: ".\($0)")
  }

  static let tests = SourceTree.files(below: "Tests", endingWith: ".swift")

  @Test func `no file or folder has a name that says nothing`() {
    let banned = ["Utilities", "Utility", "Helpers", "Helper", "Common", "Core", "Manager"]
    for file in HabitTests.sources + HabitTests.tests {
      for part in file.split(separator: "/") {
        let stem = part.split(separator: ".").first.map(String.init) ?? ""
        #expect(!banned.contains { stem.hasSuffix($0) }, "\(file)")
        #expect(stem != "Extensions" && !stem.hasSuffix("Extension"), "\(file)")
      }
    }
  }

  @Test(arguments: sources.filter { $0.hasSuffix(".swift") && !$0.hasSuffix("/main.swift") })
  func `a file opens with what it is`(file: String) throws {
    let first = try SourceTree.lines(file).first ?? ""
    #expect(first.hasPrefix("// ") && first.count > 20, "\(file)")
  }

  @Test(arguments: sources)
  func `a file of Sources has no loose ends and knows no machine`(file: String) throws {
    let loose = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "fatalError(", "@inlinable", "try!"]
    let machine = ["/work" + "/", "/home", "/root", "/tmp", "/Users/"]
    let workplace = "share" + "d/"
    for (number, line) in try SourceTree.lines(file).enumerated() {
      for word in loose + machine + [workplace] {
        #expect(!line.contains(word), "\(file):\(number + 1) has '\(word)'")
      }
    }
  }

  @Test func `no test and no document knows the place where it was written`() throws {
    let workplace = ["/work" + "/", "share" + "d/", "/home" + "/"]
    let documents = ["Tests", "grammar", "examples"].flatMap {
      SourceTree.files(below: $0, endingWith: ".md")
        + SourceTree.files(below: $0, endingWith: ".gamut")
    }
    for file in HabitTests.tests + documents + ["Package.swift"] {
      for (number, line) in try SourceTree.lines(file).enumerated() {
        for word in workplace {
          #expect(!line.contains(word), "\(file):\(number + 1) has '\(word)'")
        }
      }
    }
  }

  @Test func `swift format has nothing to say`() throws {
    let folder = try TestFolder()
    let process = try GamutProcess(
      [
        "swift", "format", "lint", "--strict", "--parallel", "--configuration",
        "\(Repository.root)/.swift-format", "-r", "Sources", "Tests", "Package.swift",
      ], program: "/usr/bin/env", in: Repository.root,
      environment: ["TMPDIR": folder.path], mergesErrors: true)
    let ending = process.wait(limit: 300)
    if ending.status == 127 {
      Issue.record("the toolchain's swift is not in PATH, so the layout was not checked")
    }
    #expect(ending.status == 0, "\(ending)")
  }
}
