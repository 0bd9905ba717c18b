// A reader of CSV by the letter of RFC 4180, as an oracle for the writer; it undoes the mark that
// keeps spreadsheets from computing.

import TestSupport

func parseCSV(_ text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell: [UInt8] = []
  var isQuoted = false
  var bytes = Array(text.utf8)[...]
  func shown(_ cell: [UInt8]) -> String {
    let isMarked = cell.count > 1 && cell[0] == 0x27 && "=+-@".utf8.contains(cell[1])
    return String(decoding: isMarked ? cell[1...] : cell[...], as: UTF8.self)
  }
  while let byte = bytes.popFirst() {
    if isQuoted {
      if byte != 0x22 {
        cell.append(byte)
      } else if bytes.first == 0x22 {
        cell.append(0x22)
        bytes = bytes.dropFirst()
      } else {
        isQuoted = false
      }
      continue
    }
    switch byte {
    case 0x22 where cell.isEmpty: isQuoted = true
    case 0x2C, 0x0A:
      row.append(shown(cell))
      cell = []
      if byte == 0x0A {
        rows.append(row)
        row = []
      }
    default: cell.append(byte)
    }
  }
  return rows
}

/// Short texts of the characters that CSV stumbles over.
struct SeededCells {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func text() -> String {
    let alphabet = ["a", "\"", ",", "\n", "\r", "=", "-", " ", "ü", "\u{1F600}", "|"]
    let count = Int.random(in: 0...6, using: &generator)
    return (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
  }
}
