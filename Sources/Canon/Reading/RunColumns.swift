// The runs of a document as they were written, by columns: a spelling that many runs share is kept
// once. It does not know what keys and values mean, nor how the text was read.

internal import Experiment
internal import Source

struct RunColumns {
  /// What runs wrote behind one key.
  struct Column {
    let name: String
    fileprivate let nameBytes: [UInt8]
    /// The different spellings, each as it stood first, and their number in each run: 0 where the
    /// key is absent, 1 for the first spelling.
    fileprivate(set) var written: [Node] = []
    fileprivate(set) var codes = CodeList()
    fileprivate var spellings = SpellingSet()
    fileprivate var last = 0
    /// The column that followed in the run before.
    fileprivate var next = 0

    init(_ name: String) {
      self.name = name
      nameBytes = Array(name.utf8)
    }
  }

  private(set) var columns: [Column] = []
  private(set) var ids: TextList
  private(set) var count = 0
  private var columnByName: [String: Int] = [:]
  /// The column that the next key is probably of, and the one before it.
  private var guess = 0
  private var previous = -1

  /// - Parameter bytes: Where ids stand that are added by their place.
  init(idsIn bytes: [UInt8] = []) { ids = TextList(in: bytes) }

  mutating func beginRun() {
    count += 1
    guess = 0
    previous = -1
  }

  /// Ends the run; one without an id has an empty one.
  mutating func endRun() {
    if !hasID { ids.append(at: 0, count: 0) }
  }

  mutating func end() {
    for index in columns.indices { columns[index].codes.pad(to: count) }
  }

  /// An id that stands among the bytes.
  mutating func addID(at start: Int, count: Int) {
    if !hasID { ids.append(at: start, count: count) }
  }

  /// The same, if it does stand there.
  mutating func addID(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    let stands = ids.bytes.withUnsafeBufferPointer {
      $0.repeats(text, from: 0, at: start, count: text.count)
    }
    guard text.count < 256, stands, !hasID else { return false }
    ids.append(at: start, count: text.count)
    return true
  }

  /// An id that stands nowhere; one that is much too long is cut, but stays too long.
  mutating func addID(_ text: String) {
    if !hasID { ids.append(Array(text.utf8.prefix(255))) }
  }

  /// Whether the run that was begun last has its id.
  private var hasID: Bool { ids.count == count }

  /// The column that the next key is probably of.
  var likelyColumn: Int? { columns.isEmpty ? nil : guess }

  /// The same, if a key has its name.
  func likelyColumn(named name: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let likely = likelyColumn else { return nil }
    let own = columns[likely].nameBytes
    return own.count == name.count && name.has(own, at: 0) ? likely : nil
  }

  func column(named name: String) -> Int? { columnByName[name] }

  mutating func addColumn(_ name: String) -> Int {
    columns.append(Column(name))
    columnByName[name] = columns.count - 1
    return columns.count - 1
  }

  /// Whether the run that was begun last has a value in a column.
  func isGiven(_ column: Int) -> Bool { columns[column].codes.count == count }

  /// Gives the run the value that the column got last.
  mutating func repeatLast(in column: Int) { add(columns[column].last, to: column) }

  /// Gives the run a value by its spelling; `make` says what it means when it is new, or that it is
  /// nothing that can be read, which is false.
  mutating func add<Problem: Error>(
    _ spelling: Spelling, to column: Int, make: () throws(Problem) -> Node?
  ) throws(Problem) -> Bool {
    let last = columns[column].last
    if last > 0, columns[column].spellings.matches(spelling, last - 1) {
      add(last, to: column)
      return true
    }
    let (index, isNew) = columns[column].spellings.insert(spelling)
    if isNew {
      guard let node = try make() else { return false }
      columns[column].written.append(node)
    }
    add(index + 1, to: column)
    return true
  }

  private mutating func add(_ code: Int, to column: Int) {
    columns[column].last = code
    columns[column].codes.pad(to: count - 1)
    columns[column].codes.append(code)
    if previous >= 0 { columns[previous].next = column }
    previous = column
    guess = columns[column].next
  }
}

/// The bytes by which a value is known, and what they are: text in quotes is not what it is without.
struct Spelling {
  let text: UnsafeBufferPointer<UInt8>
  let mark: UInt8

  init(_ text: UnsafeBufferPointer<UInt8>, mark: UInt8) {
    self.text = text
    self.mark = mark
  }

  init(_ text: UnsafeBufferPointer<UInt8>, isPlain: Bool) {
    self.init(text, mark: isPlain ? 0x70 : 0x71)
  }
}

/// Different spellings, each with a number.
struct SpellingSet {
  /// For each its mark and its text.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var table = IndexTable()

  var count: Int { ends.count }

  func matches(_ spelling: Spelling, _ index: Int) -> Bool {
    let start = index == 0 ? 0 : ends[index - 1]
    let text = spelling.text
    guard ends[index] - start == text.count + 1, bytes[start] == spelling.mark else { return false }
    return bytes.withUnsafeBufferPointer {
      $0.repeats(text, from: 0, at: start + 1, count: text.count)
    }
  }

  /// The number of a spelling, which is the next one where it is new.
  mutating func insert(_ spelling: Spelling) -> (index: Int, isNew: Bool) {
    var hasher = Hasher()
    hasher.combine(spelling.mark)
    hasher.combine(bytes: UnsafeRawBufferPointer(spelling.text))
    let hash = hasher.finalize()
    if let found = table.find(hash, where: { matches(spelling, $0) }) { return (found, false) }
    table.insert(count, under: hash)
    bytes.append(spelling.mark)
    bytes += spelling.text
    ends.append(bytes.count)
    return (count - 1, true)
  }
}
