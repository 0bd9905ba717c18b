// A diagnostic as JSON, for editors and scripts.

internal import Experiment
public import Source

/// The members: file, slug, severity, message, line and column (from 1), end_line, end_column, label,
/// related, notes, help, fix.
public func diagnosticDocument(_ diagnostic: Diagnostic, in source: SourceText) -> JSONText {
  var members: [JSONText.Member] = [
    .init("file", .string(diagnostic.span.map { source.name(at: $0.start) } ?? source.name)),
    .init("slug", .string(diagnostic.slug.name)),
    .init("severity", .string(diagnostic.severity.rawValue)),
    .init("message", .string(diagnostic.message)),
  ]
  if let span = diagnostic.span { members += placeMembers(span, source) }
  if let label = diagnostic.label { members.append(.init("label", .string(label))) }
  if !diagnostic.secondary.isEmpty {
    let related = diagnostic.secondary.map { label in
      JSONText.object([.init("message", .string(label.text))] + placeMembers(label.span, source))
    }
    members.append(.init("related", .array(related)))
  }
  if !diagnostic.notes.isEmpty {
    members.append(.init("notes", .array(diagnostic.notes.map { .string($0) })))
  }
  if let help = diagnostic.help { members.append(.init("help", .string(help))) }
  if let fix = diagnostic.fix {
    let replacement = JSONText.Member("replacement", .string(fix.replacement))
    members.append(.init("fix", .object(placeMembers(fix.span, source) + [replacement])))
  }
  return .object(members)
}

private func placeMembers(_ span: Span, _ source: SourceText) -> [JSONText.Member] {
  let start = source.position(at: span.start)
  let end = source.position(at: span.end)
  return [
    .init("line", .int(start.line)), .init("column", .int(start.column)),
    .init("end_line", .int(end.line)), .init("end_column", .int(end.column)),
  ]
}
