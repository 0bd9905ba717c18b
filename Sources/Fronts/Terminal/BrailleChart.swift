// A line in a terminal: each letter holds two by four dots.

/// A curve as lines of letters, the highest value at the top; empty where there are fewer than two values.
func brailleChart(_ values: [Double], width: Int, height: Int) -> [String] {
  let known = values.filter(\.isFinite)
  guard known.count > 1, let low = known.min(), let high = known.max() else { return [] }
  let (columns, rows) = (width * 2, height * 4)
  var dots = [UInt32](repeating: 0, count: width * height)
  // The bits of a letter, by column and row.
  let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
  var before: Int?
  for column in 0..<columns {
    let value = values[column * (values.count - 1) / max(1, columns - 1)]
    guard value.isFinite else {
      before = nil
      continue
    }
    let share = high > low ? (value - low) / (high - low) : 0.5
    let row = min(rows - 1, max(0, Int(((1 - share) * Double(rows - 1)).rounded())))
    // What lies between two columns is drawn in the second.
    for dot in min(row, before ?? row)...max(row, before ?? row) {
      dots[dot / 4 * width + column / 2] |= bits[column % 2][dot % 4]
    }
    before = row
  }
  return (0..<height).map { line in
    String(
      String.UnicodeScalarView(
        dots[line * width..<(line + 1) * width].compactMap { Unicode.Scalar(0x2800 + $0) }))
  }
}
