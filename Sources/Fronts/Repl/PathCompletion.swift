// Files and folders as candidates for the rest of a path.

import GamutKit
import Glibc

/// What there is on disk that a path can go on with; folders end in a slash.
func pathCompletion(_ beginning: String) -> Completion {
  let slash = beginning.lastIndex(of: "/")
  let folder = slash.map { String(beginning[...$0]) } ?? ""
  let name = slash.map { String(beginning[beginning.index(after: $0)...]) } ?? beginning
  let found = namesInFolder(folder.isEmpty ? "." : folder).filter { file in
    // What begins with a dot is hidden until somebody types the dot.
    file.hasPrefix(name) && (file.first != "." || name.first == ".")
  }.map { file in
    var status = stat()
    let isFolder = stat(folder + file, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    return folder + file + (isFolder ? "/" : "")
  }
  return Completion(beginning, among: found)
}
