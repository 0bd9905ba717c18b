// Keys of the seed system's later configurations that the batch contract does not have.

internal import Source

enum SeedKeys {
  static let ignoredAtTop: Set<String> = ["run_tag", "seed", "max_workers", "fail_fast"]
  static let expandingAtTop: Set<String> = ["grid", "base_args"]
  static let ignoredInRuns: Set<String> = [
    "universe", "use_factor_store", "factor_store_root", "factor_group", "run_tag",
  ]
  static let expandingInRuns: Set<String> = ["params", "overrides"]
}

extension Findings {
  mutating func unsupportedForm(_ key: Node.Scalar) {
    error(
      .unsupportedForm, "a configuration with '\(key.text)' cannot be expanded to runs yet",
      at: key.span,
      help: "list the runs with their settings, or write the sweep as a program")
  }
}
