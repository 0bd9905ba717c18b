// Numbers that stay as they are: of this process, or of a file that many processes have mapped.

/// Elements in a row that never change. Copies are the same memory.
public struct Frozen<Element: BitwiseCopyable>: RandomAccessCollection, @unchecked Sendable {
  /// For loops that go over many elements: its `span`.
  let elements: UnsafeBufferPointer<Element>
  /// Keeps the elements alive.
  private let owner: AnyObject

  /// Elements in memory that lives as long as its owner, and stands on a multiple of their alignment.
  public init(_ elements: UnsafeBufferPointer<Element>, ownedBy owner: AnyObject) {
    self.elements = elements
    self.owner = owner
  }

  public init(_ elements: some Collection<Element>) {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = memory.initialize(fromContentsOf: elements)
    self.init(UnsafeBufferPointer(memory), ownedBy: OwnMemory(memory))
  }

  /// - Parameter fill: writes the elements, which come as given.
  init(
    repeating element: Element, count: Int, fill: (inout MutableSpan<Element>) -> Void
  ) {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    memory.initialize(repeating: element)
    var span = memory.mutableSpan
    fill(&span)
    self.init(UnsafeBufferPointer(memory), ownedBy: OwnMemory(memory))
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { elements.count }

  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < elements.count, "index out of range")
    return elements[index]
  }

  /// The bytes as they are in memory.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(elements))
  }
}

private final class OwnMemory<Element: BitwiseCopyable> {
  private let memory: UnsafeMutableBufferPointer<Element>

  init(_ memory: UnsafeMutableBufferPointer<Element>) { self.memory = memory }

  deinit { memory.deallocate() }
}
