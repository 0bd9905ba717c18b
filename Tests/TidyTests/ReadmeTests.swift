// What README.md shows is what happens: its files are written, its commands run, its output compared.
//
// A fenced block with `file=NAME` is written to NAME. In a block `sh` each line that begins with `$ `
// is a command; what follows up to the next one is its output, in which `...` on a line of its own
// stands for any lines, and durations may differ. `sh norun` is only looked at.

import TestSupport
import Testing

@Suite struct ReadmeTests {
  @Test func `the README shows what happens`() throws {
    let folder = try TestFolder()
    var place = folder.path
    let blocks = blocks(in: try SourceTree.lines("README.md"))
    #expect(blocks.contains { $0.file != nil })
    #expect(blocks.contains { $0.isShell })
    for block in blocks {
      if let file = block.file {
        try folder.write(block.lines.map { "\($0)\n" }.joined(), to: file)
      }
      for step in block.isShell ? steps(of: block) : [] {
        if step.command.hasPrefix("cd ") {
          place += "/\(step.command.dropFirst(3))"
          continue
        }
        guard !["make", "git"].contains(step.command.prefix { $0 != " " }) else { continue }
        let shown = try output(of: step.command, in: place)
        let isAsShown = matches(step.output[...], shown[...])
        #expect(
          isAsShown,
          "README.md:\(step.line): $ \(step.command)\n\(shown.joined(separator: "\n"))")
      }
    }
  }

  @Test func `three points stand for any lines, and durations may differ`() {
    #expect(matches(["a", "...", "d"], ["a", "b", "c", "d"]))
    #expect(matches(["a", "..."], ["a"]))
    #expect(!matches(["a", "...", "d"], ["a", "b"]))
    #expect(!matches(["a"], ["a", "b"]))
    #expect(masked("24 runs in 2.5 s, left: 17 s  ") == masked("24 runs in 0.1 s, left: 3 s"))
    #expect(masked("Sharpe 2.5") != masked("Sharpe 2.6"))
  }

  private struct Block {
    let info: String
    /// The line of the README after the fence, from 1.
    let line: Int
    var lines: [String] = []

    var file: String? {
      info.split(separator: " ").first { $0.hasPrefix("file=") }.map { String($0.dropFirst(5)) }
    }

    var isShell: Bool { info == "sh" }
  }

  private struct Step {
    let command: String
    let line: Int
    var output: [String] = []
  }

  private func blocks(in lines: [String]) -> [Block] {
    var blocks: [Block] = []
    var open: Block?
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          open = nil
        } else {
          open = Block(info: String(line.dropFirst(3)), line: index + 2)
        }
      } else {
        open?.lines.append(line)
      }
    }
    return blocks
  }

  private func steps(of block: Block) -> [Step] {
    var steps: [Step] = []
    for (index, line) in block.lines.enumerated() {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), line: block.line + index))
      } else if !steps.isEmpty {
        steps[steps.count - 1].output.append(masked(line))
      }
    }
    for index in steps.indices {
      while steps[index].output.last == "" { steps[index].output.removeLast() }
    }
    return steps
  }

  /// What a command prints, standard output and standard error together, as it would be compared.
  private func output(of command: String, in place: String) throws -> [String] {
    let process = try GamutProcess(
      ["-c", "PATH=\(GamutProcess.binaryFolder):$PATH; \(command)"], program: "/bin/sh", in: place,
      mergesErrors: true)
    let text = process.wait().out
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      masked(String($0))
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Without trailing blanks, and with every duration the same.
  private func masked(_ line: String) -> String {
    let bare = String(line.reversed().drop { $0 == " " }.reversed())
    return bare.replacing(/[0-9.]+ s\b/, with: "0 s")
  }

  private func matches(_ pattern: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return lines.isEmpty }
    if first == "..." {
      return (lines.startIndex...lines.endIndex).contains {
        matches(pattern.dropFirst(), lines[$0...])
      }
    }
    return lines.first == first && matches(pattern.dropFirst(), lines.dropFirst())
  }
}
