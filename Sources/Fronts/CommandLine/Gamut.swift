// The root of the command line: which verbs there are. Each has a file of its own.

public import ArgumentParser
import GamutKit
import Glibc
import Source

public struct Gamut: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "gamut",
    abstract: "Batch experiments from a small declarative language.",
    discussion: """
      FILE is a .gamut program, or a batch config in YAML or JSON; '-' reads standard input.

      First steps: 'gamut demo' runs a batch on made-up prices; 'gamut settings' lists what a \
      backtest can be told; 'gamut explain NAME' says what a setting, factor, metric or message means.
      """,
    version: toolVersion,
    subcommands: [
      DemoCommand.self, CheckCommand.self, PlanCommand.self, ConvertCommand.self, RunCommand.self,
      BatchBacktestCommand.self, StatusCommand.self, LogsCommand.self, TopCommand.self,
      QueryCommand.self, ReportCommand.self, ProfileCommand.self, VerifyCommand.self,
      ReplayCommand.self,
      WhyCommand.self, DiffCommand.self,
      FormatCommand.self,
      SettingsCommand.self, ExplainCommand.self, FactorsCommand.self, DataCommand.self,
      ReplCommand.self, KeeperCommand.self,
    ])

  public init() {}
}

/// Runs the command line of this process and exits.
public func runCommandLine() -> Never {
  // Who reads along may leave: a batch goes on without its progress, and a listing ends in `Console`.
  signal(SIGPIPE, SIG_IGN)
  let verbs = Gamut.configuration.subcommands.compactMap { $0.configuration.commandName }
  if let verb = CommandLine.arguments.dropFirst().first, !verb.hasPrefix("-"),
    !(verbs + ["help"]).contains(verb)
  {
    let help =
      BatchInput.Form(extensionOf: verb) == nil
      ? nearestName(to: verb, among: verbs).map { "did you mean 'gamut \($0)'?" }
        ?? "'gamut --help' lists the verbs"
      : "did you mean 'gamut run \(verb)'?"
    _ = complain("there is no verb '\(verb)'", help: help)
    Gamut.exit(withError: ExitStatus.usage)
  }
  Gamut.main()
  Gamut.exit()
}
