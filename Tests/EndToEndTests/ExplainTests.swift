// gamut explain knows every name that a person can meet, and has something to say.

import Backtest
import Canon
import Experiment
import GamutKit
import Language
import Source
import TestSupport
import Testing

@Suite struct ExplainTests {
  static let slugs = (languageSlugs + canonSlugs + loadingSlugs).map(\.name)
  static let names =
    backtestSchema.settings.flatMap { [$0.name] + $0.aliases }
    + factors.map(\.name) + metricDefinitions.map(\.name)

  /// All names in a few processes would hide which one failed; one process a name takes seconds.
  @Test(arguments: Array(Set(slugs + names)).sorted())
  func `every name is explained`(name: String) throws {
    let folder = try TestFolder()
    let ending = try GamutProcess.run(["explain", name], in: folder)
    expect(ending, endsWith: 0)
    let lines = ending.out.split(separator: "\n")
    #expect(lines.first?.hasPrefix(name) == true || backtestSchema.position(of: name) != nil)
    #expect(lines.count >= 2, "\(ending.out)")
    #expect(ending.out.utf8.count > name.utf8.count + 30, "\(ending.out)")
  }

  @Test func `an unknown name gets the nearest one`() throws {
    let folder = try TestFolder()
    let ending = try GamutProcess.run(["explain", "momentum_12m_excl_2m"], in: folder)
    expect(ending, endsWith: 1)
    #expect(ending.err.contains("did you mean 'momentum_12m_excl_1m'?"))
  }
}
