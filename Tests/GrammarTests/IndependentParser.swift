// The second parser, in Python and made from grammar/gamut.ebnf, as tests call it.

import Canon
import Experiment
import Glibc
import TestSupport

/// What a parser says of a text: its tree, or where it first finds something wrong.
struct Verdict: Equatable {
  var tree: String?
  var line: Int?
  var column: Int?
}

/// A text for a shell, in one word.
private func quotedWord(_ text: String) -> String {
  "'" + text.replacing("'", with: "'\\''") + "'"
}

struct IndependentParser {
  static let folder = "\(Repository.root)/Tests/GrammarTests/independent"

  /// The lines that the program writes, given these on its input.
  ///
  /// Debian's own Python has the packages that `make` installs; another one on the path may not.
  static func lines(_ arguments: String, input: String = "") throws -> [String] {
    let folder = try TestFolder()
    let (inputFile, outputFile) = (folder("in"), folder("out"))
    try folder.write(input, to: "in")
    let command =
      "/usr/bin/python3 \(quotedWord(self.folder))/\(arguments) < \(quotedWord(inputFile)) > "
      + "\(quotedWord(outputFile)) 2> \(quotedWord(outputFile + ".err"))"
    let status = system(command)
    guard status == 0 else {
      throw Failure(
        text: "python3 with lark is wanted (apt-get install python3-lark): "
          + ((try? folder.text("out.err")) ?? ""))
    }
    return try folder.text("out").split(separator: "\n").map(String.init)
  }

  struct Failure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  /// Programs that `generate` or `mutate` makes.
  static func programs(_ verb: String, seed: Int, count: Int) throws -> [String] {
    try lines("gamut_grammar.py \(verb) --seed \(seed) --count \(count)").map(text)
  }

  static func verdicts(on programs: [String]) throws -> [Verdict] {
    let input = programs.map { JSONText.string($0).text(.line) + "\n" }.joined()
    return try lines("gamut_grammar.py parse --json", input: input).map { line in
      let node = try JSONReader.read(Array(line.utf8))
      return Verdict(
        tree: scalar(node["tree"]), line: scalar(node["line"]).flatMap { Int($0) },
        column: scalar(node["column"]).flatMap { Int($0) })
    }
  }

  /// How often the programs use each production.
  static func uses(in programs: [String]) throws -> [String: Int] {
    let input = programs.map { JSONText.string($0).text(.line) + "\n" }.joined()
    var uses: [String: Int] = [:]
    for line in try lines("gamut_grammar.py coverage", input: input) {
      let node = try JSONReader.read(Array(line.utf8))
      if let name = scalar(node["production"]) {
        uses[name] = scalar(node["uses"]).flatMap { Int($0) }
      }
    }
    return uses
  }

  private static func text(_ line: String) throws -> String {
    let node = try JSONReader.read(Array("{\"x\": \(line)}".utf8))
    return scalar(node["x"]) ?? ""
  }

  private static func scalar(_ node: Node?) -> String? {
    if case .scalar(let scalar)? = node { scalar.text } else { nil }
  }
}
