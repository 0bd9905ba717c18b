// How a run gets its id: readable, safe as a folder's name, never longer than 100 bytes.

/// The recipe of the ids of a row.
public struct RunName: Sendable {
  public enum Piece: Sendable {
    case literal(String)
    /// The label of an axis's level, by axis number; nothing where the axis does not exist.
    case label(Int)
    case value(Formula, TextFormat, Place)
  }

  public enum Style: Sendable {
    /// Made of labels, which `_` joins; shortened with the run's key where it grows too long.
    case automatic
    /// Written by a person: exactly this text, so too long is an error.
    case template
  }

  public let pieces: [Piece]
  public let style: Style
  public let place: Place

  public static let maximumBytes = 100

  public init(pieces: [Piece], style: Style, place: Place) {
    self.pieces = pieces
    self.style = style
    self.place = place
  }

  func text(
    at point: Point, in plan: Plan, _ evaluator: Evaluator,
    settings: () throws(EvaluationFailure) -> Settings
  ) throws(EvaluationFailure) -> String {
    var texts: [String] = []
    for piece in pieces {
      switch piece {
      case .literal(let text): texts.append(text)
      case .label(let axis):
        if let label = plan.label(ofAxis: axis, at: point) { texts.append(label) }
      case .value(let formula, let format, let place):
        texts.append(pathSafe(try format.text(of: try evaluator.value(of: formula), at: place)))
      }
    }
    var id = texts.joined(separator: style == .automatic ? "_" : "")
    if id.isEmpty, style == .automatic { id = "run" }
    if id.utf8.count > RunName.maximumBytes, style == .automatic {
      let key = try RunKey(
        job: plan.job, settings: settings().resolved(by: plan.schema), plan.schema)
      return "\(prefix(of: id, bytes: 87))-\(key.short)"
    }
    if let problem = RunName.problem(with: id) {
      throw EvaluationFailure(problem, at: place)
    }
    return id
  }

  /// Whether a text can be an id.
  public static func isValid(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = id.first, first != UInt8(ascii: "."), id.count <= maximumBytes else {
      return false
    }
    return id.allSatisfy(\.isPathSafe)
  }

  /// What is wrong with an id; nil if it is fine.
  public static func problem(with id: String) -> String? {
    if id.isEmpty { return "an id is empty" }
    if id.utf8.count > maximumBytes {
      return "the id '\(id)' has \(id.utf8.count) bytes, and at most \(maximumBytes) are allowed"
    }
    if id.hasPrefix(".") { return "the id '\(id)' starts with a point" }
    guard id.utf8.allSatisfy(\.isPathSafe) else {
      return "the id '\(id)' has characters other than letters, digits and . _ -"
    }
    return nil
  }

  private func prefix(of text: String, bytes: Int) -> String {
    String(decoding: text.utf8.prefix(bytes), as: UTF8.self)
  }
}

/// The text with each stretch of characters that are not safe in a path turned into one `-`.
public func pathSafe(_ text: String) -> String {
  var result: [UInt8] = []
  var isInStretch = false
  for byte in text.utf8 {
    if byte.isPathSafe {
      result.append(byte)
    } else if !isInStretch {
      result.append(0x2D)
    }
    isInStretch = !byte.isPathSafe
  }
  return String(decoding: result, as: UTF8.self)
}

extension UInt8 {
  var isPathSafe: Bool {
    isASCIILetterOrDigit || self == 0x2E || self == 0x5F || self == 0x2D
  }
}
