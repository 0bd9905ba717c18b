// Golden files: what a program made once, looked at by a person, and shall make again.
// UPDATE=1 rewrites them (and the test still fails once); UPDATE=diff shows the difference.

import Glibc

public enum Golden {
  /// Nil if the text is what the file below the root holds; else what to say about it.
  public static func problem(_ text: String, _ path: String) -> String? {
    let stored = try? Repository.text(path)
    guard stored != text else { return nil }
    switch getenv("UPDATE").map({ String(cString: $0) }) {
    case "1":
      guard let file = fopen("\(Repository.root)/\(path)", "wb") else {
        return "\(path): not writable"
      }
      fputs(text, file)
      fclose(file)
      return "\(path) has been rewritten; look at it and run the tests again"
    case "diff": return difference(stored ?? "", text, path)
    default:
      return "\(path) differs; UPDATE=diff shows how, UPDATE=1 rewrites it"
    }
  }

  private static func difference(_ old: String, _ new: String, _ path: String) -> String {
    let before = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var text = "\(path):\n"
    for change in after.difference(from: before) {
      switch change {
      case .remove(let line, let element, _): text += "-\(line + 1): \(element)\n"
      case .insert(let line, let element, _): text += "+\(line + 1): \(element)\n"
      }
    }
    return text
  }
}
