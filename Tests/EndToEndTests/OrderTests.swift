// Programs are started the longest first, as far as the batch's own history tells.

import TestSupport
import Testing

@Suite struct OrderTests {
  private static let program = """
    batch order
    param n : int
    param kind : string
    job command { argv = ["sh", "job.sh"] }
    sweep kind in ["a", "b"]
    sweep n in 1 .. LAST
    run
    """

  /// `b` takes three times as long as `a`, and a larger n longer than a smaller one.
  private static let script = """
    echo $GAMUT_RUN_ID >> started
    case $GAMUT_KIND in a) factor=1 ;; b) factor=3 ;; esac
    sleep $(awk "BEGIN { print 0.02 * $factor * $GAMUT_N }")
    echo '{"x": 1}'
    """

  @Test func `what took longest comes first, and what is new is estimated by its levels`() throws {
    let work = try Workspace()
    func write(last: Int, script: String) throws {
      try work.folder.write(
        OrderTests.program.replacing("LAST", with: "\(last)"), to: "order.gamut")
      try work.folder.write(script, to: "job.sh")
    }
    func run() throws -> [String] {
      work.folder.remove("started")
      expect(try work.gamut("run", "order.gamut", "--max-workers", "1"), endsWith: 0)
      return try work.folder.lines("started")
    }
    try write(last: 4, script: OrderTests.script)
    #expect(try run() == ["a_1", "a_2", "a_3", "a_4", "b_1", "b_2", "b_3", "b_4"])
    // Changed: the history of each run.
    try write(last: 4, script: OrderTests.script + "\n# changed\n")
    let again = try run()
    #expect(again.first == "b_4" && again.last == "a_1", "\(again)")
    #expect(again.firstIndex(of: "b_3") ?? 9 < again.firstIndex(of: "a_3") ?? 0, "\(again)")
    // New: the levels' mean.
    try write(last: 6, script: OrderTests.script + "\n# changed\n")
    let new = try run()
    #expect(Set(new.prefix(2)) == ["b_5", "b_6"] && new.count == 4, "\(new)")
  }
}
