// What a program read, as a keeper is told: it makes the plan of the same answers, and opens nothing.

internal import Canon
internal import Experiment
internal import Language
internal import Source

extension Reading {
  /// The members: kind, path, and by (for a library), names, or text.
  var document: JSONText {
    var members: [JSONText.Member] = []
    switch request {
    case .library(let path, let importer):
      members = [
        .init("kind", .string("library")), .init("path", .string(path)),
        .init("by", .string(importer)),
      ]
    case .file(let path): members = [.init("kind", .string("file")), .init("path", .string(path))]
    case .names(let path):
      members = [.init("kind", .string("names")), .init("path", .string(path))]
    }
    switch answer {
    case .success(.contents(let path, let bytes)):
      members.append(.init("shown", .string(path)))
      members.append(.init("text", .string(String(decoding: bytes, as: UTF8.self))))
    case .success(.names(let names)):
      members.append(.init("names", .array(names.map { .string($0) })))
    case .failure(let problem): members.append(.init("problem", .string(problem.message)))
    }
    return .object(members)
  }

  /// Nil for what ``document`` did not make.
  init?(_ node: Node) {
    guard let path = node.text("path") else { return nil }
    switch node.text("kind") {
    case "library": request = .library(path, importedBy: node.text("by") ?? "")
    case "file": request = .file(path)
    case "names": request = .names(path)
    default: return nil
    }
    if case .sequence(let names, _)? = node["names"] {
      answer = .success(
        .names(names.compactMap { if case .scalar(let name) = $0 { name.text } else { nil } }))
    } else if let text = node.text("text") {
      answer = .success(.contents(path: node.text("shown") ?? path, Array(text.utf8)))
    } else {
      answer = .failure(Loader.Problem(node.text("problem") ?? "this cannot be read"))
    }
  }
}
