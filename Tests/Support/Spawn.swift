// Children of the tests, started as from a fresh terminal.

public import Glibc

/// Starts a program with files as its first descriptors and signals as a fresh terminal has them:
/// the threads of the tests block some, and whoever runs the tests in the background may ignore
/// SIGINT; a child would inherit both.
public func spawn(
  _ words: [String], environment: [String],
  files: [(descriptor: Int32, path: String, flags: Int32)]
) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for file in files {
    posix_spawn_file_actions_addopen(&actions, file.descriptor, file.path, file.flags, 0o600)
  }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var signals = sigset_t()
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
  var argv = words.map { strdup($0) } + [nil]
  var variables = environment.map { strdup($0) } + [nil]
  defer { for text in argv + variables { free(text) } }
  var child: pid_t = 0
  let result = posix_spawn(&child, words[0], &actions, &attributes, &argv, &variables)
  guard result == 0 else { throw TestFolder.Problem(call: "spawn \(words[0])", number: result) }
  return child
}

/// What a shell says to a command, errors included.
public func shell(_ command: String) -> (status: Int32, output: String) {
  guard let pipe = popen("(\(command)) 2>&1", "r") else { return (-1, "") }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
    bytes += buffer[..<count]
  }
  return (pclose(pipe), String(decoding: bytes, as: UTF8.self))
}
