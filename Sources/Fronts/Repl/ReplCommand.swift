// gamut repl: a program that grows statement by statement, checked at each.

import ArgumentParser

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Type statements and see at once what they mean; run the batch from there.",
    discussion: """
      Looking is harmless: only :run starts anything, and only :run and :save write. Without a
      terminal, statements are read from standard input; the exit code is then 1 if one was wrong.
      """)

  @Argument(help: "A .gamut program to begin with.")
  var file: String?

  @Option(help: "Colour in messages: auto, always or never.")
  var color: ColorChoice = .auto

  func validate() throws {
    if file == "-" { throw ValidationError("standard input is read anyway: leave '-' out") }
  }

  func run() throws {
    let repl = Repl(color: color)
    repl.run(file: file)
    if repl.hasFailed, !Console.isTerminal(0) { throw ExitStatus.failure }
  }
}
