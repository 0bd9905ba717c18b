// One process started as `cp_spawn` does it, in a process without hosts.

import CProcess
import Glibc

/// `CPU MEMORY DIRECTORY PROGRAM ARGUMENTS...` with limits in seconds and bytes, -1 for none. The
/// process has this one's output as its error and the other way round, and again as descriptor 3.
func spawn(_ words: [String]) -> Int32 {
  guard words.count >= 5, let cpu = Int64(words[0]), let memory = Int64(words[1]) else { return 64 }
  var texts = words.dropFirst(4).map { strdup($0) }
  texts.append(nil)
  var pid: pid_t = 0
  var step = CP_STEP_FORK
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, nil)
  signal(SIGPIPE, SIG_IGN)
  let result = texts.withUnsafeBufferPointer { texts in
    words[3].withCString { program in
      words[2].withCString { directory in
        var launch = cp_launch(
          program: program, arguments: texts.baseAddress, environment: cp_environment(),
          directory: directory, input: -1, output: 2, error: 1, channel: 1, own_session: true,
          death_signal: 0,
          cpu_seconds: cpu, address_space: memory)
        return cp_spawn(&launch, &pid, &step)
      }
    }
  }
  var ending = cp_ending()
  let reaped = cp_wait(pid, true, &ending)
  if result != 0 {
    tell("failed \(result) \(step.rawValue) \(reaped)")
  } else {
    tell("ended \(ending.exit_code) \(ending.signal)")
  }
  return 0
}
