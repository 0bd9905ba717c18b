// Every feature of YAML that the reader meets, and every mistake: read as PyYAML reads it, or refused
// with a reason. GAMUT_YAML_SUITE=FOLDER hands it the files of a collection, too.

import Canon
import Glibc
import Source
import TestSupport
import Testing

@Suite struct YAMLSuiteTests {
  private static let script = "\(Repository.root)/Tests/CanonTests/Readers/suite.py"

  /// A tree as the script compares it.
  private func tree(_ node: Node) -> JSONText {
    switch node {
    case .scalar(let scalar):
      .array([.string("scalar"), .string(scalar.text), .bool(scalar.style == .plain)])
    case .sequence(let elements, _): .array([.string("list"), .array(elements.map(tree))])
    case .mapping(let members, _):
      .array([
        .string("map"), .array(members.map { .array([tree(.scalar($0.key)), tree($0.value)]) }),
      ])
    }
  }

  private func line(_ name: String, _ text: String) -> String {
    var members = [JSONText.Member("name", .string(name)), .init("text", .string(text))]
    do throws(DocumentProblem) {
      let node = try YAMLReader.read(Array(text.utf8))
      members += [.init("tree", tree(node)), .init("refused", .null)]
    } catch {
      // The reason without the words of the text itself.
      let reason = error.message.split(separator: "'").enumerated().map {
        $0.offset % 2 == 0 ? String($0.element) : "..."
      }
      members += [
        .init("tree", .null), .init("refused", .string(error.message)),
        .init("reason", .string(reason.joined())),
      ]
    }
    return JSONText.object(members).text(.line) + "\n"
  }

  private func compare(_ texts: [(name: String, text: String)]) throws {
    // The ways that make no tree of the whole end, too, whatever comes.
    for text in texts { _ = load(text.text) }
    let folder = try TestFolder()
    try folder.write(texts.map { line($0.name, $0.text) }.joined(), to: "cases")
    let result = shell("/usr/bin/python3 '\(Self.script)' '\(folder("cases"))'")
    print(result.output)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test func `our own collection`() throws {
    let cases = try JSONReader.read(Repository.bytes("Tests/CanonTests/YAML/cases.json"))
    guard case .sequence(let nodes, _) = cases else { throw NotLoaded(description: "cases") }
    let texts = nodes.compactMap { node -> (name: String, text: String)? in
      guard case .scalar(let name) = node["name"], case .scalar(let text) = node["text"] else {
        return nil
      }
      return (name.text, text.text)
    }
    #expect(texts.count > 100)
    try compare(texts)
  }

  @Test(.enabled(if: getenv("GAMUT_YAML_SUITE") != nil))
  func `a collection from outside`() throws {
    let folder = String(cString: getenv("GAMUT_YAML_SUITE"))
    var texts: [(name: String, text: String)] = []
    for file in TestFolder.files(below: folder).sorted() {
      let bytes = try Repository.bytes("\(folder)/\(file)")
      // What is not UTF-8 is refused; that this ends is all there is to see.
      guard let text = String(validating: bytes, as: UTF8.self) else {
        #expect(throws: DocumentProblem.self) { try YAMLReader.read(bytes) }
        continue
      }
      texts.append((file, text))
    }
    try compare(texts)
  }
}
