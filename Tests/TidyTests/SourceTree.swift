// The files of the repository that a person writes, as the tidy tests see them.

import TestSupport

enum SourceTree {
  /// The paths below the root of the files that end so, folders within folders, sorted.
  static func files(below folder: String, endingWith suffix: String = "") -> [String] {
    TestFolder.files(below: "\(Repository.root)/\(folder)").filter { $0.hasSuffix(suffix) }
      .map { "\(folder)/\($0)" }
  }

  static func lines(_ file: String) throws -> [String] {
    try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }
}
