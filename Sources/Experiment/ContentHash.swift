// SHA-256, by the system's libmd.

import CMessageDigest

/// The SHA-256 of some bytes.
public struct ContentHash: Hashable, Sendable {
  /// 64 hexadecimal digits.
  public let text: String

  public init(text: String) { self.text = text }

  public init(of bytes: some Sequence<UInt8>) {
    var hasher = ContentHasher()
    hasher.update(Array(bytes))
    self = hasher.finish()
  }
}

/// SHA-256 of bytes that come piece by piece.
public struct ContentHasher {
  private var context = SHA2_CTX()

  public init() { SHA256Init(&context) }

  public mutating func update(_ bytes: [UInt8]) { SHA256Update(&context, bytes, bytes.count) }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    SHA256Update(&context, base.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  public mutating func finish() -> ContentHash {
    var digest = [UInt8](repeating: 0, count: 32)
    SHA256Final(&digest, &context)
    let digits = Array("0123456789abcdef")
    return ContentHash(
      text: String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
  }
}
