// Reads the file of a factor bundle. It does not know which factors exist.

public import Experiment
public import Source

/// What became of a bundle's file.
public struct LoadedBundle: Sendable {
  /// Nil where there is an error.
  public let bundle: FactorBundle?
  /// In the order of the text.
  public let diagnostics: [Diagnostic]
}

/// Reads and checks the YAML of a factor bundle.
public func readBundle(_ source: SourceText) -> LoadedBundle {
  var findings = Findings()
  var bundle: FactorBundle?
  do throws(DocumentProblem) {
    let document = try YAMLReader.read(source.bytes)
    bundle = BundleReader(settings: SettingReader(form: .yaml)).bundle(document, &findings)
  } catch {
    findings.add(error)
  }
  return LoadedBundle(
    bundle: findings.containsError ? nil : bundle, diagnostics: findings.sorted())
}

private struct BundleReader {
  let settings: SettingReader

  func bundle(_ document: Node, _ findings: inout Findings) -> FactorBundle? {
    let required = ["universe", "factor_set", "horizon_days", "factors"]
    guard
      let fields = FieldReader(
        document, "a bundle", keys: required + ["options"], settings, &findings,
        unknownIsError: false)
    else { return nil }
    fields.require(required, &findings)
    let universe = fields.text("universe", &findings)
    let factorSet = fields.text("factor_set", &findings)
    let horizon = fields.value("horizon_days", .int(0...100_000), &findings)
    let factors = fields.given("factors").flatMap { self.factors($0, &findings) }
    guard let universe, let factorSet, let factors, case .int(let days) = horizon else {
      return nil
    }
    var bundle = FactorBundle(
      universe: universe, factorSet: factorSet, horizonDays: Int(days), factors: factors)
    if let node = fields.given("options") { readOptions(node, into: &bundle, &findings) }
    return bundle
  }

  private func factors(_ node: Node, _ findings: inout Findings) -> [FactorBundle.Factor]? {
    guard case .sequence(let nodes, let span) = node, !nodes.isEmpty else {
      findings.error(
        .wrongType, "'factors' is a list of factors, and this is \(node.phrase)", at: node.span,
        help: "write '- name: ...' with weight and direction for each")
      return nil
    }
    var factors: [FactorBundle.Factor] = []
    var spans: [String: Span] = [:]
    var total: Decimal? = .zero
    for node in nodes {
      guard let (factor, weight) = factor(node, &findings) else {
        total = nil
        continue
      }
      let place = node["name"]?.span ?? node.span
      if let first = spans.updateValue(place, forKey: factor.name) {
        findings.error(
          .givenTwice, "the factor '\(factor.name)' stands twice in the bundle", at: place,
          secondary: [.init(first, "first here")], help: "add the weights up in one entry")
      }
      factors.append(factor)
      total = total.flatMap { Decimal.sum($0, weight) }
    }
    guard let total else { return nil }
    if let low = Decimal("0.99"), let high = Decimal("1.01"), total < low || total > high {
      findings.error(
        .bundleWeights, "the weights add up to \(total), and not to 1", at: span,
        help: "change them so that their sum lies in 0.99 .. 1.01")
    }
    return factors
  }

  private func factor(
    _ node: Node, _ findings: inout Findings
  ) -> (FactorBundle.Factor, Decimal)? {
    let keys = ["name", "weight", "direction"]
    guard
      let fields = FieldReader(
        node, "a factor", keys: keys, settings, &findings, unknownIsError: false)
    else { return nil }
    fields.require(keys, &findings)
    let name = fields.text("name", &findings)
    let weight = fields.number("weight", &findings)
    let words = SettingType.choice(FactorBundle.Direction.allCases.map(\.rawValue))
    guard let direction = fields.value("direction", words, &findings), let name, let weight else {
      return nil
    }
    let factor = FactorBundle.Factor(
      name: name, weight: weight.double,
      direction: FactorBundle.Direction(rawValue: direction.description) ?? .positive)
    return (factor, weight)
  }

  private func readOptions(
    _ node: Node, into bundle: inout FactorBundle, _ findings: inout Findings
  ) {
    guard
      let fields = FieldReader(
        node, "the options of a bundle",
        keys: ["winsorize", "winsorize_limits", "zscore", "neutralize_by"], settings, &findings,
        unknownIsError: false)
    else { return }
    if let winsorize = fields.bool("winsorize", &findings) { bundle.winsorize = winsorize }
    if let zscore = fields.bool("zscore", &findings) { bundle.zscore = zscore }
    let unit = SettingType.number(NumberRange(.zero, Decimal(1)))
    if case .list(let limits) = fields.value("winsorize_limits", .list(of: unit), &findings) {
      let values = limits.compactMap(\.decimal)
      if values.count == 2, values[0] < values[1] {
        bundle.winsorizeLimits = (values[0].double, values[1].double)
      } else {
        findings.error(
          .outOfRange, "'winsorize_limits' must be two quantiles, the lower one first",
          at: fields.node("winsorize_limits")?.span, help: "write [0.01, 0.99]")
      }
    }
    bundle.neutralizeBy = fields.text("neutralize_by", &findings)
  }
}
