// Makes the changes that diagnostics propose, in the file itself, until nothing is left to propose.

import Glibc
internal import Language
internal import Source

/// Applies the fixes of a file's diagnostics, and of those that the changed file has. How many were
/// made; the file is written once, at the end, and only if it is better for it.
///
/// Files that the program imports stay as they are.
public func applyFixes(to path: String, _ options: LoadOptions) throws(FileProblem) -> Int {
  guard path != "-" else {
    throw FileProblem("standard input cannot be changed", help: "name a file")
  }
  let first = try BatchInput(path: path)
  guard first.form == .gamut else {
    throw FileProblem("only programs can be fixed, and '\(path)' is none")
  }
  var bytes = first.source.bytes
  var made = 0
  for _ in 0..<8 {
    let batch = BatchInput(path: path, form: .gamut, bytes: bytes).load(options)
    let fixes = batch.diagnostics.filter { $0.severity == .error }.compactMap(\.fix).filter {
      $0.span.end <= bytes.count
    }
    let (changed, count) = applying(fixes, to: bytes)
    guard count > 0 else { break }
    bytes = changed
    made += count
  }
  if made > 0 { try replaceFile(path, with: bytes) }
  return made
}

/// The text with the replacements that do not touch each other.
private func applying(_ fixes: [Diagnostic.Fix], to bytes: [UInt8]) -> ([UInt8], Int) {
  var result: [UInt8] = []
  var position = 0
  var count = 0
  for fix in fixes.sorted(by: { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) })
  where fix.span.start >= position
    && (count == 0 || fix.span.start > position || fix.span.start == 0)
  {
    result += bytes[position..<fix.span.start]
    result += Array(fix.replacement.utf8)
    position = fix.span.end
    count += 1
  }
  return (result + bytes[position...], count)
}
