// A setting's value as JSON: numbers as numbers, lists as arrays, everything else by its text.

public import Experiment

public func valueDocument(_ value: Value) -> JSONText {
  switch value {
  case .none: .null
  case .bool(let truth): .bool(truth)
  case .int(let number): .int(Int(number))
  case .number(let number): .number(number.double)
  case .list(let values): .array(values.map(valueDocument))
  case .quantity, .text, .day, .duration, .period, .bundle: .string(value.description)
  }
}
