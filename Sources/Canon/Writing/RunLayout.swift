// What stands around the values of a batch in each of the three syntaxes.

struct RunLayout {
  let syntax: CanonicalSyntax

  init(_ syntax: CanonicalSyntax) { self.syntax = syntax }

  /// Everything down to the first run.
  func writeHead(_ members: [JSONText.Member], to bytes: inout [UInt8]) {
    switch syntax {
    case .jsonLines: break
    case .json:
      bytes += "{".utf8
      for member in members {
        bytes.appendLine(indentation: 2)
        bytes.appendQuoted(member.name)
        bytes += ": ".utf8
        member.value.write(to: &bytes, .indented, indentation: 2)
        bytes += ",".utf8
      }
      bytes += "\n  \"runs\": [".utf8
    case .yaml:
      for member in members {
        if RunLayout.blocks.contains(member.name) { bytes += "\n".utf8 }
        bytes.appendKey(member.name)
        member.value.writeBlock(to: &bytes, indentation: 0)
        bytes += "\n".utf8
      }
      bytes += "\nruns:".utf8
    }
  }

  /// In YAML an empty line stands before each of these, and before `runs`.
  private static let blocks: Set<String> = ["job", "params", "defaults"]

  func writeFoot(hasRuns: Bool, to bytes: inout [UInt8]) {
    switch syntax {
    case .jsonLines: break
    case .json: bytes += (hasRuns ? "\n  ]\n}\n" : "]\n}\n").utf8
    case .yaml: bytes += (hasRuns ? "\n" : " []\n").utf8
    }
  }

  /// What stands between two runs.
  var separator: [UInt8] { Array((syntax == .json ? "," : "").utf8) }

  /// What stands before the text of an id, with its opening quote.
  var beforeID: [UInt8] {
    switch syntax {
    case .yaml: Array("\n  - id: \"".utf8)
    case .json: Array("\n    {\n      \"id\": \"".utf8)
    case .jsonLines: Array("{\"id\": \"".utf8)
    }
  }

  /// What stands behind the last value of a run.
  var afterRun: [UInt8] {
    switch syntax {
    case .yaml: []
    case .json: Array("\n    }".utf8)
    case .jsonLines: Array("}\n".utf8)
    }
  }

  /// A setting of a run behind its id or another setting.
  func member(_ name: String, _ value: JSONText) -> [UInt8] {
    var bytes: [UInt8] = []
    switch syntax {
    case .yaml:
      bytes.appendLine(indentation: 4)
      bytes.appendKey(name)
      value.writeBlock(to: &bytes, indentation: 4)
    case .json:
      bytes += ",".utf8
      bytes.appendLine(indentation: 6)
      bytes.appendQuoted(name)
      bytes += ": ".utf8
      value.write(to: &bytes, .indented, indentation: 6)
    case .jsonLines:
      bytes += ", ".utf8
      bytes.appendQuoted(name)
      bytes += ": ".utf8
      value.write(to: &bytes, .line, indentation: 0)
    }
    return bytes
  }
}
