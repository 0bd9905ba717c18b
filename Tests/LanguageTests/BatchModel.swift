// A program as a small tree of its own, and its text: the other side of the property tests.
// It shares nothing with the product; what the tree means is in Denotation.swift.

enum Model {
  enum Value: Hashable {
    case int(Int)
    case text(String)
    case bool(Bool)
    /// One of the program's presets, by name.
    case preset(String)
  }

  indirect enum Expression {
    case value(Value)
    case name(String)
    case sum(Expression, Expression)
    case product(Expression, Expression)
    case remainder(Expression, Int)
    case choice(Condition, Expression, Expression)
  }

  indirect enum Condition {
    case less(Expression, Expression)
    case equal(Expression, Expression)
    case and(Condition, Condition)
    case or(Condition, Condition)
    case not(Condition)
  }

  struct Level {
    var label: String?
    /// One for each name of the axis.
    var parts: [Expression]
  }

  enum Levels {
    case list([Level])
    /// From 1.
    case upTo(Expression)
  }

  struct Axis {
    /// Settings, `period`, `preset`, or one private name; several move together.
    var names: [String]
    var levels: Levels
    var condition: Condition?
  }

  /// Sweeps and a filter with a `sample` below them.
  struct Sample {
    var axes: [Axis]
    var filter: Condition?
    var count: Int
    var seed: Int
  }

  enum RunName {
    case none
    case name(String)
    /// Literal texts and names in braces, by turns.
    case template([String])
  }

  struct Field {
    var name: String
    var value: Expression
  }

  indirect enum Clause {
    case set(String, Expression)
    case define(String, Expression)
    case sweep([Axis])
    case loop([Axis], [Clause])
    case when(Condition)
    case except(Condition)
    case group(String?, [Clause])
    case sample(Sample)
    case run(RunName, [Field])
  }

  struct Program {
    var presets: [(name: String, fields: [Field])] = []
    var clauses: [Clause]

    var text: String {
      let head = """
        batch b { equal_runs = "keep_first" }
        let strategy = "equal_weight"
        let period = 2014\n
        """
      let declared = presets.map { "preset \($0.name) \(Model.text($0.fields))\n" }.joined()
      return head + declared + Model.text(clauses, indentation: "")
    }
  }
}

// MARK: - Text

extension Model {
  static func text(_ clauses: [Clause], indentation: String) -> String {
    clauses.map { indentation + text($0, indentation) + "\n" }.joined()
  }

  static func text(_ fields: [Field]) -> String {
    "{ \(fields.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")) }"
  }

  private static func text(_ clause: Clause, _ indentation: String) -> String {
    func scope(_ clauses: [Clause]) -> String {
      "{\n\(text(clauses, indentation: indentation + "  "))\(indentation)}"
    }
    func list(_ axes: [Axis]) -> String { axes.map(\.description).joined(separator: ", ") }
    switch clause {
    case .set(let name, let value): return "let \(name) = \(value)"
    case .define(let name, let value): return "def \(name) = \(value)"
    case .sweep(let axes): return "sweep \(list(axes))"
    case .loop(let axes, let body): return "for \(list(axes)) \(scope(body))"
    case .when(let condition): return "when \(condition)"
    case .except(let condition): return "except \(condition)"
    case .group(let name, let body): return "group \(name.map { $0 + " " } ?? "")\(scope(body))"
    case .sample(let sample):
      let filter = sample.filter.map { "\(indentation)when \($0)\n" } ?? ""
      return "sweep \(list(sample.axes))\n\(filter)\(indentation)sample \(sample.count)"
        + " seed \(sample.seed)"
    case .run(let name, let fields):
      let block = fields.isEmpty ? "" : " " + text(fields)
      switch name {
      case .none: return "run" + block
      case .name(let name): return "run \(name)" + block
      case .template(let parts):
        let pieces = parts.enumerated().map { $0 % 2 == 0 ? $1 : "{\($1)}" }
        return "run \"\(pieces.joined())\"" + block
      }
    }
  }
}

extension Model.Value: CustomStringConvertible {
  var description: String {
    switch self {
    case .int(let value): String(value)
    case .text(let text): "\"\(text)\""
    case .bool(let truth): String(truth)
    case .preset(let name): name
    }
  }
}

extension Model.Expression: CustomStringConvertible {
  var description: String {
    switch self {
    case .value(let value): value.description
    case .name(let name): name
    case .sum(let a, let b): "(\(a) + \(b))"
    case .product(let a, let b): "(\(a) * \(b))"
    case .remainder(let a, let b): "mod(\(a), \(b))"
    case .choice(let condition, let a, let b): "(if \(condition) then \(a) else \(b))"
    }
  }
}

extension Model.Condition: CustomStringConvertible {
  var description: String {
    switch self {
    case .less(let a, let b): "\(a) < \(b)"
    case .equal(let a, let b): "\(a) == \(b)"
    case .and(let a, let b): "(\(a) and \(b))"
    case .or(let a, let b): "(\(a) or \(b))"
    case .not(let a): "not (\(a))"
    }
  }
}

extension Model.Axis: CustomStringConvertible {
  var description: String {
    let target = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
    let exists = condition.map { " if \($0)" } ?? ""
    switch levels {
    case .upTo(let last): return "\(target) in 1 .. \(last)\(exists)"
    case .list(let levels):
      let items = levels.map { level in
        let parts = level.parts.map(\.description).joined(separator: ", ")
        return (level.label.map { $0 + ": " } ?? "") + (names.count == 1 ? parts : "(\(parts))")
      }
      return "\(target) in [\(items.joined(separator: ", "))]\(exists)"
    }
  }
}
