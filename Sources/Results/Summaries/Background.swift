// Work that a thread of its own does while the caller goes on. It does not know what the work is.

internal import Glibc

/// A value in the making.
final class Background<Value: Sendable> {
  /// Written by the thread, read once that has ended.
  private final class Slot: @unchecked Sendable { var value: Value? }

  private let slot = Slot()
  private let body: @Sendable () -> Value
  private var thread: pthread_t?

  init(_ body: @escaping @Sendable () -> Value) {
    self.body = body
    thread = startThread { [slot] in slot.value = body() }
  }

  /// Waits for the value.
  func value() -> Value {
    join()
    // Where there was no other thread to be had, this one does the work.
    return slot.value ?? body()
  }

  private func join() {
    if let thread { pthread_join(thread, nil) }
    thread = nil
  }

  deinit { join() }
}

private final class ThreadBody {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Nil where the system has no more threads.
private func startThread(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
  let body = Unmanaged.passRetained(ThreadBody(run))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { handed in
      if let handed { Unmanaged<ThreadBody>.fromOpaque(handed).takeRetainedValue().run() }
      return nil
    }, body.toOpaque())
  guard code == 0 else {
    body.release()
    return nil
  }
  return thread
}
