// gamut convert: canonical text.

public import ArgumentParser
public import Canon
import Experiment
import GamutKit
import Glibc

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a batch as canonical YAML, JSON or JSON Lines.")

  @OptionGroup var input: InputOptions

  @Option(help: "yaml, json or jsonl (one complete run a line).")
  var to: CanonicalSyntax

  @Option(
    help: "contract: what all runs share stands in 'defaults'; expanded: every run is complete.")
  var form: RunForm = .contract

  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
  var output: String?

  func run() throws {
    let (_, plan) = try input.load()
    if let output {
      do {
        try writeFile(output) { try writeCanonical(plan, as: to, form: form, to: $0) }
      } catch let problem as FileProblem {
        throw complain(problem)
      }
    } else {
      try writeCanonical(plan, as: to, form: form) { bytes in try write(bytes, to: 1) }
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ExitStatus.failure }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}

extension CanonicalSyntax: ExpressibleByArgument {}
extension RunForm: ExpressibleByArgument {}
