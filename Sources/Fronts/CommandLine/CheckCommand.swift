// gamut check: all diagnostics of all files.

import ArgumentParser
import Canon
import Experiment
import GamutKit
import Source

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Show everything that is wrong with files, and run nothing.")

  @Argument(help: "Programs or configs.")
  var files: [String]

  @Flag(help: "Also open the bundles, prices and symbols that the runs name.")
  var data = false

  @Flag(
    help: "Make the changes that messages propose, as far as they are certain, and check again.")
  var fix = false

  @Option(help: "Let programs read files below DIR, besides their own and the working folder.")
  var allowRead: [String] = []

  @Option(help: "text or json (one object a line).")
  var format: Format = .text

  @Option(help: "Colour in messages: auto, always or never.")
  var color: ColorChoice = .auto

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  func run() throws {
    var hasErrors = false
    for path in files {
      do throws(FileProblem) {
        let options = LoadOptions(readableFolders: allowRead)
        if fix, try applyFixes(to: path, options) > 0 {
          Console.err("\(path.escapingControls()): changed as proposed\n")
        }
        let batch = try BatchInput(path: path).load(options)
        show(batch.diagnostics, of: batch.source)
        hasErrors = hasErrors || batch.plan == nil
        if data, let plan = batch.plan {
          let (errors, warnings) = checkData(of: plan, in: batch)
          for warning in warnings { show(warning, path, severity: .warning) }
          for error in errors { show(error, path, severity: .error) }
          hasErrors = hasErrors || !errors.isEmpty
        }
        if let plan = batch.plan, format == .text {
          Console.err("\(path): \(plan.count) \(plan.count == 1 ? "run" : "runs")\n")
        }
      } catch {
        show(error, path, severity: .error)
        hasErrors = true
      }
    }
    if hasErrors { throw ExitStatus.failure }
  }

  private func show(_ diagnostics: [Diagnostic], of source: SourceText) {
    switch format {
    case .text:
      let renderer = DiagnosticRenderer(source: source, colour: color.colour)
      if !diagnostics.isEmpty { Console.err(renderer.render(diagnostics) + "\n") }
    case .json:
      for diagnostic in diagnostics {
        Console.out(diagnosticDocument(diagnostic, in: source).text(.line) + "\n")
      }
    }
  }

  private func show(
    _ problem: FileProblem, _ path: String, severity: Diagnostic.Severity
  ) {
    switch format {
    case .text:
      Console.err("\(severity.rawValue): \(problem.message.escapingControls())\n")
      if let help = problem.help { Console.err("help: \(help.escapingControls())\n") }
    case .json:
      let document = JSONText.object([
        .init("file", .string(path)), .init("severity", .string(severity.rawValue)),
        .init("message", .string(problem.message)), .init("help", .optional(problem.help)),
      ])
      Console.out(document.text(.line) + "\n")
    }
  }
}
