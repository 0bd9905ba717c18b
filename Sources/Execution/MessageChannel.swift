// One end of the socket between coordinator and keeper: frames in, frames out.
// It does not know what the frames say.

internal import Glibc

/// A connected stream socket with what has been read and not understood, written and not sent.
struct MessageChannel {
  enum Arrival { case bytes, nothing, end }

  let socket: Int32
  private var incoming = FrameBuffer()
  private var outgoing: [UInt8] = []

  init(socket: Int32) { self.socket = socket }

  /// Something waits to be sent.
  var hasOutgoing: Bool { !outgoing.isEmpty }

  /// Takes what the socket has, without waiting.
  mutating func receive() -> Arrival {
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
      while true {
        let count = recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 {
          incoming.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
          return .bytes
        }
        if count == 0 { return .end }
        if errno == EINTR { continue }
        return errno == EAGAIN ? .nothing : .end
      }
    }
  }

  /// The next frame of what has been received.
  mutating func nextFrame() throws(MalformedBytes) -> ArraySlice<UInt8>? { try incoming.next() }

  mutating func queue(_ frame: [UInt8]) { outgoing += frame }

  /// Sends what waits. False where the other side is gone.
  ///
  /// `waiting` says whether to block until all is sent; otherwise what the socket does not take
  /// stays for the next call.
  mutating func flush(waiting: Bool) -> Bool {
    var sent = 0
    defer { outgoing.removeFirst(sent) }
    let flags = Int32(MSG_NOSIGNAL) | (waiting ? 0 : Int32(MSG_DONTWAIT))
    while sent < outgoing.count {
      let count = outgoing.withUnsafeBytes { bytes in
        send(socket, bytes.baseAddress! + sent, bytes.count - sent, flags)
      }
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN {
        return true
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
