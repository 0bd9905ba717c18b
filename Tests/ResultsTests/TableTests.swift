import Canon
import Experiment
import Results
import Testing

@Suite struct TableTests {
  static func table(_ cells: Cell...) -> Table {
    var table = Table([.init("name"), .init("value", .trailing)])
    for cell in cells { table.append([.text("x"), cell]) }
    return table
  }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"a\"", "\"say \"\"a\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("", ""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-x", "'-x"),
    ("@x", "'@x"), ("=a,\"b\"", "\"'=a,\"\"b\"\"\""), ("a=b", "a=b"), ("\r", "\"\r\""),
    ("ü\u{301}", "ü\u{301}"), ("\r\n", "\"\r\n\""),
  ])
  func `a text is quoted as RFC 4180 says and never computed`(text: String, cell: String) {
    #expect(CSVText.line([.text(text), .empty]) == "\(cell),\n")
  }

  @Test func `a number is written with all its digits, NaN as nothing`() {
    let cells: [Cell] = [
      .number(-0.1), .number(1e-300), .number(.nan), .number(.infinity), .int(-3), .number(2),
      Cell(.number(Decimal("0.30") ?? .zero)), Cell(Value.none), Cell(Value.text("-3")),
      Cell(.bool(true)),
    ]
    #expect(CSVText.line(cells) == "-0.1,1.0e-300,,inf,-3,2.0,0.3,,'-3,true\n")
  }

  @Test func `any table comes back from its CSV`() {
    var generator = SeededCells(seed: 7)
    for _ in 0..<200 {
      let texts = (0..<6).map { _ in generator.text() }
      let line = CSVText.line(texts.map { .text($0) })
      #expect(parseCSV(line) == [texts])
    }
  }

  @Test func `Markdown shows a foreign text and obeys none of it`() {
    let evil = "a|b <b>*c*</b> `d` [e](f)\n# g \u{1B}[31m\u{202E}_h_ i_j \\ &amp;"
    let table = TableTests.table(.text(evil))
    #expect(
      table.markdown == """
        | name | value |
        | :-- | --: |
        | x | a\\|b \\<b\\>\\*c\\*\\</b\\> \\`d\\` \\[e\\](f) \\# g \
        \\\\u{1b}\\[31m\\\\u{202e}\\_h\\_ i_j \\\\ \\&amp; |

        """)
  }

  @Test func `a terminal gets aligned columns and no controls`() {
    let table = TableTests.table(.number(1.5), .int(12345), .text("\u{1B}[2J"), .empty)
    #expect(
      table.plain == """
        name      value
        x        1.5000
        x         12345
        x     \\u{1b}[2J
        x

        """)
  }

  @Test func `JSON has one object a row, with all digits`() throws {
    let table = TableTests.table(.number(0.1), .empty, .text("\u{1B}"), .number(.infinity))
    let node = try JSONReader.read(Array(table.json.utf8))
    guard case .sequence(let rows, _) = node else {
      Issue.record("not an array")
      return
    }
    let values = rows.map { row in
      if case .scalar(let scalar)? = row["value"] { scalar.text } else { "none" }
    }
    #expect(values == ["0.1", "null", "\u{1B}", "null"])
  }

  @Test(
    arguments: [
      (0, "0"), (42, "42"), (-1.5, "-1.5000"), (0.123456, "0.1235"), (0.0123456, "0.01235"),
      (-0.00001234567, "-0.00001235"), (1e-9, "1.0e-09"), (1e20, "1.0e+20"), (.nan, ""),
      (-.infinity, "-inf"), (123456.789, "123456.7890"), (-0.0, "0"), (0.0999999, "0.10000"),
    ] as [(Double, String)])
  func `people get numbers of a readable length`(number: Double, text: String) {
    #expect(Table.NumberFormat.short.text(number) == text)
  }

  @Test func `fixed decimals are fixed`() {
    #expect(Table.NumberFormat.decimals(2).text(2.675) == "2.68")
    #expect(Table.NumberFormat.decimals(3).text(2) == "2.000")
    #expect(Table.NumberFormat.exact.text(0.1 + 0.2) == "0.30000000000000004")
  }

  @Test func `a row has as many cells as there are columns`() {
    var table = Table([.init("a"), .init("b")])
    table.append([.int(1)])
    table.append([.int(1), .int(2), .int(3)])
    #expect(table.csv == "a,b\n1,\n1,2\n")
    #expect(Table([.init("a")]).plain == "a\n")
    #expect(Table([.init("a")]).json == "[]\n")
  }

  @Test func `the ranking puts NaN last and leaves equals in plan order`() {
    let values: [Double] = [1, .nan, 3, -.infinity, 3, .nan, -0.0, 0.0]
    let places = Array(values.indices)
    #expect(rank(places, by: { values[$0] }) == [2, 4, 0, 6, 7, 3, 1, 5])
    #expect(rank(places, .ascending, by: { values[$0] }) == [3, 6, 7, 0, 2, 4, 1, 5])
    #expect(rank([Int](), by: { _ in 0 }) == [])
  }
}
