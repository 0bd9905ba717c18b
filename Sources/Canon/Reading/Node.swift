// A document as it was written: scalars, sequences, mappings, each with its place.
// It does not know what the keys mean.

public import Source

/// One value of a YAML or JSON document.
public enum Node: Sendable {
  case scalar(Scalar)
  case sequence([Node], Span)
  case mapping([Member], Span)

  /// A scalar keeps its text: what it means is decided by the schema, not by guesses.
  public struct Scalar: Sendable {
    public enum Style: Sendable {
      case plain, quoted
    }

    public let text: String
    public let style: Style
    public let span: Span

    public init(text: String, style: Style, span: Span) {
      self.text = text
      self.style = style
      self.span = span
    }

    /// Whether this stands for the absence of a value: a bare `null`, `~`, or nothing at all.
    public var isNull: Bool {
      guard style == .plain else { return false }
      switch text {
      case "", "~", "null", "Null", "NULL": return true
      default: return false
      }
    }
  }

  public struct Member: Sendable {
    public let key: Scalar
    public let value: Node

    public init(key: Scalar, value: Node) {
      self.key = key
      self.value = value
    }
  }

  public var span: Span {
    switch self {
    case .scalar(let scalar): scalar.span
    case .sequence(_, let span), .mapping(_, let span): span
    }
  }

  /// The value of a key of a mapping.
  public subscript(key: String) -> Node? {
    guard case .mapping(let members, _) = self else { return nil }
    return members.first { $0.key.text == key }?.value
  }

  /// As in "and this is ...".
  public var phrase: String {
    switch self {
    case .scalar(let scalar) where scalar.isNull: "nothing"
    case .scalar(let scalar): scalar.style == .quoted ? "a string" : "'\(scalar.text)'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// Why a text is not a document that can be read, and where.
public struct DocumentProblem: Error, Sendable {
  public let message: String
  public let span: Span
  public let help: String?

  public init(_ message: String, at span: Span, help: String? = nil) {
    self.message = message
    self.span = span
    self.help = help
  }
}

/// The keys of one mapping so far: finds the one that stands twice.
struct KeySet {
  private var few: [String] = []
  private var many: Set<String> = []

  /// False if the key is there already.
  mutating func insert(_ key: String) -> Bool {
    if !many.isEmpty { return many.insert(key).inserted }
    if few.contains(key) { return false }
    few.append(key)
    if few.count > 16 { many = Set(few) }
    return true
  }
}

extension Node {
  /// The text of a member that is a scalar.
  public func text(_ key: String) -> String? {
    if case .scalar(let scalar)? = self[key] { scalar.text } else { nil }
  }
}
