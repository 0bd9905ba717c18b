// gamut fmt: the one layout.

import ArgumentParser
import GamutKit
import Glibc
import Language
import Source

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Put programs into the one layout.",
    discussion: """
      Lines stay where they are, and comments with them; blanks, indentation and columns follow one \
      rule. '-' reads standard input and writes standard output.
      """)

  @Argument(help: "Programs; '-' is standard input.")
  var files: [String]

  @Flag(help: "Change nothing; name the files that would change, and exit with 1 if there are any.")
  var check = false

  @Flag(help: "Change nothing; show what would change.")
  var diff = false

  func run() throws {
    var hasErrors = false
    var differs = false
    for path in files {
      do throws(FileProblem) {
        let bytes = try readFile(path, limit: 40 << 20)
        let source = SourceText(name: path == "-" ? "<stdin>" : path, bytes: bytes)
        let (text, problems) = formatted(source)
        guard let text else {
          Console.err(DiagnosticRenderer(source: source).render(problems))
          hasErrors = true
          continue
        }
        let isSame = Array(text.utf8) == bytes
        differs = differs || !isSame
        if check || diff {
          if diff {
            Console.out(unifiedDiff(String(decoding: bytes, as: UTF8.self), text, name: path))
          }
          if check, !isSame { Console.err("\(path.escapingControls()): not in the layout\n") }
        } else if path == "-" {
          Console.out(text)
        } else if !isSame {
          try replaceFile(path, with: Array(text.utf8))
          Console.err("\(path.escapingControls()): formatted\n")
        }
      } catch {
        _ = complain(error)
        hasErrors = true
      }
    }
    if hasErrors || ((check || diff) && differs) { throw ExitStatus.failure }
  }
}
