// The environment of a run's program: the keeper's, what the job adds, what the run adds.

internal import Experiment

/// What a keeper gets so that a crash writes no trace over the terminal; programs do not get it.
let quietBacktrace = "SWIFT_BACKTRACE=enable=no,interactive=no"

/// The environment of a keeper as its programs inherit it, taken apart once.
struct InheritedEnvironment {
  fileprivate let entries: [(name: String, entry: String)]

  init(_ entries: [String]) {
    self.entries = entries.filter { $0 != quietBacktrace }.map { entry in
      (String(entry.prefix { $0 != "=" }), entry)
    }
  }
}

struct ProgramEnvironment {
  /// Without the variables that later ones replace.
  private(set) var entries: [String] = []
  /// The search path for programs: the variable `PATH`, or the system's usual folders.
  private(set) var searchPath = "/usr/local/bin:/usr/bin:/bin"

  /// `added` stands in order of precedence, the last winning.
  init(inherited: InheritedEnvironment, added: [CommandLaunch.Variable]) {
    var places: [String: Int] = [:]
    for (place, variable) in added.enumerated() { places[variable.name] = place }
    entries.reserveCapacity(inherited.entries.count + added.count)
    for (name, entry) in inherited.entries where places[name] == nil {
      entries.append(entry)
      if name == "PATH" { searchPath = String(entry.dropFirst(5)) }
    }
    for (place, variable) in added.enumerated() where places[variable.name] == place {
      entries.append("\(variable.name)=\(variable.value)")
      if variable.name == "PATH" { searchPath = variable.value }
    }
  }
}
