// A part of the program that factoring finds: what a scope will say.

internal import Experiment

/// Names that take their levels together.
final class FoundAxis {
  /// The numbers of the fields; several make a tuple.
  let fields: [Int]
  /// For each level the code of each field.
  let levels: [[Int32]]
  /// Fields that have the value of one of those at every level: of more than two levels they are no
  /// part of the tuple.
  let copies: [(field: Int, of: Int)]
  /// The call that makes the levels, periods with days to train on: these come along.
  let windows: String?
  /// How the levels appear in ids.
  var labelling = Labelling.open

  enum Labelling {
    /// No id was looked at yet.
    case open
    /// Each level has the label that its value has by itself.
    case own
    case texts([String])
    /// The levels are presets of these names, so that a template can name them.
    case presets([String])
  }

  /// The labels, where they are not those that the values have by themselves.
  var labels: [String]? {
    switch labelling {
    case .open, .own: nil
    case .texts(let labels), .presets(let labels): labels
    }
  }

  var isPreset: Bool { if case .presets = labelling { true } else { false } }

  init(_ fields: [Int], _ levels: [[Int32]], in grid: RunGrid, hasWindows: Bool = false) {
    if hasWindows, let (period, text) = FoundAxis.windows(fields, levels, in: grid) {
      self.fields = [period]
      self.levels = levels.map { level in [level[fields.firstIndex(of: period) ?? 0]] }
      copies = []
      windows = text
      return
    }
    windows = nil
    var own: [Int] = []
    var copies: [(field: Int, of: Int)] = []
    for part in fields.indices {
      let original = own.first { other in
        levels.count > 2
          && levels.allSatisfy { grid.isSame(fields[part], $0[part], fields[other], $0[other]) }
      }
      if let original { copies.append((fields[part], fields[original])) } else { own.append(part) }
    }
    self.fields = own.map { fields[$0] }
    self.levels = levels.map { level in own.map { level[$0] } }
    self.copies = copies
  }
}

extension RunGrid {
  /// Whether two settings of one type have the same value.
  fileprivate func isSame(_ a: Int, _ codeOfA: Int32, _ b: Int, _ codeOfB: Int32) -> Bool {
    guard fields[a].settings.count == 1, fields[b].settings.count == 1 else { return false }
    let types = [fields[a], fields[b]].map { schema.settings[$0.settings[0]].type.word }
    return types[0] == types[1]
      && fields[a].levels[Int(codeOfA)] == fields[b].levels[Int(codeOfB)]
  }
}

/// A condition that points break which are not among the runs.
enum FoundFilter {
  /// `when a < b`, of two fields.
  case comparison(Int, String, Int)
  /// `except` the levels of some axes: for each the number of a field and the codes that it has there.
  case box([(axis: FoundAxis, field: Int, codes: Set<Int32>)])
}

/// A field with the value that it has at most points, and the corners at which it has another.
struct FoundException {
  let field: Int
  let usual: Int32
  let other: Int32
  let corners: [FoundFilter]
}

/// What stands in one scope.
struct Block {
  enum Body {
    /// One `run` for each point of the axes around it.
    case run(IDPattern)
    /// Scopes and runs, one after the other.
    case union([Block])
  }

  /// Fields with the code that all runs of the block have.
  var lets: [(field: Int, code: Int32)] = []
  var axes: [FoundAxis] = []
  var filters: [FoundFilter] = []
  /// Fields that have one value at most points, and another at some.
  var exceptions: [FoundException] = []
  var body: Body

  /// How much there is to read, in statements and entries of long tables.
  var cost: Int {
    let tables = axes.map { axis in
      if axis.fields.count == 1 { return 1 }
      if axis.isPreset { return axis.levels.count + 1 }
      return axis.labels != nil || axis.levels.count > 12 ? axis.levels.count / 2 + 1 : 1
    }
    let copies = axes.reduce(0) { $0 + $1.copies.count }
    return lets.count + tables.reduce(0, +) + copies + filters.count + exceptions.count * 2 + inside
  }

  private var inside: Int {
    guard case .union(let parts) = body else { return 1 }
    return parts.reduce(0) { sum, part in
      // A run's settings stand on its line, a scope has one of its own.
      if case .run = part.body, part.axes.isEmpty { return sum + 1 + part.lets.count / 2 }
      return sum + 1 + part.cost
    }
  }
}

/// Runs that stand together, perhaps several times alike: wherever a loop around them begins anew.
struct Stretch {
  /// Where they begin, for each point of the loops around.
  let starts: [Int]
  let count: Int

  var first: Range<Int> { starts[0]..<starts[0] + count }

  /// A part of it.
  func part(from offset: Int, count: Int) -> Stretch {
    Stretch(starts: starts.map { $0 + offset }, count: count)
  }
}
