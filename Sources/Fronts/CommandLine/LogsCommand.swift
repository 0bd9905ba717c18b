// gamut logs: what a run's program wrote, also while it runs.

import ArgumentParser
import GamutKit
import Glibc
import Results
import Source

struct LogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Show what the program of a run wrote, also while it runs.",
    discussion: """
      Standard output goes to standard output, standard error to standard error. On a terminal, control \
      characters are written out.
      """)

  @Argument(help: "A batch folder, or a FILE whose batch has been run.")
  var batch: String

  @Argument(help: "The id of a run.")
  var run_id: String

  @Flag(name: .shortAndLong, help: "Go on showing what comes, until the run has ended.")
  var follow = false

  func run() throws {
    try telling {
      let folder = try batchFolder(of: batch)
      var shown: [String: Int] = [:]
      while true {
        let logs = try RunLogs(ofRun: run_id, inBatch: folder)
        let mayGrow = try follow && logs.mayGrow()
        for file in logs.files { show(file, &shown) }
        guard mayGrow else {
          if logs.files.isEmpty { try tellWithoutFiles(logs) }
          return
        }
        usleep(100_000)
      }
    }
  }

  private func tellWithoutFiles(_ logs: RunLogs) throws {
    if let excerpt = logs.excerpt {
      Console.out(
        excerpt.split(separator: "\n").map { String($0).escapingControls() + "\n" }.joined())
    } else {
      Console.err(
        "the run '\(run_id.escapingControls())' has left no log: backtests and runs without a folder have "
          + "none; those of workers are in logs/ of the batch folder\n"
      )
    }
  }

  /// What a file has beyond what was shown.
  private func show(_ file: (name: String, path: String), _ shown: inout [String: Int]) {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let target: Int32 = file.name == RunPart.standardError.rawValue ? 2 : 1
    var offset = shown[file.path, default: 0]
    // Begun anew by another attempt.
    if lseek(descriptor, 0, SEEK_END) < offset { offset = 0 }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = pread(descriptor, &buffer, buffer.count, offset), count > 0 {
      offset += count
      if Console.isTerminal(target) {
        let lines = String(decoding: buffer[..<count], as: UTF8.self)
          .split(separator: "\n", omittingEmptySubsequences: false)
        Console.write(
          lines.map { String($0).escapingControls() }.joined(separator: "\n"), to: target)
      } else {
        Console.write(Array(buffer[..<count]), to: target)
      }
    }
    shown[file.path] = offset
  }
}
