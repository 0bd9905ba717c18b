// A document as it was written: scalars, sequences, mappings, each with its place.
// It does not know what the keys mean.

public import Source

/// One value of a YAML or JSON document.
public indirect enum Node: Sendable {
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
}
