// Lines from the keyboard, with editing, history and completion; or plain lines, where there is no
// terminal that could do more. The only file that knows the C line editor.

import CLineEditor
import Glibc
import Source

final class LineEditor {
  enum Input {
    case line(String)
    /// Ctrl-C: the line is to be forgotten.
    case interrupt(hadText: Bool)
    case end
  }

  /// Whether somebody is typing.
  let isInteractive: Bool
  private let complete: (String) -> Completion
  private let hint: (String) -> String
  /// What there is to show while a line is being typed.
  enum News: Int32 { case nothing, standing, lines }

  /// Looks at the watched files.
  var listen: () -> News = { .nothing }
  /// Shows it.
  var tell: () -> Void = {}
  /// Nil: lines are read as they come.
  private var editor: OpaquePointer?
  /// The prompts as C text, owned here.
  private var prompt: UnsafeMutablePointer<CChar>?
  private var rightPrompt: UnsafeMutablePointer<CChar>?
  private var rightLine: String?

  /// - Parameters:
  ///   - complete: What can go on from the part of the line before the cursor.
  ///   - hint: What stands at the right of that.
  init(complete: @escaping (String) -> Completion, hint: @escaping (String) -> String) {
    self.complete = complete
    self.hint = hint
    isInteractive = Console.isTerminal(0)
    if isInteractive { cle_note_interrupts() }
    guard isInteractive, Console.isTerminal(1), TerminalKind.isCapable, TerminalKind.isKnown else {
      return
    }
    let context = Unmanaged.passUnretained(self).toOpaque()
    editor = cle_open(
      "gamut", context, { UnsafePointer(LineEditor.at($0).prompt) },
      { LineEditor.at($0).right() }, { LineEditor.at($0).tab() })
    if let editor { cle_history_size(editor, Int32(History.limit)) }
  }

  deinit {
    if let editor { cle_close(editor) }
    free(prompt)
    free(rightPrompt)
  }

  /// While lines are typed, these files are watched.
  func watch(_ files: [Int32]) {
    guard let editor else { return }
    cle_watch(editor, files, Int32(files.count)) { context, mayWrite in
      let editor = LineEditor.at(context)
      if mayWrite == 0 { return editor.listen().rawValue }
      editor.tell()
      editor.rightLine = nil
      return 1
    }
  }

  /// The right prompt of the line as it stands; it lives until the next one.
  private func right() -> UnsafePointer<CChar>? {
    let line = textBeforeCursor
    if line != rightLine || rightPrompt == nil {
      free(rightPrompt)
      rightPrompt = strdup(hint(line))
      rightLine = line
    }
    return UnsafePointer(rightPrompt)
  }

  private var textBeforeCursor: String {
    guard let editor else { return "" }
    var bytes: UnsafePointer<CChar>?
    var cursor = 0
    var length = 0
    cle_line(editor, &bytes, &cursor, &length)
    let before = UnsafeRawBufferPointer(start: bytes, count: cursor)
    return String(decoding: before, as: UTF8.self)
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> LineEditor {
    Unmanaged<LineEditor>.fromOpaque(context!).takeUnretainedValue()
  }

  func addToHistory(_ entry: String) {
    if let editor { cle_history_add(editor, entry) }
  }

  func read(prompt text: String) -> Input {
    guard let editor else { return readPlain(prompt: text) }
    free(prompt)
    prompt = strdup(text)
    rightLine = nil
    var bytes: UnsafePointer<CChar>?
    var length = 0
    switch cle_read(editor, &bytes, &length) {
    case CLE_LINE:
      let line = UnsafeRawBufferPointer(start: bytes, count: length)
      return .line(String(decoding: line, as: UTF8.self).withoutLineEnd)
    case CLE_INTERRUPT: return .interrupt(hadText: length > 0)
    default: return .end
    }
  }

  private func readPlain(prompt text: String) -> Input {
    guard isInteractive else { return readLine().map { .line($0) } ?? .end }
    Console.out(text)
    var bytes: UnsafeMutablePointer<CChar>?
    var length = 0
    defer { free(bytes) }
    switch cle_read_plain(&bytes, &length) {
    case CLE_LINE:
      let line = UnsafeRawBufferPointer(start: bytes, count: length)
      return .line(String(decoding: line, as: UTF8.self).withoutLineEnd)
    // What the terminal itself had of the line is gone.
    case CLE_INTERRUPT: return .interrupt(hadText: false)
    default: return .end
    }
  }

  /// Whether somebody has pressed Ctrl-C since this was asked last.
  static var wasInterrupted: Bool { cle_was_interrupted() != 0 }

  /// The same, and it stays so.
  static var isInterrupted: Bool { cle_is_interrupted() != 0 }

  /// Inserts what is certain, or lists what there is to choose from.
  private func tab() -> cle_tab_result {
    guard let editor else { return CLE_REFUSED }
    let completion = complete(textBeforeCursor)
    guard !completion.candidates.isEmpty else { return CLE_REFUSED }
    let insertion = completion.insertion
    if !insertion.isEmpty { return cle_insert(editor, insertion) != 0 ? CLE_CHANGED : CLE_REFUSED }
    guard completion.candidates.count > 1 else { return CLE_UNCHANGED }
    Console.out("\r\n" + LineEditor.columns(completion.candidates, width: Console.width))
    return CLE_LISTED
  }

  /// Names in columns, as many as fit.
  static func columns(_ names: [String], width: Int) -> String {
    let shown = names.prefix(100).map { $0.escapingControls() }
    let widest = (shown.map(\.count).max() ?? 0) + 2
    let perLine = max(1, (width - 1) / widest)
    var text = ""
    for (index, name) in shown.enumerated() {
      let isLast = index % perLine == perLine - 1 || index == shown.count - 1
      text += name
      text += isLast ? "\r\n" : String(repeating: " ", count: widest - name.count)
    }
    return names.count > shown.count ? text + "... and \(names.count - shown.count) more\r\n" : text
  }
}

extension String {
  fileprivate var withoutLineEnd: String {
    var text = self
    while text.last?.isNewline ?? false { text.removeLast() }
    return text
  }
}

extension TerminalKind {
  /// Whether the system describes the terminal that TERM names.
  static var isKnown: Bool {
    guard let name = getenv("TERM").map({ String(cString: $0) }), let first = name.utf8.first,
      !name.contains("/")
    else { return false }
    var folders = ["/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo"]
    if let folder = getenv("TERMINFO") { folders.insert(String(cString: folder), at: 0) }
    if let home = getenv("HOME") { folders.append(String(cString: home) + "/.terminfo") }
    if let more = getenv("TERMINFO_DIRS") {
      folders += String(cString: more).split(separator: ":").map(String.init)
    }
    let letter = String(UnicodeScalar(first))
    let number = String(first, radix: 16)
    return folders.contains { folder in
      [letter, number].contains { access("\(folder)/\($0)/\(name)", R_OK) == 0 }
    }
  }
}
