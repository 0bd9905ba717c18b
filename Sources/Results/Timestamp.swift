// A moment in UTC, as the store writes it. It does not know what time it is: callers do.

internal import Experiment

/// A moment, to the millisecond.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// Reads what ``description`` writes; nil for any other text.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, let day = Day(text.prefix(10)) else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      let digits = bytes[range]
      guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return Int64(String(decoding: digits, as: UTF8.self))
    }
    let marks = [10: "T", 13: ":", 16: ":", 19: ".", 23: "Z"]
    guard marks.allSatisfy({ bytes[$0.key] == $0.value.utf8.first }),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let rest = number(20..<23), hour < 24, minute < 60, second < 60
    else { return nil }
    milliseconds =
      ((Int64(day.number) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + rest
  }

  /// Without marks, to the second: `20260102T030405Z`, for names of files.
  public var compact: String {
    let parts = self.parts
    let day = parts.day.description.filter { $0 != "-" }
    return "\(day)T\(two(parts.hour))\(two(parts.minute))\(two(parts.second))Z"
  }

  private var parts: (day: Day, hour: Int, minute: Int, second: Int, rest: Int) {
    let perDay: Int64 = 86_400_000
    var day = milliseconds / perDay
    var rest = Int(milliseconds % perDay)
    if rest < 0 {
      day -= 1
      rest += Int(perDay)
    }
    return (
      Day(number: Int(day)), rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000
    )
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension Timestamp: CustomStringConvertible {
  /// `2026-01-02T03:04:05.678Z`.
  public var description: String {
    let parts = self.parts
    let thousandths = String(String(1000 + parts.rest).dropFirst())
    return
      "\(parts.day)T\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)).\(thousandths)Z"
  }
}
