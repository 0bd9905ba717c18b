// What a session does with files: the program in an editor, loaded, saved.

import GamutKit
import Glibc
import Source

extension Repl {
  /// Lets the user change the whole program in an editor.
  func edit() {
    let names = ["VISUAL", "EDITOR"]
    let given = names.compactMap { name in getenv(name).map { String(cString: $0) } }
    let command = given.first { !$0.isEmpty } ?? "vi"
    let path: String
    do throws(FileProblem) {
      let scratch = try makeScratchFile("edit.gamut", session.text)
      close(scratch.descriptor)
      path = scratch.path
    } catch {
      return tell(.mistake(error.message, help: error.help))
    }
    let status = runInForeground(["/bin/sh", "-c", "\(command) \"$1\"", "sh", path])
    // What was pressed there was for the editor.
    _ = LineEditor.wasInterrupted
    guard status == 0 else {
      unlink(path)
      return tell(
        .mistake("the editor '\(command)' has ended with \(status)", help: "nothing was changed"))
    }
    guard let bytes = try? readFile(path), let text = String(validating: bytes, as: UTF8.self)
    else {
      return tell(
        .mistake(
          "what was edited is not UTF-8 text", help: "it is kept in \(path); nothing was changed"))
    }
    waiting.begin(isInteractive: true)
    let reply = session.replace(with: text)
    if reply.isMistake {
      tell(.aside("the text is kept in \(path): mend it there, then :load \(path)"))
    } else {
      unlink(path)
    }
    _ = show(reply)
  }

  func load(_ path: String) {
    do throws(FileProblem) {
      let input = try BatchInput(path: path)
      guard input.form == .gamut else {
        throw FileProblem(
          "'\(path)' is a config, and a session is a program",
          help: "gamut plan and gamut run take configs as they are")
      }
      guard let text = String(validating: input.source.bytes, as: UTF8.self) else {
        throw FileProblem("'\(path)' is not UTF-8", help: "iconv -f latin1 -t utf-8 converts it")
      }
      if autosave.has(path) {
        // What a session has left has no file of its own yet, and is kept by this one from now on.
        let reply = session.resume(text)
        _ = show(reply)
        if !reply.isMistake { takeOver(path) }
        return
      }
      _ = show(session.load(text, from: path))
    } catch {
      tell(.mistake(error.message, help: error.help))
      hasFailed = true
    }
  }

  func save(_ path: String, overwriting: Bool) {
    do throws(FileProblem) {
      if !overwriting, access(path, F_OK) == 0 {
        throw FileProblem("'\(path)' is there already", help: ":save! \(path) overwrites it")
      }
      try writeFile(path, Array(session.formattedText.utf8))
      _ = show(session.saved(to: path))
    } catch {
      tell(.mistake(error.message, help: error.help))
      hasFailed = true
    }
  }
}

/// With the home folder in the place of a tilde, as a shell does it.
func inHome(_ path: String) -> String {
  guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
  return String(cString: home) + path.dropFirst()
}

/// Runs a program on the terminal, and waits for it; its exit code.
private func runInForeground(_ words: [String]) -> Int32 {
  var arguments = words.map { strdup($0) } + [nil]
  defer { for word in arguments { free(word) } }
  var process: pid_t = 0
  guard posix_spawn(&process, words[0], nil, nil, &arguments, environ) == 0 else { return 127 }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
  return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
}
