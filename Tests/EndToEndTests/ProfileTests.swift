// Where the time of a batch goes: timings of runs, a trace of all, sums.

import TestSupport
import Testing

@Suite struct ProfileTests {
  private let work: Workspace

  init() throws {
    work = try Workspace()
    try work.folder.write(
      """
      let prices = "prices.csv"
      let period = 2013 .. 2014
      let factor = "momentum(120, 21)"
      sweep top_quantile in [0.2, 0.3, 0.4, 0.5], rebalance_freq in ["M", "W"]
      run "{rebalance_freq}_{top_quantile}"
      """, to: "b.gamut")
  }

  /// What Python says of a trace: numbers of lanes and boxes, whether each step lies in the box of its run.
  private func look(at trace: String) -> String {
    shell(
      """
      /usr/bin/python3 -c '
      import json, sys
      events = json.load(open(sys.argv[1]))["traceEvents"]
      boxes = [e for e in events if e["ph"] == "X"]
      runs = [e for e in boxes if "args" in e]
      def inside(e):
          return any(r["tid"] == e["tid"] and r["ts"] <= e["ts"] + 1e-6
                     and e["ts"] + e["dur"] <= r["ts"] + r["dur"] + 0.002 for r in runs)
      lanes = {e["args"]["name"] for e in events if e["name"] == "thread_name"}
      apart = all(a["ts"] + a["dur"] <= b["ts"] + 0.002 or b["ts"] + b["dur"] <= a["ts"] + 0.002
                  for a in runs for b in runs if a is not b and a["tid"] == b["tid"])
      print(len(runs), sorted(lanes), all(inside(e) for e in boxes), apart,
            all(e["args"]["status"] == "success" for e in runs))
      ' '\(work.folder.path)/\(trace)'
      """
    ).output
  }

  @Test func `a trace has a lane for each worker and a box for each run`() throws {
    expect(
      try work.gamut("run", "b.gamut", "--with-profiling", "--max-workers", "2"), endsWith: 0)
    let trace = "\(Workspace.batchFolder("b"))/profile/trace.json"
    #expect(look(at: trace) == "8 ['worker 1', 'worker 2'] True True True\n")
    let profile = try work.gamut("profile", "b")
    expect(profile, endsWith: 0)
    for step in ["inputs", "scores", "simulation", "outputs", "manifest", "idle"] {
      #expect(profile.out.contains("\n\(step) "), "\(step)")
    }
    #expect(profile.out.contains("\nM_0.2 "))
    #expect(profile.err == "trace: \(trace)\n")
    let csv = try work.gamut("profile", "b.gamut", "--format", "csv")
    #expect(csv.out == (try work.text("b", "profile/steps.csv")))
    let steps = SummaryFile(csv.out)
    let shares = steps.column("share").compactMap { Double($0) }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9 && shares.allSatisfy { $0 >= 0 })
    #expect(try work.text("b", "batch_summary.md").contains("## Time by step"))
    // An earlier trace is kept, and a batch with nothing to do makes none.
    let first = try work.folder.text(trace)
    expect(try work.gamut("run", "b.gamut", "--with-profiling"), endsWith: 0)
    #expect(try work.folder.text(trace) == first)
    try work.folder.write(
      try work.folder.text("b.gamut").replacing("0.5]", with: "0.5, 0.45]"), to: "b.gamut")
    expect(try work.gamut("run", "b.gamut", "--with-profiling"), endsWith: 0)
    #expect(try work.text("b", "profile/trace-1.json") == first)
    #expect(look(at: trace).hasPrefix("2 "))
    expect(try work.gamut("verify", "b"), endsWith: 0)
  }

  @Test func `timings of a run have the seed's shape`() throws {
    expect(try work.gamut("run", "b.gamut", "--with-profiling"), endsWith: 0)
    let path = "\(work.folder.path)/\(Workspace.batchFolder("b"))/runs/M_0.2/profile/timings.json"
    let seen = shell(
      """
      /usr/bin/python3 -c '
      import json, sys
      t = json.load(open(sys.argv[1]))
      s = t["summary"]
      d = [x["duration_ms"] for x in t["steps"].values()]
      print(list(t), t["job_name"], t["job_meta"], s["total_steps"] == len(d),
            abs(s["total_duration_ms"] - sum(d)) < 1e-9, s["max_duration_ms"] == max(d),
            all(x["end_epoch"] >= x["start_epoch"] and x["end_ts"] >= x["start_ts"] and x["meta"] == {}
                for x in t["steps"].values()))
      ' '\(path)'
      """)
    #expect(
      seen.output
        == "['steps', 'job_name', 'job_meta', 'summary'] backtest {'run_id': 'M_0.2'} True True True True\n"
    )
  }

  @Test func `without the flag nothing is measured`() throws {
    expect(try work.gamut("run", "b.gamut"), endsWith: 0)
    #expect(!work.folder.contains("\(Workspace.batchFolder("b"))/profile"))
    #expect(!work.folder.contains("\(Workspace.batchFolder("b"))/runs/M_0.2/profile"))
    #expect(try !work.text("b", "batch_summary.md").contains("Time by step"))
    let none = try work.gamut("profile", "b")
    expect(none, endsWith: 1)
    #expect(none.err.contains("has not been run with profiling") && none.err.contains("help: "))
  }

  @Test(arguments: ["full", "none"])
  func `programs and workers have timings, too`(artifacts: String) throws {
    try work.folder.write(
      """
      import json, sys
      print(json.dumps({"gamut": 1}), flush=True)
      for line in sys.stdin:
          run = json.loads(line)
          print(json.dumps({"run": run["run"], "metrics": {"x": 1}}), flush=True)
      """, to: "worker.py")
    for (name, job) in [
      ("command", #"job command { argv = ["sh", "-c", "sleep 0.05"] }"#),
      ("worker", #"job worker { argv = ["python3", "worker.py"] }"#),
    ] {
      try work.folder.write(
        "batch \(name) { artifacts = \"\(artifacts)\" }\n\(job)\n"
          + "param a : int = 1\nsweep a in [1, 2, 3]\nrun\n", to: "\(name).gamut")
      expect(try work.gamut("run", "\(name).gamut", "--with-profiling"), endsWith: 0)
      let trace = "\(Workspace.batchFolder(name))/profile/trace.json"
      #expect(look(at: trace).hasPrefix("3 ["), "\(look(at: trace))")
      #expect(look(at: trace).hasSuffix("True True True\n"), "\(look(at: trace))")
      let timings = "\(Workspace.batchFolder(name))/runs/1/profile/timings.json"
      #expect(work.folder.contains(timings) == (artifacts == "full"))
      let csv = SummaryFile(try work.gamut("profile", name, "--format", "csv").out)
      #expect(csv.column("step").contains(name == "command" ? "program" : "worker"))
    }
  }
}
