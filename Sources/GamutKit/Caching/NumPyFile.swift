// Arrays in files as NumPy has them (.npy, version 1.0), written whole and read by mapping them.

internal import Backtest
import Glibc

/// The elements that files here have.
enum NumPyKind: String {
  case double = "<f8"
  /// Days since 1970 as 64 bits.
  case day = "<M8[D]"
  case unicode = "<U"
}

enum NumPyFile {
  /// Data begin on a multiple of it, as the format asks.
  private static let alignment = 64
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  static func header(_ kind: String, _ shape: [Int]) -> [UInt8] {
    let sizes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array("{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(sizes)), }".utf8)
    let length = magic.count + 2 + text.count + 1
    text += repeatElement(0x20, count: (alignment - length % alignment) % alignment)
    text.append(0x0A)
    return magic + [UInt8(text.count & 255), UInt8(text.count >> 8)] + text
  }

  /// Writes a new file, down to the disk; false where that cannot be.
  static func write(
    _ path: String, _ kind: String, _ shape: [Int], _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let header = header(kind, shape)
    do {
      try header.withUnsafeBytes { try writeAll($0, to: descriptor, path) }
      try writeAll(bytes, to: descriptor, path)
    } catch {
      return false
    }
    return fsync(descriptor) == 0
  }
}

/// A mapped file of one array.
final class MappedArray {
  let kind: String
  let shape: [Int]
  private let base: UnsafeMutableRawPointer
  private let size: Int
  private let start: Int

  /// Nil where there is none, or it is not whole.
  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size >= 16,
      let mapped = mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0),
      mapped != MAP_FAILED
    else { return nil }
    size = Int(status.st_size)
    base = mapped
    let bytes = UnsafeRawBufferPointer(start: mapped, count: size)
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    start = 10 + length
    let text = start <= size ? String(decoding: bytes[10..<start], as: UTF8.self) : ""
    func part(_ before: String, _ after: Character) -> Substring? {
      text.firstRange(of: before).map { text[$0.upperBound...].prefix { $0 != after } }
    }
    kind = part("'descr': '", "'").map(String.init) ?? ""
    shape =
      part("'shape': (", ")")?.split(separator: ",").compactMap { Int($0.trimming(" ")) } ?? []
    // The header that would be written for it is the one that it has, and the data are all there.
    let header = NumPyFile.header(kind, shape)
    guard header.count == start, bytes.prefix(start).elementsEqual(header),
      let width = MappedArray.width(of: kind),
      let count = shape.count < 3 ? MappedArray.product(shape) : nil, start + count * width == size
    else { return nil }
  }

  deinit { munmap(base, size) }

  private static func product(_ shape: [Int]) -> Int? {
    var product = 1
    for length in shape {
      guard length >= 0, length < 1 << 28 else { return nil }
      product *= length
    }
    return product
  }

  private static func width(of kind: String) -> Int? {
    if kind == NumPyKind.double.rawValue || kind == NumPyKind.day.rawValue { return 8 }
    guard kind.hasPrefix(NumPyKind.unicode.rawValue) else { return nil }
    return Int(kind.dropFirst(2)).flatMap { $0 > 0 && $0 < 1 << 20 ? 4 * $0 : nil }
  }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + start, count: size - start)
  }

  /// The elements in their mapped place.
  func elements<Element: BitwiseCopyable>(of type: Element.Type) -> Frozen<Element> {
    Frozen(bytes.bindMemory(to: type), ownedBy: self)
  }
}

extension Substring {
  fileprivate func trimming(_ character: Character) -> Substring {
    var text = drop { $0 == character }
    while text.last == character { text.removeLast() }
    return text
  }
}
