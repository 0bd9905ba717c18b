// The lines of a program's output that say why it failed. It does not know the program.

/// At most five lines: the end of a Python traceback, else from the first line on that speaks of a
/// failure, else the last ones; nil where there are none.
func logExcerpt(_ bytes: some BidirectionalCollection<UInt8>) -> String? {
  let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    .filter { !$0.allSatisfy(\.isWhitespace) }
  guard !lines.isEmpty else { return nil }
  let count = 5
  let isTraceback = lines.contains { $0.hasPrefix("Traceback (most recent call last)") }
  if !isTraceback, let first = lines.firstIndex(where: speaksOfFailure) {
    return lines[first...].prefix(count).joined(separator: "\n")
  }
  return lines.suffix(count).joined(separator: "\n")
}

private func speaksOfFailure(_ line: Substring) -> Bool {
  let words = line.lowercased().split { !$0.isLetter }
  let telling: Set<Substring> = [
    "error", "errors", "exception", "fatal", "panic", "panicked", "failed", "failure", "abort",
    "aborted", "segfault", "cannot", "killed",
  ]
  // `ValueError: ...` is one word for a reader.
  return words.contains {
    telling.contains($0) || $0.hasSuffix("error") || $0.hasSuffix("exception")
  }
}
