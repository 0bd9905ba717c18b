// examples/repl-tour.md: its lines are typed, and what is shown is written below each.

import TestSupport
import Testing

@Suite("The tour of the REPL")
struct TourTests {
  private static let tour = "examples/repl-tour.md"
  private static let prompt = "gamut> "

  @Test("shows what happens")
  func tour() throws {
    let folder = try TestFolder()
    #expect(try GamutProcess.run(["demo", "."], in: folder).status == 0)
    let lines = try Repository.text(Self.tour).split(
      separator: "\n", omittingEmptySubsequences: false)
    let typed = lines.filter { $0.hasPrefix(Self.prompt) }.map { $0.dropFirst(Self.prompt.count) }
    #expect(typed.count > 20)
    // Behind each line its number is asked for, so that answers can be told apart.
    var input = ""
    for (number, line) in typed.enumerated() { input += "\(line)\n\"@\(number)@\"\n" }
    try folder.write(input, to: "typed")
    let said = shell(
      "cd '\(folder.path)' && GAMUT_HISTORY= GAMUT_CACHE= '\(GamutProcess.binary)' repl < typed")
    var answers: [String] = []
    var rest = said.output[...]
    for number in typed.indices {
      let mark = try #require(rest.firstRange(of: "\"@\(number)@\"\n"), "\(said.output)")
      answers.append(String(rest[..<mark.lowerBound]))
      rest = rest[mark.upperBound...]
    }
    var text: [String] = []
    var number = 0
    var isInside = false
    for line in lines {
      if line.hasPrefix("```") { isInside = line == "```console" }
      if isInside, !line.hasPrefix("```"), !line.hasPrefix(Self.prompt) { continue }
      text.append(String(line))
      guard line.hasPrefix(Self.prompt) else { continue }
      text += answers[number].split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { Self.steady(String($0)) }
      number += 1
    }
    let problem = Golden.problem(text.joined(separator: "\n"), Self.tour)
    #expect(problem == nil, "\(problem ?? "")")
    // It is a program that others can go on with.
    #expect(try GamutProcess.run(["plan", "tour.gamut", "--count"], in: folder).out == "10\n")
  }

  /// How long something took is not the same each time.
  private static func steady(_ line: String) -> String {
    guard let start = line.firstRange(of: " in "), line.hasSuffix(" s") else { return line }
    return line[..<start.upperBound] + "0.1 s"
  }
}
