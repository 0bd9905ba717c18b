// What the runs of a batch may use, and what happens when one fails. None of it belongs to a run's
// identity: the result of a run that ends well is the same.

/// The limits of each run, and how often one that failed is tried again.
public struct RunPolicy: Hashable, Sendable {
  /// Wall-clock time of one attempt. A job's own timeout wins over it.
  public var timeout: Duration?
  /// Resident memory of a run with everything that it has started.
  public var memory: MemorySize?
  /// CPU time of a run with everything that it has started.
  public var cpuTime: Duration?
  /// How often a run that failed is tried again, where trying again can help.
  public var retries = 0

  public static let mostRetries = 100

  public init() {}
}

/// An amount of memory, written `512MB` or `2GB`: units are powers of 1024.
public struct MemorySize: Hashable, Sendable {
  public let bytes: Int

  /// Nil for less than one MiB, which no process can live in, and for amounts that no machine has.
  public init?(bytes: Int) {
    guard bytes >= 1 << 20, bytes <= 1 << 50 else { return nil }
    self.bytes = bytes
  }

  /// Reads `512MB`, `2G`, `1.5GiB`; nil for any other text.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let amount = Decimal(String(digits))?.double,
      let power = MemorySize.units[text.dropFirst(digits.count).uppercased()],
      amount * Double(1 << power) <= Double(1 << 50)
    else { return nil }
    self.init(bytes: Int(amount * Double(1 << power)))
  }

  /// `2GiB` as the language has it; nil for other units.
  public init?(_ amount: Decimal, _ unit: LiteralUnit) {
    let powers: [LiteralUnit: Int] = [.kibibytes: 10, .mebibytes: 20, .gibibytes: 30]
    guard let power = powers[unit], amount.double * Double(1 << power) <= Double(1 << 50) else {
      return nil
    }
    self.init(bytes: Int(amount.double * Double(1 << power)))
  }

  private static let units: [String: Int] = [
    "K": 10, "KB": 10, "KIB": 10, "M": 20, "MB": 20, "MIB": 20, "G": 30, "GB": 30, "GIB": 30,
    "T": 40, "TB": 40, "TIB": 40,
  ]

  public var megabytes: Double { Double(bytes) / Double(1 << 20) }

  public static let help = "an amount of at least 1 MB: \"512MB\", \"2GB\", 2GiB"
}

extension MemorySize: CustomStringConvertible {
  /// In the largest unit that leaves an integer.
  public var description: String {
    for (power, unit) in [(40, "TB"), (30, "GB"), (20, "MB"), (10, "KB")]
    where bytes % (1 << power) == 0 {
      return "\(bytes >> power)\(unit)"
    }
    return "\(max(1, bytes >> 20))MB"
  }
}
