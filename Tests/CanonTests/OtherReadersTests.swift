// Other readers of YAML get the same values from our text as a reader of JSON does: four that were
// written apart from one another, and libyaml under PyYAML besides.

import Canon
import Experiment
import Glibc
import TestSupport
import Testing

/// A reader of YAML that is not ours.
enum OtherReader: String, CaseIterable, CustomTestStringConvertible {
  case pyYAML = "pyyaml"
  case libYAML = "pyyaml-c"
  case ruamel
  case jsYAML = "js-yaml"
  case goYAML = "yaml.v3"

  var testDescription: String { rawValue }

  /// A command that ends with 0 where the reader is there.
  private var presence: String {
    switch self {
    case .pyYAML: "/usr/bin/python3 -c 'import yaml'"
    case .libYAML: "/usr/bin/python3 -c 'from yaml import CSafeLoader'"
    case .ruamel: "/usr/bin/python3 -c 'from ruamel.yaml import YAML'"
    case .jsYAML: "NODE_PATH=/usr/share/nodejs node -e 'require(\"js-yaml\")'"
    case .goYAML: "go version && test -d /usr/share/gocode/src/gopkg.in/yaml.v3"
    }
  }

  static let present = allCases.filter { shell($0.presence).status == 0 }

  /// What reads the files behind it and prints them, tagged, a line for each.
  func command(below folder: String) -> String {
    let scripts = "\(Repository.root)/Tests/CanonTests/Readers"
    switch self {
    case .pyYAML, .libYAML, .ruamel: return "/usr/bin/python3 '\(scripts)/read.py' \(rawValue)"
    case .jsYAML: return "NODE_PATH=/usr/share/nodejs node '\(scripts)/read.js'"
    case .goYAML:
      let build =
        "GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE='\(folder)/cache' "
        + "go build -o '\(folder)/read' '\(scripts)/read.go'"
      return "\(build) && '\(folder)/read'"
    }
  }
}

@Suite struct OtherReadersTests {
  @Test func `all other readers are there`() {
    #expect(
      OtherReader.present == OtherReader.allCases,
      "make test installs them: python3-yaml python3-ruamel.yaml nodejs node-js-yaml golang-gopkg-yaml.v3-dev"
    )
  }

  @Test(arguments: OtherReader.present)
  func `every class of scalar and generated plans are read as we mean them`(_ reader: OtherReader)
    throws
  {
    var plans = [try planOfAllScalars()]
    for seed in 0..<8 {
      var generator = PlanGenerator(seed: UInt64(seed))
      plans.append(generator.plan())
    }
    let folder = try temporaryFolder()
    defer { _ = shell("chmod -R u+w '\(folder)'; rm -r '\(folder)'") }
    var names: [String] = []
    for (number, plan) in plans.enumerated() {
      for form in RunForm.allCases {
        let name = "\(folder)/\(number)-\(form.rawValue)"
        try write(plan.canonicalText(as: .yaml, form: form), to: name + ".yaml")
        try write(plan.canonicalText(as: .json, form: form), to: name + ".json")
        names.append(name)
      }
    }
    func files(_ form: String) -> String { names.map { "'\($0).\(form)'" }.joined(separator: " ") }
    let printed = shell(
      "\(reader.command(below: folder)) \(files("yaml")) > '\(folder)/printed'")
    #expect(printed.status == 0, "\(printed.output)")
    let script = "\(Repository.root)/Tests/CanonTests/Readers/compare.py"
    let compared = shell("/usr/bin/python3 '\(script)' '\(folder)/printed' \(files("json"))")
    #expect(compared.output == "same \(names.count)\n", "\(compared.output)")
  }

  private func planOfAllScalars() throws -> Plan {
    var lines = "batch_name: b\njob: {kind: command, argv: x}\nparams:\n"
    var values: [(type: String, text: String)] = []
    for text in strings { values.append(("string", quotedText(text))) }
    values += numbers.map { ("number", $0) }
    values += ["0", "-1", "9007199254740992", "-9007199254740992"].map { ("int", $0) }
    values += [("bool", "true"), ("bool", "false"), ("int?", "null"), ("date", "2020-02-29")]
    values += [("duration", "3m"), ("list of string", "[]"), ("list of number", "[1, 1e22]")]
    for (number, value) in values.enumerated() {
      lines += "  - {name: \(name(number)), type: '\(value.type)', default: \(value.text)}\n"
    }
    lines += "  - {name: run, type: int}\nruns:\n"
    for run in 0..<2 {
      lines += "  - id: r\(run)\n    run: \(run)\n"
      for (number, value) in values.enumerated() where number % 2 == run {
        lines += "    \(name(number)): \(value.text)\n"
      }
    }
    return try plan(lines)
  }

  /// Keys, too, are of every class.
  private func name(_ number: Int) -> String {
    let words = [
      "y", "no", "null", "true", "On", "a-b", "1", "1.5", "größe", "_x", "~", "a: b", "",
    ]
    return number < words.count - 1 ? quotedText(words[number]) : "p\(number)"
  }

  private let strings = [
    "", "no", "Off", "y", "null", "~", "true", "12:30", "1:30:00", "1e3", "018", "0o17", "0x1F",
    "1_000", "2020-01-01", "=", "<<", ".inf", ".nan", "-", "- a", "a: b", "a #b", "#", "&a", "*a",
    "!x", "%", "@", "`", "|", ">", "{", "[", " lead", "trail ", "\t", "a\nb", "\r\n", "\\", "\"",
    "'", "\u{7}", "\u{1B}[0m", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}",
    "\u{FEFF}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "\u{200B}", "größe", "日本", "😀", "e\u{301}",
    "/", "</script>", String(repeating: "long ", count: 60),
  ]

  private let numbers = [
    "0", "1", "-1", "0.1", "0.3", "100000", "1e15", "1e16", "1e22", "1.5e-7", "1e-5", "1e100",
    "5e-324", "1.7976931348623157e308", "-2.5", "123456789.125",
  ]
}

private func temporaryFolder() throws -> String {
  var template = Array("/tmp/canon-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw NotLoaded(description: "no folder in /tmp") }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func write(_ text: String, to path: String) throws {
  guard let file = fopen(path, "wb") else { throw NotLoaded(description: path) }
  fwrite(text, 1, text.utf8.count, file)
  fclose(file)
}
