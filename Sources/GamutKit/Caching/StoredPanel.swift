// One parsed panel of prices in the cache: its files, and the factors that somebody has had built of it.

internal import Backtest
internal import Experiment
import Glibc

/// A folder with a panel's arrays: `days.npy`, `symbols.npy`, and `close.npy`, `open.npy` … `[symbols x
/// days]`; the same by day `[days x symbols]`, symbols padded to a multiple of four with 0, as the
/// simulation reads them; in `factors-VERSION` factors like `momentum(252,21).npy`, `[symbols x days]`.
struct StoredPanel: FactorStore {
  let folder: String

  var exists: Bool { kindOfFile(folder) == S_IFDIR }

  private enum Part: String, CaseIterable {
    case close, open, high, low, volume

    static let closeByDay = "close_by_day"
    static let openByDay = "open_by_day"
    static let lastCloseByDay = "last_close_by_day"
  }

  private func path(_ name: String) -> String { "\(folder)/\(name).npy" }

  // MARK: Reading

  /// The panel, mapped; nil where it is not there, or not whole.
  func panel() -> PricePanel? {
    guard let parts = parts(), let days = MappedArray(path("days")),
      days.kind == NumPyKind.day.rawValue,
      let symbols = symbols(), !days.shape.isEmpty, days.shape[0] > 0, !symbols.isEmpty
    else { return nil }
    let dayCount = days.shape[0]
    // What is listed and cannot be had is not the same as none: prices without highs are other prices.
    var isWhole = true
    func matrix(_ name: String, _ shape: [Int]) -> MappedArray? {
      guard parts.contains(name) else { return nil }
      guard let array = MappedArray(path(name)), array.kind == NumPyKind.double.rawValue,
        array.shape == shape
      else {
        isWhole = false
        return nil
      }
      return array
    }
    let shape = [symbols.count, dayCount]
    let byDay = [dayCount, (symbols.count + 3) / 4 * 4]
    func values(_ part: Part) -> Frozen<Double>? {
      matrix(part.rawValue, shape)?.elements(of: Double.self)
    }
    func groups(_ name: String) -> Frozen<SIMD4<Double>>? {
      matrix(name, byDay)?.elements(of: SIMD4<Double>.self)
    }
    guard let close = values(.close), let closeByDay = groups(Part.closeByDay) else { return nil }
    let panel = PricePanel(
      days: days.elements(of: Int64.self).map { Day(number: Int($0)) }, symbols: symbols,
      close: close, open: values(.open), high: values(.high), low: values(.low),
      volume: values(.volume),
      dayRows: DayRows(
        close: closeByDay, open: groups(Part.openByDay), lastClose: groups(Part.lastCloseByDay)),
      store: self)
    guard isWhole else { return nil }
    CacheFolder.touch(folder)
    return panel
  }

  /// The names of the matrices that the panel has, from the file that lists them; nil where it is not whole.
  private func parts() -> Set<String>? {
    let path = "\(folder)/parts.txt"
    guard kindOfFile(path) == S_IFREG, let bytes = try? readFile(path, limit: 4096) else {
      return nil
    }
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    return lines.popLast() == StoredPanel.endOfParts ? Set(lines) : nil
  }

  private static let endOfParts = "all"

  private func symbols() -> [String]? {
    guard let array = MappedArray(path("symbols")), array.shape.count == 1,
      let width = Int(array.kind.dropFirst(2))
    else { return nil }
    let scalars = array.bytes.bindMemory(to: UInt32.self)
    return (0..<array.shape[0]).map { row in
      var name = ""
      for scalar in scalars[row * width..<(row + 1) * width] where scalar != 0 {
        name.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
      }
      return name
    }
  }

  // MARK: Writing

  /// Writes a panel into a folder that is new; false where that cannot be.
  func write(_ panel: PricePanel) -> Bool {
    let draft = pathOfDraft()
    CacheFolder.remove(draft)
    guard mkdir(draft, 0o700) == 0 else { return false }
    defer { CacheFolder.remove(draft) }
    let drafted = StoredPanel(folder: draft)
    guard drafted.writeNames(panel), drafted.writeValues(panel) else { return false }
    return rename(draft, folder) == 0 || exists
  }

  private func pathOfDraft() -> String {
    let parts = folder.split(separator: "/")
    let name = parts.last ?? ""
    return "/" + parts.dropLast().joined(separator: "/") + "/.\(name).\(getpid()).tmp"
  }

  private func writeNames(_ panel: PricePanel) -> Bool {
    let days = panel.days.map { Int64($0.number) }
    let width = max(1, panel.symbols.map(\.unicodeScalars.count).max() ?? 1)
    var scalars = [UInt32](repeating: 0, count: width * panel.symbols.count)
    for (row, symbol) in panel.symbols.enumerated() {
      for (place, scalar) in symbol.unicodeScalars.enumerated() {
        scalars[row * width + place] = scalar.value
      }
    }
    let kind = NumPyKind.unicode.rawValue + "\(width)"
    return days.withUnsafeBytes {
      NumPyFile.write(path("days"), NumPyKind.day.rawValue, [days.count], $0)
    }
      && scalars.withUnsafeBytes {
        NumPyFile.write(path("symbols"), kind, [panel.symbols.count], $0)
      }
  }

  private func writeValues(_ panel: PricePanel) -> Bool {
    let shape = [panel.symbols.count, panel.days.count]
    let byDay = [panel.days.count, (panel.symbols.count + 3) / 4 * 4]
    var parts = ""
    func write(_ name: String, _ values: Frozen<some BitwiseCopyable>?, _ shape: [Int]) -> Bool {
      guard let values else { return true }
      parts += "\(name)\n"
      return values.withBytes {
        NumPyFile.write(path(name), NumPyKind.double.rawValue, shape, $0)
      }
    }
    let rows = DayRows(panel)
    let isWritten =
      write(Part.close.rawValue, panel.close, shape)
      && write(Part.open.rawValue, panel.open, shape)
      && write(Part.high.rawValue, panel.high, shape)
      && write(Part.low.rawValue, panel.low, shape)
      && write(Part.volume.rawValue, panel.volume, shape)
      && write(Part.closeByDay, rows.close, byDay) && write(Part.openByDay, rows.open, byDay)
      && write(Part.lastCloseByDay, rows.lastClose, byDay)
    guard isWritten else { return false }
    let list = Array("\(parts)\(StoredPanel.endOfParts)\n".utf8)
    return (try? writeFile("\(folder)/parts.txt", list)) != nil
  }

  // MARK: Factors

  /// Where factors are, which are of one version of this program: another may compute them otherwise.
  var factorFolder: String { "\(folder)/factors-\(toolVersion)" }

  func path(of factor: KeptFactor) -> String { "\(factorFolder)/\(factor.name).npy" }

  func column(_ factor: KeptFactor) -> Frozen<Double>? {
    guard let array = MappedArray(path(of: factor)), array.kind == NumPyKind.double.rawValue
    else { return nil }
    return array.elements(of: Double.self)
  }

  /// Computes a factor and keeps it; false where it cannot be written.
  func build(_ factor: Factor, of panel: PricePanel) -> Bool {
    guard let kept = factor.kept else { return false }
    let final = path(of: kept)
    let draft = "\(factorFolder)/.\(getpid()).tmp"
    mkdir(factorFolder, 0o700)
    unlink(draft)
    let isWritten = panel.computed(factor).withBytes {
      NumPyFile.write(
        draft, NumPyKind.double.rawValue, [panel.symbols.count, panel.days.count], $0)
    }
    guard isWritten, rename(draft, final) == 0 else {
      unlink(draft)
      return false
    }
    return true
  }

  /// The names of the factors that are kept, sorted.
  var factorNames: [String] {
    namesInFolder(factorFolder).filter { $0.hasSuffix(".npy") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(4)) }
  }
}
