// The environment of a run's program: the keeper's, what the job adds, what the run adds.

internal import Experiment

/// What a keeper gets so that a crash writes no trace over the terminal; programs do not get it.
let quietBacktrace = "SWIFT_BACKTRACE=enable=no,interactive=no"

struct ProgramEnvironment {
  /// Without the variables that later ones replace.
  private(set) var entries: [String]

  /// `added` stands in order of precedence, the last winning.
  init(inherited: [String], added: [CommandLaunch.Variable]) {
    var values: [String: String] = [:]
    for variable in added { values[variable.name] = variable.value }
    entries = inherited.filter { entry in
      guard entry != quietBacktrace else { return false }
      return values[String(entry.prefix { $0 != "=" })] == nil
    }
    for variable in added where values[variable.name] != nil {
      entries.append("\(variable.name)=\(values.removeValue(forKey: variable.name) ?? "")")
    }
  }

  /// The search path for programs: the variable `PATH`, or the system's usual folders.
  var searchPath: String {
    for entry in entries where entry.hasPrefix("PATH=") { return String(entry.dropFirst(5)) }
    return "/usr/local/bin:/usr/bin:/bin"
  }
}
