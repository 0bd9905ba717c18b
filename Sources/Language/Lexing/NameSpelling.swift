// How names are written: those that are no plain ones stand in backquotes.

/// A name as a program writes it.
public func nameSpelling(_ name: String) -> String { isPlainName(name) ? name : "`\(name)`" }

/// Whether a text can be written as a name by itself.
func isPlainName(_ text: String) -> Bool {
  guard let first = text.utf8.first, first.startsName else { return false }
  return HardWord(rawValue: text) == nil && text.utf8.allSatisfy(\.continuesName)
}
