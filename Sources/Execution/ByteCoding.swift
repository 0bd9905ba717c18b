// Values as bytes and back: little endian, lengths before contents.
// It does not know messages. Reading checks every length against what is there and never traps.

/// Why bytes are not what they should be.
struct MalformedBytes: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ integer: some FixedWidthInteger) {
    withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ number: Double) { write(number.bitPattern) }

  /// At most 2^32 - 1 bytes.
  mutating func write(_ contents: [UInt8]) {
    write(UInt32(contents.count))
    bytes += contents
  }

  mutating func write(_ text: String) {
    write(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ text: String?) {
    write(UInt8(text == nil ? 0 : 1))
    if let text { write(text) }
  }

  /// Sets a number that was written before, at its offset.
  mutating func replace(at offset: Int, with integer: UInt32) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: integer >> (8 * index)) }
  }
}

struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var offset: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    offset = bytes.startIndex
  }

  var remaining: Int { bytes.endIndex - offset }

  mutating func integer<Integer: FixedWidthInteger>(
    _: Integer.Type = Integer.self
  ) throws(MalformedBytes) -> Integer {
    let size = Integer.bitWidth / 8
    guard remaining >= size else { throw MalformedBytes("a number is cut off") }
    let start = offset - bytes.startIndex
    offset += size
    return Integer(
      littleEndian: bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: start, as: Integer.self)
      })
  }

  mutating func double() throws(MalformedBytes) -> Double {
    Double(bitPattern: try integer(UInt64.self))
  }

  mutating func contents() throws(MalformedBytes) -> [UInt8] { Array(try slice()) }

  mutating func text() throws(MalformedBytes) -> String {
    String(decoding: try slice(), as: UTF8.self)
  }

  mutating func optionalText() throws(MalformedBytes) -> String? {
    switch try integer(UInt8.self) {
    case 0: nil
    case 1: try text()
    case let other: throw MalformedBytes("\(other) where 0 or 1 should say if a text follows")
    }
  }

  /// The number of elements that follow, each at least `size` bytes long.
  mutating func count(ofAtLeast size: Int) throws(MalformedBytes) -> Int {
    let count = Int(try integer(UInt32.self))
    guard count <= remaining / size else { throw MalformedBytes("a list is cut off") }
    return count
  }

  func end() throws(MalformedBytes) {
    guard remaining == 0 else { throw MalformedBytes("\(remaining) bytes too many") }
  }

  private mutating func slice() throws(MalformedBytes) -> ArraySlice<UInt8> {
    let count = Int(try integer(UInt32.self))
    guard count <= remaining else { throw MalformedBytes("a text is cut off") }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }
}
