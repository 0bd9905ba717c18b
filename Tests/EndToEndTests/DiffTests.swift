// gamut diff: what two batches have in common, and how they differ.

import TestSupport
import Testing

@Suite struct DiffTests {
  private static let old = """
    let strategy       = "equal_weight"
    let prices         = "prices.csv"
    let period         = 2013
    let commission_bps = 1
    sweep rebalance_freq in ["W", "M"]
    run
    run extra { seed = 7 }

    """

  private func work() throws -> Workspace {
    let work = try Workspace()
    try work.folder.write(DiffTests.old, to: "old.gamut")
    return work
  }

  private func write(_ changes: [(String, String)], to name: String, in work: Workspace) throws {
    var text = DiffTests.old
    for (from, to) in changes {
      #expect(text.contains(from))
      text = text.replacing(from, with: to)
    }
    try work.folder.write(text, to: name)
  }

  @Test func `a program and its written forms are the same`() throws {
    let work = try work()
    for form in ["yaml", "json"] {
      expect(
        try work.gamut("convert", "old.gamut", "--to", form, "-o", "old.\(form)"), endsWith: 0)
      let same = try work.gamut("diff", "old.gamut", "old.\(form)")
      expect(same, endsWith: 0)
      #expect(same.out == "4 the same, 0 changed, 0 renamed, 0 added, 0 removed\n")
    }
  }

  @Test func `a changed value is told once for all its runs, with its line`() throws {
    let work = try work()
    try write([("commission_bps = 1", "commission_bps = 5")], to: "new.gamut", in: work)
    let ending = try work.gamut("diff", "old.gamut", "new.gamut")
    expect(ending, endsWith: 1)
    #expect(
      ending.out == """
        changed  W, W_extra, M, M_extra: commission_bps 1.0 -> 5.0
                 new.gamut:4:5  let commission_bps = 5
        0 the same, 4 changed, 0 renamed, 0 added, 0 removed

        """)
    let back = try work.gamut("diff", "new.gamut", "old.gamut", "--set", "commission_bps=3")
    expect(back, endsWith: 0)
    let csv = try work.gamut("diff", "old.gamut", "new.gamut", "--format", "csv")
    #expect(
      csv.out.hasPrefix(
        "change,run_id,new_run_id,setting,old,new,place\n"
          + "changed,W,W,commission_bps,1.0,5.0,new.gamut:4:5\n"))
  }

  @Test func `a level that is new or gone is its axis's line; a new name renames`() throws {
    let work = try work()
    try write([("\"M\"", "\"Q\""), ("run extra", "run other")], to: "new.gamut", in: work)
    let ending = try work.gamut("diff", "old.gamut", "new.gamut")
    expect(ending, endsWith: 1)
    #expect(
      ending.out == """
        renamed  W_extra -> W_other
        added    Q, Q_other
                 new.gamut:5:7  sweep rebalance_freq in ["W", "Q"]
        removed  M, M_extra
                 old.gamut:5:7  sweep rebalance_freq in ["W", "M"]
        1 the same, 0 changed, 1 renamed, 2 added, 2 removed

        """)
  }

  @Test func `of a document the line of the value is told, also by why`() throws {
    let work = try work()
    expect(
      try work.gamut(
        "convert", "old.gamut", "--to", "yaml", "--form", "expanded", "-o", "old.yaml"),
      endsWith: 0)
    let text = try work.folder.text("old.yaml")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.lastIndex { $0.hasSuffix("    seed: 7") })
    let changed = text.replacing("    seed: 7", with: "    seed: 8")
    try work.folder.write(changed, to: "new.yaml")
    let ending = try work.gamut("diff", "old.yaml", "new.yaml")
    #expect(ending.out.contains("changed  W_extra, M_extra: seed 7 -> 8\n"))
    let why = try work.gamut("why", "new.yaml", "M_extra.seed", "--format", "csv")
    #expect(why.out.contains("seed,8,file,new.yaml:\(line + 1):11,seed: 8\n"))
  }

  @Test func `a batch that has been run is compared as it was`() throws {
    let work = try work()
    try work.folder.write("#!/bin/sh\necho '{\"loss\": 1}'\n", to: "p.sh")
    try work.folder.write(
      "job command { argv = [\"sh\", \"p.sh\"] }\nsweep seed in 1 .. 2\nrun\n", to: "p.gamut")
    expect(try work.gamut("run", "p.gamut"), endsWith: 0)
    let folder = Workspace.batchFolder("p")
    expect(try work.gamut("diff", folder, "p.gamut"), endsWith: 0)
    try work.folder.write(
      "job command { argv = [\"sh\", \"q.sh\"] }\nsweep seed in 1 .. 3\nrun\n", to: "p.gamut")
    let ending = try work.gamut("diff", folder, "p.gamut")
    expect(ending, endsWith: 1)
    #expect(ending.out.hasPrefix("job      [\"sh\", \"p.sh\"] -> [\"sh\", \"q.sh\"]\nadded    3\n"))
    #expect(ending.out.hasSuffix("2 the same, 0 changed, 0 renamed, 1 added, 0 removed\n"))
  }

  @Test func `what cannot be read is no difference`() throws {
    let work = try work()
    try work.folder.write("let x = [\n", to: "broken.gamut")
    for other in ["nothing.yaml", "broken.gamut", "."] {
      expect(try work.gamut("diff", "old.gamut", other), endsWith: 2)
    }
    expect(try work.gamut("diff", "old.gamut"), endsWith: 64)
  }
}
