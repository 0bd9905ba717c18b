// Reads what programs ask for: only below the program's own folder, the working folder, and folders
// that the command line allows, wherever links lead. It keeps what was read, so that keepers make the
// same plan without reading again.

internal import Experiment
import Glibc
public import Language
internal import Source
import Synchronization

/// One question of a program to its loader, with the answer.
public struct Reading: Sendable {
  public let request: Loader.Request
  public let answer: Result<Loader.Answer, Loader.Problem>
}

/// The folders below which a program's files may be read: its own, the working folder, and those that the
/// command line allows.
struct ReadableFolders: Sendable {
  /// Resolved.
  private let roots: [String]

  init(program: String?, _ options: LoadOptions) {
    let folder = program.map(folderOf) ?? ""
    let wanted = [".", folder.isEmpty ? "." : folder] + options.readableFolders
    roots = wanted.compactMap(resolvedPath)
  }

  init(of input: BatchInput, _ options: LoadOptions) {
    self.init(program: input.path.hasPrefix("-") ? nil : input.path, options)
  }

  /// Whether a path leads below one of them, links followed; true for what is not there.
  func allow(_ path: String) -> Bool { resolvedPath(path).map(holds) ?? true }

  func holds(_ resolved: String) -> Bool {
    roots.contains { $0 == "/" || resolved == $0 || resolved.hasPrefix($0 + "/") }
  }
}

/// The door through which one program reads.
final class FileLoader: Sendable {
  private let folders: ReadableFolders
  /// The program's path, and the name by which it is shown.
  private let program: String
  private let programName: String
  /// The folder from which data files are found, with a slash at its end; empty for the process's own.
  private let base: String
  private let readings = Mutex<[Reading]>([])

  static let sizeLimit = 16 << 20
  static let countLimit = 100_000

  /// - Parameter program: The path of the program's file; nil where it has none.
  init(program: String?, named name: String, _ options: LoadOptions) {
    let folder = program.map(folderOf) ?? ""
    self.program = program ?? ""
    programName = name
    base = options.isRelativeToFile ? folder : ""
    folders = ReadableFolders(program: program, options)
  }

  var loader: Loader {
    Loader { [self] request in
      let known = readings.withLock { readings in readings.first { $0.request == request }?.answer }
      if let known { return known }
      let answer = read(request)
      readings.withLock { $0.append(Reading(request: request, answer: answer)) }
      return answer
    }
  }

  var taken: [Reading] { readings.withLock { $0 } }

  private func read(_ request: Loader.Request) -> Result<Loader.Answer, Loader.Problem> {
    switch request {
    case .library(let path, _) where BatchInput.Form(extensionOf: path) != .gamut:
      return .failure(
        Loader.Problem(
          "'\(path)' is no library: its name does not end in .gamut",
          help: "rows of a table are read by csv(\"...\"), lines by lines(\"...\")"))
    case .library(let path, let importer):
      let folder = folderOf(importer == programName ? program : importer)
      let whole = isAbsolutePath(path) ? path : cleanedPath(folder + path)
      return contents(whole, shown: whole)
    case .file(let path):
      return contents(isAbsolutePath(path) ? path : base + path, shown: path)
    case .names(let pattern): return names(pattern)
    }
  }

  private func contents(
    _ path: String, shown: String
  ) -> Result<Loader.Answer, Loader.Problem> {
    guard let resolved = resolvedPath(path) else {
      let help = similarFile(path).map { "did you mean '\($0)'?" }
      return .failure(
        Loader.Problem("'\(shown)' cannot be read: \(String(cString: strerror(errno)))", help: help)
      )
    }
    guard isAllowed(resolved) else { return .failure(outside(shown)) }
    guard kindOfFile(resolved) == S_IFREG else {
      return .failure(Loader.Problem("'\(shown)' is no regular file"))
    }
    do throws(FileProblem) {
      return .success(.contents(path: shown, try readFile(resolved, limit: FileLoader.sizeLimit)))
    } catch {
      return .failure(Loader.Problem(error.message, help: error.help))
    }
  }

  private func outside(_ path: String) -> Loader.Problem {
    Loader.Problem(
      "'\(path)' lies outside the program's folder and the working folder",
      help:
        "if it may be read, say so: --allow-read \(folderOf(path).isEmpty ? "DIR" : folderOf(path))"
    )
  }

  private func isAllowed(_ resolved: String) -> Bool { folders.holds(resolved) }

  /// The files that a pattern names, in the order of their bytes.
  private func names(_ pattern: String) -> Result<Loader.Answer, Loader.Problem> {
    let start = isAbsolutePath(pattern) ? "/" : ""
    var found = [start]
    let parts = pathParts(pattern)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      var next: [String] = []
      for folder in found {
        let place = isAbsolutePath(pattern) ? folder : base + folder
        if part.contains("*") || part.contains("?") {
          guard let resolved = resolvedPath(place.isEmpty ? "." : place) else { continue }
          guard isAllowed(resolved) else { return .failure(outside(pattern)) }
          for name in namesInFolder(resolved) where !name.hasPrefix(".") || part.hasPrefix(".") {
            if wildcardMatch(name, part) != nil { next.append(folder + name) }
          }
        } else {
          next.append(folder + part)
        }
      }
      guard next.count <= FileLoader.countLimit else {
        return .failure(
          Loader.Problem("'\(pattern)' names more than \(FileLoader.countLimit) files"))
      }
      found = isLast ? next : next.map { $0 + "/" }
    }
    var files: [String] = []
    for path in found {
      let place = isAbsolutePath(pattern) ? path : base + path
      guard let resolved = resolvedPath(place), kindOfFile(resolved) == S_IFREG else { continue }
      // A level that is left out without a word would be a wrong sweep.
      guard isAllowed(resolved) else {
        return .failure(
          Loader.Problem(
            "'\(path)' is a link to a place outside the program's folder and the working folder",
            help: "if it may be read, say so: --allow-read \(folderOf(resolved))"))
      }
      files.append(path)
    }
    return .success(.names(files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }))
  }
}

/// Answers as another loader did.
func replaying(_ readings: [Reading]) -> Loader {
  Loader { request in
    readings.first { $0.request == request }?.answer
      ?? .failure(Loader.Problem("this was not read when the batch was planned"))
  }
}

/// The path up to its last slash, that included; empty where there is none.
func folderOf(_ path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
  return String(path[...slash])
}

/// The path without links; nil where nothing is there.
private func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path.isEmpty ? "." : path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
