// What a factor is, and how a name leads to it: `momentum(126, 21)`, or a short name for one such.
// The table of families stands beside it.

internal import Source

/// A number for each symbol and day, from prices and volumes up to that day and nothing else.
public struct Factor: Hashable, Sendable {
  public let name: String
  /// The formula, with p[t] the close of the symbol's t-th observation.
  public let formula: String
  public let unit: String
  /// Where the definition comes from, and where ours differs.
  public let source: String
  /// Observations before the first value that is more than a placeholder.
  public let warmUp: Int
  let rule: FactorRule
  /// The family's name.
  let family: String

  public func isMember(of family: FactorFamily) -> Bool { self.family == family.name }
}

/// A factor as the setting `factor` names it: a - in front turns it around.
struct SignedFactor: Hashable {
  let name: String
  let isTurned: Bool

  init(name: String, isTurned: Bool) { (self.name, self.isTurned) = (name, isTurned) }

  init(_ text: String) {
    self.init(name: String(text.drop { $0 == "-" || $0 == " " }), isTurned: text.hasPrefix("-"))
  }

  var text: String { (isTurned ? "-" : "") + name }
}

/// Factors that differ in the lengths of their windows.
public struct FactorFamily: Sendable {
  /// A whole number that a factor is made with.
  public struct Parameter: Sendable {
    public let name: String
    public let standard: Int
    public let least: Int
  }

  public let name: String
  public let parameters: [Parameter]
  public let unit: String
  public let source: String
  let formula: @Sendable ([Int]) -> String
  let warmUp: @Sendable ([Int]) -> Int
  let rule: @Sendable ([Int]) -> FactorRule

  /// No window is longer.
  static let longest = 10_000

  /// `momentum(252, 21)`: the family with its standard parameters.
  public var standard: Factor { factor(parameters.map(\.standard)) }

  func factor(_ values: [Int], named name: String? = nil) -> Factor {
    let words = values.map { "\($0)" }.joined(separator: ", ")
    return Factor(
      name: name ?? (values.isEmpty ? self.name : "\(self.name)(\(words))"),
      formula: formula(values), unit: unit, source: source, warmUp: warmUp(values),
      rule: rule(values), family: self.name)
  }

  /// `momentum(lookback = 252, skip = 21)`
  public var signature: String {
    let words = parameters.map { "\($0.name) = \($0.standard)" }.joined(separator: ", ")
    return words.isEmpty ? name : "\(name)(\(words))"
  }
}

/// The short names: the seed's, and those that people use for one member of a family.
public let factors: [Factor] = shortNames.map { short in
  guard let family = factorFamilies.first(where: { $0.name == short.family }) else {
    preconditionFailure("no family of factors is called \(short.family)")
  }
  return family.factor(short.values, named: short.name)
}

/// The short names, then those of the families.
public let factorNames: [String] = factors.map(\.name) + factorFamilies.map(\.name)

/// The factor of a name, or a problem that says what is wrong with it, and names the nearest one.
///
/// - Parameter columns: the user's own factors.
public func factor(
  named name: String, columns: FactorColumns? = nil, maximumAge: Int = .max
) throws(BacktestProblem) -> Factor {
  if let columns, columns.names.contains(name) {
    if let problem = columns.problem(with: name) { throw problem }
    return Factor(
      name: name, formula: "the latest value of the column '\(name)'", unit: "its own",
      source: "factor_data", warmUp: 0, rule: .column(name, maximumAge: maximumAge), family: name)
  }
  if let factor = factors.first(where: { $0.name == name }) { return factor }
  let text = name.filter { $0 != " " }
  let head = String(text.prefix { $0 != "(" })
  guard let family = factorFamilies.first(where: { $0.name == head }) else {
    let near =
      nearestName(to: head, among: factorNames + (columns?.names ?? [])).map {
        "did you mean '\($0)'? "
      } ?? ""
    throw BacktestProblem(
      setting: "bundle_path", "there is no factor '\(name)'",
      help: near + "'gamut factors list' has them all")
  }
  let values = try family.values(String(text.dropFirst(head.utf8.count)), in: name)
  return family.factor(values)
}

extension FactorFamily {
  /// What stands between the brackets behind a name; standard values for what is not given.
  fileprivate func values(_ list: String, in name: String) throws(BacktestProblem) -> [Int] {
    func problem(_ message: String) -> BacktestProblem {
      BacktestProblem(
        setting: "bundle_path", "'\(name)': \(message)", help: "write \(signature), for example")
    }
    guard !list.isEmpty else { return parameters.map(\.standard) }
    guard list.hasPrefix("("), list.hasSuffix(")") else {
      throw problem("there is something behind the name")
    }
    let words = list.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard words.count <= parameters.count else {
      throw problem("it has \(words.count) parameters, and \(self.name) has \(parameters.count)")
    }
    var values = parameters.map(\.standard)
    for (place, word) in words.enumerated() {
      let parameter = parameters[place]
      guard let value = Int(word), (parameter.least...FactorFamily.longest).contains(value) else {
        throw problem(
          "'\(parameter.name)' is a whole number from \(parameter.least) to "
            + "\(FactorFamily.longest), and not '\(word)'")
      }
      values[place] = value
    }
    if let reason = rule(values).contradiction { throw problem(reason) }
    return values
  }
}
