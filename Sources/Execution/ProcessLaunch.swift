// A process as its starter describes it, and the conversion to what C wants.
// It does not know programs of runs from keepers.

internal import CProcess
internal import Glibc

struct LaunchFailure: Error { let reason: String }

struct ProcessLaunch {
  var program: String
  var arguments: [String]
  /// `NAME=value` each.
  var environment: [String]
  var directory: String?
  /// Descriptors; -1: /dev/null.
  var input: Int32 = -1
  var output: Int32 = -1
  var error: Int32 = -1
  /// What the process finds as descriptor 3; -1: nothing.
  var channel: Int32 = -1
  /// Whether it gets a session of its own, and not only a process group.
  var ownSession = false
  /// Whether it dies when the calling thread does.
  var diesWithParent: Bool

  /// The pid of the started process.
  func start() throws(LaunchFailure) -> pid_t {
    var texts = (arguments + environment).map { strdup($0) }
    defer { for text in texts { free(text) } }
    texts.insert(nil, at: arguments.count)
    texts.append(nil)
    var pid: pid_t = 0
    var step = CP_STEP_FORK
    let number = texts.withUnsafeBufferPointer { pointers in
      program.withCString { program in
        withOptionalCString(directory) { directory in
          var launch = cp_launch(
            program: program, arguments: pointers.baseAddress!,
            environment: pointers.baseAddress! + arguments.count + 1, directory: directory,
            input: input >= 0 ? input : emptyInput, output: output, error: error, channel: channel,
            own_session: ownSession,
            death_signal: diesWithParent ? SIGKILL : 0, cpu_seconds: -1, address_space: -1)
          return cp_spawn(&launch, &pid, &step)
        }
      }
    }
    guard number == 0 else { throw LaunchFailure(reason: reason(number, step)) }
    return pid
  }

  private func reason(_ number: Int32, _ step: cp_step) -> String {
    switch step {
    case CP_STEP_DIRECTORY:
      "the working directory '\(directory ?? ".")' cannot be entered: \(systemReason(number))"
    case CP_STEP_EXEC where number == ENOENT:
      "'\(program)' exists, but the interpreter it names does not"
    case CP_STEP_EXEC where number == ENOEXEC:
      "'\(program)' is not in a format that can be executed (a script needs a first line such as"
        + " #!/bin/sh)"
    case CP_STEP_EXEC where number == E2BIG:
      "'\(program)' was given more arguments and environment than the system takes"
    case CP_STEP_EXEC: "'\(program)' cannot be executed: \(systemReason(number))"
    case CP_STEP_FORK: "the system starts no more processes: \(systemReason(number))"
    default: "the process cannot be set up: \(systemReason(number))"
    }
  }
}

/// What programs read that are given nothing: opened once.
private let emptyInput = open("/dev/null", O_RDONLY | O_CLOEXEC)

private func withOptionalCString<Result>(
  _ text: String?, _ body: (UnsafePointer<CChar>?) -> Result
) -> Result {
  guard let text else { return body(nil) }
  return text.withCString { body($0) }
}

/// The environment of this process, `NAME=value` each.
func ownEnvironment() -> [String] {
  var entries: [String] = []
  guard var entry = cp_environment() else { return [] }
  while let text = entry.pointee {
    entries.append(String(cString: text))
    entry += 1
  }
  return entries
}
