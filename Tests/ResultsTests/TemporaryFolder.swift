// A folder that is gone when the test is over, and what the tests of this module share.

import Experiment
import Glibc
import Results

final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/gamut-results-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    precondition(!path.isEmpty, "no temporary folder")
  }

  deinit { TemporaryFolder.remove(path) }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      _ = unlink(path)
      return
    }
    var names: [String] = []
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        names.append(
          withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
          })
      }
      closedir(directory)
    }
    for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
    _ = rmdir(path)
  }

  func text(_ relative: String) -> String? {
    guard let bytes = try? Folder.opening(path).bytes(relative) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  func write(_ text: String, to relative: String) throws {
    try Folder.opening(path).write(text, to: relative)
  }

  func contains(_ relative: String) -> Bool { access("\(path)/\(relative)", F_OK) == 0 }

  func mode(_ relative: String) -> mode_t {
    var status = stat()
    return lstat("\(path)/\(relative)", &status) == 0 ? status.st_mode & 0o777 : 0
  }

  func batch(
    _ name: String = "momentum", access: Access = .owner, fresh: Bool = false
  ) throws(StoreProblem) -> BatchFolder {
    try BatchFolder.opening(
      outputRoot: "\(path)/output", name: name, access: access, fresh: fresh, holder: holder)
  }

  func store(
    _ name: String = "momentum", source: String = "momentum.gamut", adopt: Bool = false,
    runs: Int = 3
  ) throws(StoreProblem) -> BatchStore {
    try BatchStore.opening(
      try batch(name), name: name, source: BatchSource(path: source, kind: .gamut), adopt: adopt,
      runs: runs)
  }
}

/// 2026-01-02T03:04:05.678Z.
let moment = Timestamp(milliseconds: 1_767_323_045_678)

let holder = LockHolder(processID: 4711, host: "mill", startedAt: moment)

func planned(_ id: String, _ fingerprint: String = "f1", position: UInt64 = 0) -> PlannedRun {
  PlannedRun(position: position, id: id, key: RunKey(text: "key-\(id)"), fingerprint: fingerprint)
}

/// A success with two metrics and its cost.
func success(_ id: String, sharpe: Double = 1.5) -> RunResult {
  var result = RunResult(
    runID: id, status: .success,
    metrics: [Metric("final_pf", 1.25), Metric("sharpe", sharpe), Metric("trades", 42)])
  result.usage = Usage(runtimeSeconds: 0.5, cpuSeconds: 0.25, peakMemoryMB: 12)
  return result
}

extension BatchStore {
  /// Records a plan of these runs and gives how they stand.
  @discardableResult
  func plan(_ runs: [PlannedRun]) throws(StoreProblem) -> [RunStanding] {
    let recorder = try beginPlan(toolVersion: "1.0", at: moment)
    var standings: [RunStanding] = []
    for run in runs { standings.append(try recorder.record(run)) }
    try recorder.finish(key: "p")
    return standings
  }

  func all() throws(StoreProblem) -> [StoredRun] {
    let cursor = try runs()
    var found: [StoredRun] = []
    while let run = try cursor.next() { found.append(run) }
    return found
  }
}

/// The problem that `body` ends in; nil if there is none.
func problem(_ body: () throws -> Void) -> StoreProblem? {
  do {
    try body()
    return nil
  } catch {
    return error as? StoreProblem
  }
}
