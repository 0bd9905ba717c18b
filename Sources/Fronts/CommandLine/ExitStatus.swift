// The only place that turns outcomes into exit codes.

import ArgumentParser

enum ExitStatus {
  /// At least one run succeeded, or everything was up to date; or what was asked for was printed.
  static let success = ExitCode(0)
  /// Every run failed, or the input cannot be read or has errors.
  static let failure = ExitCode(1)
  /// What should be compared cannot be read: as with diff(1), not the same as a difference.
  static let trouble = ExitCode(2)
  /// Wrong usage, as in sysexits.h.
  static let usage = ExitCode(64)
  /// Interrupted; the batch can go on.
  static let interrupted = ExitCode(130)
}
