// Reads the numbers that a program reports: a JSON object in a file or on its last line.

public import Experiment
internal import Source

/// The metrics of a JSON object, in its order: nested objects flatten to names with points, null is
/// NaN, and what is no number is left out. NaN and infinities may stand as Python writes them.
public func readMetrics(_ bytes: [UInt8]) throws(DocumentProblem) -> [Metric] {
  try readMetrics(try JSONReader.read(bytes, acceptingNonFinite: true))
}

/// The metrics of a JSON object that has been read.
public func readMetrics(_ document: Node) throws(DocumentProblem) -> [Metric] {
  guard case .mapping(let members, let span) = document else {
    throw DocumentProblem(
      "metrics are a JSON object of numbers, and this is \(document.phrase)", at: document.span,
      help: "write {\"name\": number, ...}")
  }
  var metrics: [Metric] = []
  var names = KeySet()
  try collect(members, prefix: "", &metrics, &names)
  guard !metrics.isEmpty else {
    throw DocumentProblem("no number stands in this JSON object", at: span)
  }
  return metrics
}

/// The metrics on the last line of a program's output that is not blank.
public func readMetrics(lastLineOf output: [UInt8]) throws(DocumentProblem) -> [Metric] {
  func isBlank(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0x20 || byte == 9 }
  guard let last = output.lastIndex(where: { !isBlank($0) }) else {
    throw DocumentProblem(
      "the output is empty, and its last line should be a JSON object", at: Span(0, 0))
  }
  let start = output[..<last].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
  do throws(DocumentProblem) {
    return try readMetrics(Array(output[start...last]))
  } catch {
    throw DocumentProblem(
      "the last line of the output is not a JSON object of numbers: \(error.message)",
      at: Span(start + error.span.start, start + error.span.end), help: error.help)
  }
}

private func collect(
  _ members: [Node.Member], prefix: String, _ metrics: inout [Metric], _ names: inout KeySet
) throws(DocumentProblem) {
  for member in members {
    let name = prefix + member.key.text
    switch member.value {
    case .mapping(let inner, _): try collect(inner, prefix: name + ".", &metrics, &names)
    case .scalar(let scalar):
      guard let value = number(scalar) else { continue }
      guard names.insert(name) else {
        throw DocumentProblem("the metric '\(name)' stands there twice", at: member.key.span)
      }
      metrics.append(Metric(name, value))
    case .sequence: continue
    }
  }
}

private func number(_ scalar: Node.Scalar) -> Double? {
  guard scalar.style == .plain else { return nil }
  switch scalar.text {
  case "true", "false": return nil
  case "null", "NaN": return .nan
  case "Infinity": return .infinity
  case "-Infinity": return -.infinity
  default: return Double(scalar.text)
  }
}
