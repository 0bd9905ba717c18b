// The output of programs whose runs leave no folder: two files in memory, emptied before each run.

internal import CProcess
internal import Execution
import Glibc
internal import Results

final class OutputMemory {
  private let descriptors: [RunPart: Int32]

  init() {
    descriptors = [
      .standardOutput: cp_memory_file("stdout"), .standardError: cp_memory_file("stderr"),
    ]
  }

  deinit { for descriptor in descriptors.values where descriptor >= 0 { close(descriptor) } }

  func place(_ part: RunPart) -> OutputPlace {
    guard let descriptor = descriptors[part], descriptor >= 0 else { return .nowhere }
    return .descriptor(descriptor)
  }

  /// A path by which this process can read it from its beginning.
  func path(_ part: RunPart) -> String { "/proc/self/fd/\(descriptors[part] ?? -1)" }
}
