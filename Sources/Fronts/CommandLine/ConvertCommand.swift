// gamut convert: canonical text, and the way back to a program.

public import ArgumentParser
public import Canon
import Experiment
import GamutKit
import Glibc

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a batch as canonical YAML, JSON, JSON Lines, or as a program.",
    discussion: """
      --to gamut finds the defaults, products, zips, periods, bundles and filters behind the runs, and \
      writes a program that was proved to expand to the same canonical text.
      """)

  @OptionGroup var input: InputOptions

  enum Target: String, CaseIterable, ExpressibleByArgument {
    case yaml, json, jsonl, gamut
  }

  @Option(help: "yaml, json, jsonl (one complete run a line), or gamut.")
  var to: Target

  @Option(
    help:
      "contract: what all runs share stands in 'defaults' (default); expanded: runs are complete.")
  var form: RunForm?

  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
  var output: String?

  func validate() throws {
    if to == .gamut, form != nil {
      throw ValidationError("--form shapes lists of runs: it has no effect on a program")
    }
  }

  func run() throws {
    let (_, plan) = try input.load()
    do {
      let write = try writer(plan)
      if let output {
        try refuseOwnInput(output)
        try writeFile(output) { try write($0) }
      } else {
        try write { bytes in try self.write(bytes, to: 1) }
      }
    } catch let problem as FileProblem {
      throw complain(problem)
    }
  }

  /// What is read can have comments, which no text that is written has.
  private func refuseOwnInput(_ output: String) throws {
    let files = [output, input.file ?? output].map { path -> (dev_t, ino_t)? in
      var status = stat()
      return stat(path, &status) == 0 ? (status.st_dev, status.st_ino) : nil
    }
    guard input.file != nil, let a = files[0], let b = files[1], a == b else { return }
    throw complain(
      "'\(output)' would replace the file that it reads", help: "write to another file")
  }

  /// Writes the batch to wherever it shall go.
  private func writer(
    _ plan: Plan
  ) throws -> ((UnsafeRawBufferPointer) throws -> Void) throws -> Void {
    if let syntax = CanonicalSyntax(rawValue: to.rawValue) {
      return { try writeCanonical(plan, as: syntax, form: form ?? .contract, to: $0) }
    }
    let program = try plan.program()
    if program.isListing {
      Console.err(
        "note: what was found behind the runs does not mean exactly them, so they are listed\n")
    }
    return { sink in try Array(program.text.utf8).withUnsafeBytes { try sink($0) } }
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

extension RunForm: ExpressibleByArgument {}
