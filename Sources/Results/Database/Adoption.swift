// Results that the database does not know, found in the folders of runs: after a kill, a power cut,
// or brought from elsewhere. It does not know how they were made.

internal import Experiment

extension BatchStore {
  /// Looks at the folder of a planned run that is not up to date.
  ///
  /// A finished success with this fingerprint is taken over, as an attempt: true. A folder without
  /// manifest is an attempt that was cut off; it is moved to `runs/.old/`. Anything else stays where
  /// it is until the run begins anew.
  public func adoptRun(
    _ number: Int, id: String, fingerprint: String
  ) throws(StoreProblem) -> Bool {
    guard case .complete(let manifest)? = try runFolders?.settle(id),
      manifest.fingerprint == fingerprint, manifest.result.status == .success
    else { return false }
    try runFinished(
      number, manifest.result, startedAt: manifest.startedAt, finishedAt: manifest.finishedAt)
    return true
  }
}
