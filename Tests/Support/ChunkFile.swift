// Chunk files: many small programs in one file, `---` between them, and on each offending line a
// comment that says which diagnostic is expected there: `#! slug at column`. Several on one line
// are separated by commas. `#! slug at line:column` may stand anywhere in the chunk, for lines that
// take no comment; `#! slug` without a place means that the diagnostic has none.

public struct Chunk: Sendable, CustomStringConvertible {
  public struct Expectation: Hashable, Sendable, CustomStringConvertible {
    public let slug: String
    /// Both counted from 1; nil for a diagnostic without a place.
    public let line: Int?
    public let column: Int?

    public init(slug: String, line: Int?, column: Int?) {
      self.slug = slug
      self.line = line
      self.column = column
    }

    public var description: String {
      line.map { "\($0):\(column ?? 0) \(slug)" } ?? slug
    }
  }

  public let file: String
  /// The line of the file on which the chunk begins.
  public let firstLine: Int
  public let text: String
  public let expectations: Set<Expectation>

  public var description: String { "\(file):\(firstLine)" }

  /// The chunks of a file below the repository's root.
  public static func chunks(of file: String) throws -> [Chunk] {
    var chunks: [Chunk] = []
    var lines: [String] = []
    var firstLine = 1
    let all = try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() {
      if line == "---" {
        chunks.append(Chunk(file: file, firstLine: firstLine, lines: lines))
        lines = []
        firstLine = index + 2
      } else {
        lines.append(String(line))
      }
    }
    return chunks + [Chunk(file: file, firstLine: firstLine, lines: lines)]
  }

  private init(file: String, firstLine: Int, lines: [String]) {
    self.file = file
    self.firstLine = firstLine
    text = lines.joined(separator: "\n") + "\n"
    var found: Set<Expectation> = []
    for (index, line) in lines.enumerated() {
      let parts = line.split(separator: "#! ", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      for expectation in parts[1].split(separator: ",") {
        let words = expectation.split(separator: " ").map(String.init)
        let place = words.count == 3 && words[1] == "at" ? words[2].split(separator: ":") : []
        let numbers = place.compactMap { Int($0) }
        if numbers.count == 1 {
          found.insert(Expectation(slug: words[0], line: index + 1, column: numbers[0]))
        } else if numbers.count == 2 {
          found.insert(Expectation(slug: words[0], line: numbers[0], column: numbers[1]))
        } else if words.count == 1 {
          found.insert(Expectation(slug: words[0], line: nil, column: nil))
        }
      }
    }
    expectations = found
  }
}
