// Prices that were parsed before. A panel is found by what is in its files, so that a changed file is another
// panel; all processes map the same memory.

internal import Backtest
internal import Experiment
import Glibc
internal import Results

struct PanelCache {
  private let cache: CacheFolder

  /// Files that have less in all are parsed anew: that takes less than 10 ms.
  static let leastBytes = 1 << 20

  init(_ cache: CacheFolder) { self.cache = cache }

  /// A file by its name and what is in it.
  typealias NamedHash = (path: String, hash: String)

  /// The place of the panel that these files make together.
  func place(of files: [NamedHash]) -> StoredPanel {
    var hasher = ContentHasher()
    hasher.update("panel 2\n")
    // Of the path counts what can be the symbol.
    for file in files {
      hasher.update("\(file.path.split(separator: "/").last ?? "")\0\(file.hash)\n")
    }
    return StoredPanel(folder: "\(cache.path)/panels/\(hasher.finish().text.prefix(32))")
  }

  /// The panel of these files: the kept one, or the one that `parse` makes, which is kept.
  ///
  /// Of many processes that want the same panel one parses, and the others wait for it.
  func panel(
    _ files: [NamedHash], parse: () throws(FileProblem) -> PricePanel
  ) throws(FileProblem) -> PricePanel {
    let place = place(of: files)
    if let panel = place.panel() { return panel }
    guard cache.make("panels") else { return try parse() }
    let lock = CacheFolder.Lock("\(place.folder).lock")
    defer { withExtendedLifetime(lock) {} }
    if let panel = place.panel() { return panel }
    cache.tidy("panels")
    // What is not whole is of no use.
    CacheFolder.remove(place.folder)
    let panel = try parse()
    guard lock != nil, place.write(panel), let kept = place.panel() else { return panel }
    return kept
  }
}
