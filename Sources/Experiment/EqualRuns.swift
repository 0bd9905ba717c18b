// Which runs of a table have the same value of every setting, given or default.

extension RunTable {
  /// The later runs that are equal to an earlier one, each with the first of them.
  public func equalRuns(in schema: Schema) -> [(later: Int, first: Int)] {
    let varying = columns.filter { schema.settings[$0.setting].isInKey && $0.codes.count > 0 }
      .map { (codes: $0.codes, meanings: $0.meanings(in: schema)) }
    var hashes = [UInt32](repeating: 0, count: count)
    for (codes, meanings) in varying {
      for number in hashes.indices {
        let mixed = (hashes[number] ^ meanings[codes[number]]) &* 0x9E37_79B1
        hashes[number] = mixed ^ (mixed >> 15)
      }
    }
    var found = IndexTable(for: count)
    var equal: [(later: Int, first: Int)] = []
    for number in hashes.indices {
      let twin = found.find(Int(hashes[number])) { other in
        varying.allSatisfy { $0.meanings[$0.codes[number]] == $0.meanings[$0.codes[other]] }
      }
      if let twin {
        equal.append((number, twin))
      } else {
        found.insert(number, under: Int(hashes[number]))
      }
    }
    return equal
  }
}

extension RunTable.Column {
  /// For each value of a column a number that is the same for values that mean the same: 0 for the
  /// schema's default, which is as good as nothing.
  fileprivate func meanings(in schema: Schema) -> [UInt32] {
    let fallback = schema.settings[setting].fallback ?? .none
    var numbers: [Value: UInt32] = [fallback: 0]
    return values.map { value in
      guard let value else { return 0 }
      let next = UInt32(numbers.count)
      if let number = numbers[value] { return number }
      numbers[value] = next
      return next
    }
  }
}
