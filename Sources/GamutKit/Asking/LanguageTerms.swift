// What the statements of a program and the parts of an expression are, for 'gamut explain': a few lines each,
// with an example that can be typed as it stands.

/// The statements, by the words with which they begin, then what stands in them.
public let languageTerms: [Term] = [
  Term(
    name: "batch",
    explanation: """
      The first statement: the batch's name, what it is for, and in braces its own settings: output_root,
      max_runs, equal_runs, artifacts, tags, timeout, memory, cpu_time, retries.

          batch costs "Does it survive its costs?" { max_runs = 500, timeout = 5min }
      """),
  Term(
    name: "import",
    explanation: """
      Takes the lets, defs, bundles, periods, presets, params and the job of a library: a program without
      runs. With 'as c' its names are c.NAME.

          import "library.gamut" as house
      """),
  Term(
    name: "param",
    explanation: """
      A setting of a batch that runs your own program: its type, its default, a line of help. Types: int,
      number, string, bool, path, date, duration, list of T; 'int in 1 .. 10' has a range, 'string in
      ["a", "b"]' choices, 'number(bps)' a unit, 'path?' may be none.

          param lr : number = 0.1 "learning rate"
          param model : string in ["tree", "net"] = "tree"
          job command { argv = ["echo", lr, model] }
          sweep lr in [0.01, 0.1]
      """),
  Term(
    name: "job",
    explanation: """
      What a run does. Without it the built-in backtest; 'command' starts a program for each run, whose last
      line on standard output is a JSON object of metrics (or 'metrics = "FILE"'); 'worker' keeps a program
      that takes a JSON line for each run. run.id, run.dir and run.key are at hand.

          param n : int = 1
          job command { argv = ["./train", "--n", n, "--out", run.dir], timeout = 30min }
          sweep n in 1 .. 3
      """),
  Term(
    name: "let",
    explanation: """
      A default: every run below, up to the end of the scope, has this setting unless something nearer sets
      it. 'gamut settings' lists the settings; 'bundle', 'period' and 'preset' set several at once.

          let rebalance_freq = "W"
          let ema_slow = 3 * ema_fast
      """),
  Term(
    name: "def",
    explanation: """
      A name of your own, or a function: for expressions, not recorded in runs.

          def fast = 10
          def slow(n) = n * 3
          let ema_fast = fast
          let ema_slow = slow(fast)
      """),
  Term(
    name: "bundle",
    explanation: """
      A named factor bundle, a YAML file of factors with weights: 'let bundle = NAME', or an axis of names.

          bundle core = "bundles/core.yaml"
          bundle quality = "bundles/quality.yaml"
          let strategy = "multifactor_long_short"
          sweep bundle in [core, quality]
      """),
  Term(
    name: "period",
    explanation: """
      Named days, both ends included: days, months, quarters, years, or from one to another. A period has
      .start, .end, .days, .year. 'years(p)', 'quarters(p)', 'months(p)' cut it; 'rolling', 'expanding' and
      'walk_forward' make windows.

          period early = 2010 .. 2014
          period late = 2015-01-01 .. 2020-06-30
          sweep period in [early, late]
      """),
  Term(
    name: "preset",
    explanation: """
      Settings with a name, to be set or swept together; 'a + b' joins two.

          preset retail { commission_bps = 10, spread_bps = 5 }
          preset desk { commission_bps = 1, spread_bps = 1 }
          sweep preset in [retail, desk]
      """),
  Term(
    name: "for",
    explanation: """
      A scope that is repeated for each level of its axes. An axis is a setting, bundle, period, preset, or a
      name of your own; several multiply. Two scopes side by side are added. 'if' behind the levels says
      where an axis exists.

          for ema_fast in [5, 10], ratio in [2, 4] {
            let ema_slow = ema_fast * ratio
            run
          }
      """),
  Term(
    name: "sweep",
    explanation: """
      An axis for the rest of the scope: everything below is repeated for each level. Several sweeps multiply.
      In brackets several settings move together. See also: for, levels, sample, when.

          sweep ema_fast in [5, 10, 20]
          sweep (rebalance_freq, max_gross_exposure) in [("W", 0.5), ("M", 1.0)]
      """),
  Term(
    name: "sample",
    explanation: """
      So many points of the sweeps above it in its scope instead of all: by random (the default), lhs, sobol
      or halton. Levels may then be continuous: uniform(a, b), loguniform(a, b).

          sweep ema_fast in 2 .. 50
          sweep max_gross_exposure in uniform(0.5, 1.5)
          sample 20 by sobol seed 7
      """),
  Term(
    name: "when",
    explanation: """
      Keeps the points above it where the condition holds. 'except' drops them, 'require' makes one that
      breaks it a mistake.

          sweep ema_fast in [5, 10, 20], ema_slow in [10, 20, 40]
          when ema_fast < ema_slow
      """),
  Term(
    name: "except",
    explanation: """
      Drops the points above it where the condition holds.

          sweep ema_fast in [5, 10, 20], rebalance_freq in ["D", "M"]
          except ema_fast == 5 and rebalance_freq == "M"
      """),
  Term(
    name: "require",
    explanation: """
      A condition that every point must hold, and why.

          sweep ema_fast in [5, 10, 20]
          require ema_fast < ema_slow "the fast average is the shorter one"
      """),
  Term(
    name: "group",
    explanation: """
      A scope whose runs carry its name, as a label in ids and as a tag. Groups side by side are added.

          group daily { let rebalance_freq = "D"; sweep ema_fast in [2, 3]; run }
          group monthly { let rebalance_freq = "M"; sweep ema_fast in [20, 40]; run }
      """),
  Term(
    name: "run",
    explanation: """
      One run for each point of the axes around it. Its id is made of their labels; 'run NAME' adds a name,
      'run "x{ema_fast:02}"' is a template. Settings in braces hold for these runs. In a session the last
      'run' is implied.

          run plain { ema_fast = 3, tags = ["control"] }
          sweep ema_fast in [5, 10]
          run "f{ema_fast:02}"
      """),
  Term(
    name: "levels",
    explanation: """
      What stands behind 'in': [1, 2, 4]; with labels [cheap: 0, dear: 10]; 1 .. 10; 0.1 .. 0.5 step 0.1 (exact);
      linspace(a, b, n), logspace, geomspace; zip(xs, ys); xs + ys; [e for x in xs if c]; glob("*.yaml");
      csv("grid.csv"); lines("symbols.txt"). They may depend on the axes above.

          sweep commission_bps in [cheap: 0, dear: 10]
          sweep ema_fast in 5 .. 15 step 5
          sweep ema_slow in [ema_fast * 2, ema_fast * 4]
      """),
  Term(
    name: "templates",
    explanation: """
      A string with {expressions}: {axis} is the label of its level, {n:03} pads with zeros, {x:.2} has two
      decimals, {{ is a brace. As an id it may have letters, digits and . _ -; with marks between the pieces
      different points have different ids.

          sweep max_gross_exposure in [0.5, 1.25], ema_fast in [5, 10]
          run "g{max_gross_exposure}-f{ema_fast:03}"
      """),
  Term(
    name: "functions",
    explanation: """
      min max round abs floor ceil mod len sum first last sorted unique replace lower upper stem date json;
      years quarters months rolling expanding walk_forward of periods; linspace logspace geomspace zip of
      levels; glob csv lines read files. Operators: + - * / and comparisons, and or not in, if a then b else c.

          def windows = walk_forward(2010 .. 2020, train: 3y, test: 1y, step: 1y)
          sweep period in windows
          let ema_fast = max(2, floor(ema_slow / 4))
      """),
]
