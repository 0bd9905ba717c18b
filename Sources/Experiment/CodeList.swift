// Small numbers in as few bytes as they take: the columns of a table of runs are made of them.

public struct CodeList: Sendable {
  /// All numbers while they are below 256; empty from the first larger one on.
  private var narrow: [UInt8] = []
  private var wide: [UInt32] = []

  public init() {}

  public var count: Int { wide.isEmpty ? narrow.count : wide.count }

  public subscript(index: Int) -> Int {
    wide.isEmpty ? Int(narrow[index]) : Int(wide[index])
  }

  public mutating func append(_ code: Int) {
    if wide.isEmpty {
      if code < 256 {
        narrow.append(UInt8(code))
        return
      }
      wide.reserveCapacity(narrow.count + 1)
      for code in narrow { wide.append(UInt32(code)) }
      narrow = []
    }
    wide.append(UInt32(code))
  }

  /// Adds zeros up to a count.
  public mutating func pad(to count: Int) {
    let missing = count - self.count
    guard missing > 0 else { return }
    if wide.isEmpty {
      narrow.append(contentsOf: repeatElement(0, count: missing))
    } else {
      wide.append(contentsOf: repeatElement(0, count: missing))
    }
  }

  /// The numbers at some indices.
  public func picking(_ indices: [Int]) -> CodeList {
    var result = CodeList()
    for index in indices { result.append(self[index]) }
    return result
  }
}
