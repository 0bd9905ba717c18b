// Why the store cannot do what it was asked: one type for files, locks and the database.
// It does not know how a person is told; messages are one line, without place or colour.

internal import Glibc

/// A reason for which the store cannot go on, in words for people.
public struct StoreProblem: Error, Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The rights of a folder or file, or a file system that can only be read.
    case notWritable
    case diskFull
    /// A symbolic link stands where a batch has its own folder or file.
    case symbolicLink
    /// Another process works on the same batch.
    case locked
    /// The batch folder was made for another source file.
    case otherSource
    /// A newer gamut has written the database.
    case newerVersion
    /// The contents are not what the store writes.
    case damaged
    /// A file or a batch is not there.
    case missing
    /// What was asked for cannot be done: a name that is not safe, a wrong query.
    case refused
    /// Anything else that the system reports.
    case system
  }

  public let kind: Kind
  public let message: String
  /// What to do; nil where the message says it all.
  public let help: String?

  public init(_ kind: Kind, _ message: String, help: String? = nil) {
    self.kind = kind
    self.message = message
    self.help = help
  }

  /// What the system's error number says about something tried with a path.
  public init(systemError number: Int32, tryingTo action: String, _ path: String) {
    let reason = String(cString: strerror(number)).lowercased()
    let message = "cannot \(action) '\(path)': \(reason)"
    switch number {
    case EACCES, EPERM, EROFS:
      self.init(
        .notWritable, message,
        help: "give yourself the rights to it, or choose another place with --output-root")
    case ENOSPC, EDQUOT:
      self.init(.diskFull, message, help: "make room and run again: the batch goes on from here")
    case ENOENT: self.init(.missing, message)
    case ELOOP: self = .symbolicLink(path)
    case ENOTDIR, EEXIST, EISDIR:
      self.init(.system, message, help: "move what stands there out of the way")
    default: self.init(.system, message)
    }
  }

  static func symbolicLink(_ path: String) -> StoreProblem {
    StoreProblem(
      .symbolicLink, "'\(path)' is a symbolic link, and a batch is never written through one",
      help: "remove the link, or give the real folder with --output-root")
  }
}
