// The hidden verb under which this binary executes runs for another process of itself.

import ArgumentParser
import GamutKit

struct KeeperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: KeeperProgram.keeperArgument,
    abstract: "Execute runs for a coordinator (started by gamut itself).", shouldDisplay: false)

  func run() throws { throw ExitCode(serveAsKeeper()) }
}
