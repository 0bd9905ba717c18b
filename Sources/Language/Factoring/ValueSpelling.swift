// Values as a program spells them.

internal import Experiment
internal import Source

extension Value {
  /// The expression that is this value for a setting.
  var spelling: String {
    switch self {
    case .none: "none"
    case .bool(let truth): String(truth)
    case .int(let number): wholeSpelling(String(number))
    case .number(let number):
      number.integer.map { abs($0) >= 10_000 ? wholeSpelling(String($0)) : number.description }
        ?? number.description
    case .text(let text): stringSpelling(text)
    case .day, .duration: description
    case .period(let period): period.period.spelling
    case .bundle(let bundle): stringSpelling(bundle.path)
    case .list(let values): "[\(values.map(\.spelling).joined(separator: ", "))]"
    case .record(let record):
      "{ \(record.fields.map { "\(nameSpelling($0.name)) = \($0.value.spelling)" }.joined(separator: ", ")) }"
    case .quantity: description
    }
  }
}

extension Period {
  /// `2015`, `2015 .. 2020`, `2015Q1 .. 2016Q4`, `2015-03 .. 2016-02`, or two days.
  var spelling: String {
    let (from, to) = ends
    return from == to && from.utf8.count < 10 ? from : "\(from) .. \(to)"
  }
}

/// Digits in groups of three, from five digits on.
private func wholeSpelling(_ text: String) -> String {
  let digits = text.drop { $0 == "-" }
  guard digits.count > 4 else { return text }
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { result += "_" }
    result.append(digit)
  }
  return (text.hasPrefix("-") ? "-" : "") + result
}

/// A string in quotes.
func stringSpelling(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "{": result += "{{"
    case "}": result += "}}"
    default:
      if scalar.isUnsafeToShow || scalar == "\u{FEFF}" {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + "\""
}
