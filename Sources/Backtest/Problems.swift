// What can be wrong with a user's settings and data, as values.
// It does not know how they are shown.

/// A setting whose value cannot be run with, or data that do not fit a setting.
public struct BacktestProblem: Error, Hashable, Sendable {
  /// The name of the setting to look at, if it is one.
  public let setting: String?
  public let message: String
  /// What to do.
  public let help: String

  public init(setting: String? = nil, _ message: String, help: String) {
    self.setting = setting
    self.message = message
    self.help = help
  }
}

/// A price file or a list of symbols that cannot be read.
public struct DataProblem: Error, Hashable, Sendable {
  /// The name that the caller gave the file.
  public let file: String
  /// From 1, the header included; nil where the file as a whole is wrong.
  public let line: Int?
  public let message: String
  /// What to do.
  public let help: String

  public init(file: String, line: Int? = nil, _ message: String, help: String) {
    self.file = file
    self.line = line
    self.message = message
    self.help = help
  }
}

extension DataProblem: CustomStringConvertible {
  /// `prices.csv:12: message (help)`.
  public var description: String {
    "\(file)\(line.map { ":\($0)" } ?? ""): \(message) (\(help))"
  }
}

extension BacktestProblem: CustomStringConvertible {
  public var description: String { "\(message) (\(help))" }
}
