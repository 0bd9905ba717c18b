// Runs that were listed one by one, by columns: a value that many of them share stands once.

public struct RunTable: Sendable {
  /// What all runs have for one setting.
  public struct Column: Sendable {
    public let setting: Int
    /// The values; nil: the setting is not given.
    public var values: [Value?]
    /// For each run the number of its value. Empty where all runs have the first one.
    public var codes: CodeList
    /// Whether the first value is one for all runs that give none themselves.
    public let hasDefault: Bool
    /// Whether the command line gives the value, whatever the runs say.
    public let isForced: Bool

    public init(
      setting: Int, values: [Value?], codes: CodeList, hasDefault: Bool = false,
      isForced: Bool = false
    ) {
      self.setting = setting
      self.values = values
      self.codes = codes
      self.hasDefault = hasDefault
      self.isForced = isForced
    }

    public func code(ofRun number: Int) -> Int { codes.count == 0 ? 0 : codes[number] }

    public func value(ofRun number: Int) -> Value? { values[code(ofRun: number)] }

    /// The value that all runs have; nil where they differ, or none has any.
    public var sharedValue: Value? {
      let first = value(ofRun: 0)
      var last = code(ofRun: 0)
      for number in 0..<codes.count where codes[number] != last {
        guard value(ofRun: number) == first else { return nil }
        last = codes[number]
      }
      return first
    }
  }

  public let ids: TextList
  /// One for each setting that any run gives, in the order of the schema.
  public private(set) var columns: [Column]

  public init(ids: TextList, columns: [Column]) {
    self.ids = ids
    self.columns = columns.sorted { $0.setting < $1.setting }
  }

  public var count: Int { ids.count }

  /// The settings that were given for a run.
  public func settings(ofRun number: Int, in schema: Schema) -> Settings {
    var settings = Settings(count: schema.settings.count)
    for column in columns { settings[column.setting] = column.value(ofRun: number) }
    return settings
  }

  /// A run as a row of constants.
  public func row(_ number: Int, in schema: Schema) -> PlanRow {
    let places = TablePlaces(schema)
    let place = places.place(ofRun: number)
    return PlanRow(
      name: RunName(pieces: [.literal(ids[number])], style: .template, place: place),
      assignments: columns.compactMap { column in
        column.value(ofRun: number).map { value in
          let formula = Formula.constant(value)
          let isDefault = column.hasDefault && column.code(ofRun: number) == 0
          let place =
            isDefault
            ? places.place(ofDefault: column.setting)
            : places.place(ofRun: number, setting: column.setting)
          return Assignment(
            setting: column.setting, formula: formula, place: column.isForced ? .unknown : place,
            origin: column.isForced
              ? Origin(.commandLine, formula, where: nil, at: .unknown, previous: nil) : nil)
        }
      },
      place: place)
  }

  /// Some of the runs.
  public func picking(_ numbers: [Int]) -> RunTable {
    RunTable(
      ids: ids.picking(numbers),
      columns: columns.compactMap { column in
        guard numbers.contains(where: { column.value(ofRun: $0) != nil }) else { return nil }
        var column = column
        if column.codes.count > 0 { column.codes = column.codes.picking(numbers) }
        return column
      })
  }

  /// The same runs, all of them with these values.
  public func forcing(_ values: [Int: Value]) -> RunTable {
    let others = columns.filter { values[$0.setting] == nil }
    let forced = values.map {
      Column(setting: $0.key, values: [$0.value], codes: CodeList(), isForced: true)
    }
    return RunTable(ids: ids, columns: others + forced)
  }
}

/// Texts of at most 255 bytes each, which stand in one array of bytes, perhaps among others.
public struct TextList: Sendable {
  public private(set) var bytes: [UInt8]
  private var starts: [UInt32] = []
  private var lengths: [UInt8] = []

  /// - Parameter bytes: Where texts stand that are added by their place.
  public init(in bytes: [UInt8] = []) { self.bytes = bytes }

  public var count: Int { starts.count }

  public subscript(index: Int) -> String {
    String(decoding: bytes[range(of: index)], as: UTF8.self)
  }

  /// Where a text stands among the bytes.
  public func range(of index: Int) -> Range<Int> {
    let start = Int(starts[index])
    return start..<start + Int(lengths[index])
  }

  /// Adds a text that stands among the bytes.
  public mutating func append(at start: Int, count: Int) {
    precondition(count < 256 && start + count <= bytes.count)
    starts.append(UInt32(start))
    lengths.append(UInt8(count))
  }

  /// Adds a text behind the others.
  public mutating func append(_ text: [UInt8]) {
    let start = bytes.count
    bytes += text
    append(at: start, count: text.count)
  }

  func picking(_ indices: [Int]) -> TextList {
    var result = TextList(in: bytes)
    for index in indices {
      result.append(at: Int(starts[index]), count: Int(lengths[index]))
    }
    return result
  }
}

/// Places of a table: a run, what it gives for a setting, or the default of all runs for a setting.
public struct TablePlaces: Sendable {
  private let stride: Int

  public init(_ schema: Schema) { stride = schema.settings.count + 1 }

  public func place(ofRun number: Int, setting: Int? = nil) -> Place {
    Place(number * stride + (setting.map { $0 + 1 } ?? 0))
  }

  public func place(ofDefault setting: Int) -> Place { Place(-2 - setting) }

  /// The run, which is nil for a default, and the setting, which is nil for a run; nil for other places.
  public func owner(of place: Place) -> (run: Int?, setting: Int?)? {
    if place.id < -1 { return (nil, Int(-2 - place.id)) }
    guard place.id >= 0 else { return nil }
    let (run, setting) = Int(place.id).quotientAndRemainder(dividingBy: stride)
    return (run, setting == 0 ? nil : setting - 1)
  }
}
