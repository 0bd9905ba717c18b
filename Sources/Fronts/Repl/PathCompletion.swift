// Files and folders as candidates for the rest of a path.

import Glibc

/// What there is on disk that a path can go on with; folders end in a slash.
func pathCompletion(_ beginning: String) -> Completion {
  let slash = beginning.lastIndex(of: "/")
  let folder = slash.map { String(beginning[...$0]) } ?? ""
  let name = slash.map { String(beginning[beginning.index(after: $0)...]) } ?? beginning
  guard let list = opendir(folder.isEmpty ? "." : folder) else {
    return Completion(beginning, among: [])
  }
  defer { closedir(list) }
  var found: [String] = []
  while found.count < 2000, let entry = readdir(list) {
    let file = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    // What begins with a dot is hidden until somebody types the dot.
    guard file.hasPrefix(name), file.first != "." || name.first == "." else { continue }
    var status = stat()
    let isFolder = stat(folder + file, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    if file != ".", file != ".." { found.append(folder + file + (isFolder ? "/" : "")) }
  }
  return Completion(beginning, among: found.sorted())
}
