// Looking at many bytes at once.

extension UnsafeBufferPointer<UInt8> {
  /// Whether the same bytes stand at a place of this and of another buffer.
  func repeats(_ other: Self, from start: Int, at index: Int, count: Int) -> Bool {
    guard count <= self.count - index, count <= other.count - start else { return false }
    let (a, b) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
    var done = 0
    while done + 8 <= count {
      guard
        a.loadUnaligned(fromByteOffset: index + done, as: UInt64.self)
          == b.loadUnaligned(fromByteOffset: start + done, as: UInt64.self)
      else { return false }
      done += 8
    }
    while done < count {
      guard self[index + done] == other[start + done] else { return false }
      done += 1
    }
    return true
  }

  /// Whether a text stands at a place.
  func has(_ text: [UInt8], at index: Int) -> Bool {
    text.withUnsafeBufferPointer { repeats($0, from: 0, at: index, count: $0.count) }
  }

  var isASCII: Bool {
    let words = UnsafeRawBufferPointer(self)
    var index = 0
    while index + 64 <= count {
      var seen: UInt64 = 0
      for offset in stride(from: 0, to: 64, by: 8) {
        seen |= words.loadUnaligned(fromByteOffset: index + offset, as: UInt64.self)
      }
      if seen & 0x8080_8080_8080_8080 != 0 { return false }
      index += 64
    }
    return self[index...].allSatisfy { $0 < 0x80 }
  }
}
