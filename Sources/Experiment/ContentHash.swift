// SHA-256, by the system's libcrypto.

import CMessageDigest

/// The SHA-256 of some bytes.
public struct ContentHash: Hashable, Sendable {
  /// 64 hexadecimal digits.
  public let text: String

  public init(text: String) { self.text = text }

  public init(of bytes: some Sequence<UInt8>) {
    var hasher = ContentHasher()
    if bytes.withContiguousStorageIfAvailable({ hasher.update(UnsafeRawBufferPointer($0)) }) == nil
    {
      hasher.update(Array(bytes))
    }
    self = hasher.finish()
  }

  /// The SHA-256 of some bytes.
  public init(of bytes: [UInt8]) {
    var hasher = ContentHasher()
    hasher.update(bytes)
    self = hasher.finish()
  }
}

/// SHA-256 of bytes that come piece by piece.
public struct ContentHasher {
  private var context = SHA256_CTX()

  public init() { SHA256_Init(&context) }

  public mutating func update(_ bytes: [UInt8]) { SHA256_Update(&context, bytes, bytes.count) }

  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    SHA256_Update(&context, base.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  public mutating func finish() -> ContentHash {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
      SHA256_Final(digest.baseAddress, &context)
      return ContentHash(
        text: String(unsafeUninitializedCapacity: 64) { digits in
          for (place, byte) in digest.enumerated() {
            digits[2 * place] = ContentHasher.digit(byte >> 4)
            digits[2 * place + 1] = ContentHasher.digit(byte & 15)
          }
          return 64
        })
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
