// The language-neutral cases: each program's tree, and its plan or its errors.

import Canon
import Experiment
import GamutKit
import Language
import Source
import TestSupport
import Testing

@Suite("Conformance cases")
struct ConformanceTests {
  static let cases = Repository.files("grammar/conformance", endingWith: "")
    .filter { !$0.contains(".") }.map { "\($0)/in.gamut" }

  @Test("mean what stands beside them", arguments: cases)
  func meaning(_ file: String) throws {
    let folder = String(file.dropLast("in.gamut".count))
    let batch = try loadBatch(
      "\(Repository.root)/\(file)", options: LoadOptions(isRelativeToFile: true))
    let tree = syntaxTree(SourceText(name: "in.gamut", try Repository.text(file))).tree
    expect(tree.map { $0 + "\n" }, in: folder + "tree.sexp")
    let text = try batch.plan.map { try $0.canonicalText(as: .yaml, form: .expanded) }
    expect(text, in: folder + "out.yaml")
    expect(batch.plan == nil ? errors(of: batch) : nil, in: folder + "error.json")
  }

  /// The file holds the text, or is not there where there is none.
  private func expect(_ text: String?, in file: String) {
    if let text {
      #expect(Golden.problem(text, file) == nil)
    } else {
      #expect((try? Repository.text(file)) == nil, "\(file)")
    }
  }

  private func errors(of batch: CheckedBatch) -> String {
    let lines = batch.diagnostics.filter { $0.severity == .error }.map { problem in
      let place = problem.span.map { batch.source.position(at: $0.start) }
      return JSONText.object([
        .init("slug", .string(problem.slug.name)),
        .init("line", place.map { .int($0.line) } ?? .null),
        .init("column", place.map { .int($0.column) } ?? .null),
      ]).text(.line)
    }
    return "[\n\(lines.map { "  \($0)" }.joined(separator: ",\n"))\n]\n"
  }

  @Test("are enough, and each has its answer")
  func complete() {
    #expect(Self.cases.count >= 35)
  }
}
