// Opens the price files that a user has, in whatever form, and writes them as gamut reads them fastest.

public import Backtest
import Glibc

/// The text files of prices that a path means: itself, standard input for `-`, or those of a folder that
/// end in .csv or .txt.
public func foreignPriceFiles(_ path: String) throws(FileProblem) -> [PriceFile] {
  var paths = [path]
  if kindOfFile(path) == S_IFDIR {
    paths = namesInFolder(path).filter { name in
      [".csv", ".txt"].contains { name.lowercased().hasSuffix($0) }
    }.map { "\(path)/\($0)" }
    guard !paths.isEmpty else {
      throw FileProblem(
        "the folder '\(path)' has no price files", help: "they are text, and end in .csv or .txt")
    }
  }
  var files: [PriceFile] = []
  for path in paths {
    if let binary = binaryKind(path) {
      throw FileProblem(
        "'\(path)' is \(binary), and prices are read from text",
        help: "turn it into CSV: gamut explain data-formats has a line for it")
    }
    files.append(
      PriceFile(name: path == "-" ? PriceFile.standardInput : path, bytes: try readFile(path)))
  }
  return files
}

/// Kinds of files that people have prices in and that are no text, by the end of their names.
private func binaryKind(_ path: String) -> String? {
  let ends = [
    ".parquet": "a Parquet file", ".feather": "a Feather file", ".xlsx": "a spreadsheet",
    ".xls": "a spreadsheet", ".gz": "a compressed file", ".zip": "a compressed file",
    ".pkl": "a Python pickle", ".h5": "an HDF5 file",
  ]
  return ends.first { path.lowercased().hasSuffix($0.key) }?.value
}

/// Reads prices and tells what is wrong with them as a user sees it.
public func importedPrices(
  _ files: [PriceFile], _ options: ImportOptions,
  observe: (_ doing: String, _ file: String, _ line: Int) -> Void = { _, _, _ in }
) throws(FileProblem) -> ImportedPrices {
  do {
    return try ImportedPrices(files, options, observe: observe)
  } catch {
    throw FileProblem(error)
  }
}

/// Writes prices to a new file, whole or not at all; folders on the way are made.
public func writePrices(_ panel: PricePanel, to path: String) throws {
  guard kindOfFile(path) == nil else {
    throw FileProblem(
      "'\(path)' is there already, and nothing is overwritten",
      help: "take it away first, or name another file: -o FILE")
  }
  if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
    try makeFolder(String(path[..<slash]))
  }
  try writeFile(path) { write in
    try panel.csvLines { bytes in try bytes.withUnsafeBytes { try write($0) } }
  }
}

/// Where imported prices go if nobody says: where backtests look for them.
public func standardPriceFile(for path: String) -> String {
  let name = pathPartsOfName(path)
  return "\(PriceLocation.standardFolder)/\(name).csv"
}

/// The last part of a path, without its ending.
private func pathPartsOfName(_ path: String) -> String {
  let last = path.split(separator: "/").last.map(String.init) ?? ""
  let stem = last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
  return path == "-" || stem.isEmpty ? "prices" : stem
}
