// Another reader of YAML, PyYAML, gets the same values from our text as a reader of JSON does.

import Canon
import Experiment
import Glibc
import Testing

@Suite struct OtherReadersTests {
  @Test(
    .enabled(
      if: shell("python3 -c 'import yaml'").status == 0,
      "python3 with PyYAML is not installed (apt: python3-yaml)"))
  func `PyYAML reads every class of scalar as we mean it`() throws {
    var lines = "batch_name: b\njob: {kind: command, argv: x}\nparams:\n"
    var values: [(type: String, text: String)] = []
    for text in strings { values.append(("string", quotedText(text))) }
    values += numbers.map { ("number", $0) }
    values += ["0", "-1", "9223372036854775807", "-9223372036854775808"].map { ("int", $0) }
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
    let plan = try plan(lines)
    let (status, output) = try compareWithPython(
      plan.canonicalText(as: .yaml), plan.canonicalText(as: .json))
    #expect(status == 0, "\(output)")
    #expect(output.hasSuffix("same \(values.count + 1)\n"), "\(output)")
  }

  @Test(
    .enabled(
      if: shell("python3 -c 'import yaml'").status == 0,
      "python3 with PyYAML is not installed (apt: python3-yaml)"))
  func `PyYAML reads generated plans in both forms`() throws {
    for seed in 0..<8 {
      var generator = PlanGenerator(seed: UInt64(seed))
      let plan = generator.plan()
      for form in RunForm.allCases {
        let (status, output) = try compareWithPython(
          plan.canonicalText(as: .yaml, form: form), plan.canonicalText(as: .json, form: form))
        #expect(status == 0, "\(output)")
      }
    }
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

/// Whether Python finds the same values of the same types in both texts.
private func compareWithPython(
  _ yaml: String, _ json: String
) throws -> (status: Int32, output: String) {
  let script = """
    import json, sys, yaml
    def same(a, b, path):
        if type(a) is not type(b): sys.exit(f"{path}: {a!r} is not {b!r}")
        if isinstance(a, dict):
            if list(a) != list(b): sys.exit(f"{path}: {list(a)} are not {list(b)}")
            for key in a: same(a[key], b[key], path + "/" + key)
        elif isinstance(a, list):
            if len(a) != len(b): sys.exit(f"{path}: lengths")
            for i, (x, y) in enumerate(zip(a, b)): same(x, y, f"{path}/{i}")
        elif a != b: sys.exit(f"{path}: {a!r} is not {b!r}")
    text = open(sys.argv[1], encoding="utf-8", newline="").read()
    expected = json.load(open(sys.argv[2], encoding="utf-8"))
    for loader in [yaml.SafeLoader] + ([yaml.CSafeLoader] if yaml.__with_libyaml__ else []):
        same(yaml.load(text, loader), expected, "")
    print("same", len(expected.get("params", [])))
    """
  let folder = try temporaryFolder()
  defer { _ = shell("rm -r '\(folder)'") }
  try write(script, to: "\(folder)/compare.py")
  try write(yaml, to: "\(folder)/a.yaml")
  try write(json, to: "\(folder)/a.json")
  return shell("cd '\(folder)' && python3 compare.py a.yaml a.json")
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

private func shell(_ command: String) -> (status: Int32, output: String) {
  guard let pipe = popen("(\(command)) 2>&1", "r") else { return (-1, "") }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
    bytes += buffer[..<count]
  }
  return (pclose(pipe), String(decoding: bytes, as: UTF8.self))
}
