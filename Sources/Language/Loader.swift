// The one door through which a program reads files: libraries, tables, lists, and names in folders.
// It says what may be asked; who opens the door decides what may be read, and keeps what was.

/// Reads what programs ask for.
public struct Loader: Sendable {
  /// Why something cannot be read, for people: never what is in it.
  public struct Problem: Error, Hashable, Sendable {
    public let message: String
    public let help: String?

    public init(_ message: String, help: String? = nil) {
      self.message = message
      self.help = help
    }
  }

  /// One thing that a program asks for.
  public enum Request: Hashable, Sendable {
    /// A library, by a path that is relative to the file that imports it.
    case library(String, importedBy: String)
    /// A file, by a path that is relative to the working folder.
    case file(String)
    /// The files that a pattern with `*` and `?` names, sorted.
    case names(String)
  }

  public enum Answer: Hashable, Sendable {
    /// The path by which people know the file, and what is in it.
    case contents(path: String, [UInt8])
    case names([String])
  }

  public let answer: @Sendable (Request) -> Result<Answer, Problem>

  public init(answer: @escaping @Sendable (Request) -> Result<Answer, Problem>) {
    self.answer = answer
  }

  /// Opens nothing.
  public static let closed = Loader { _ in
    .failure(Problem("no file can be read here"))
  }
}
