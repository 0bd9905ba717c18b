// Goldens of this module stand beside its tests.

import TestSupport
import Testing

func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    Golden.problem(text, "Tests/ResultsTests/Goldens/\(name)") == nil,
    sourceLocation: sourceLocation)
}
