// What the words of batches, runs and failures mean, for 'gamut explain'.

internal import Execution
internal import Experiment

/// A word and what it means.
public struct Term: Sendable {
  public let name: String
  public let explanation: String
}

/// The fields of a batch that limit its runs, and the kinds of failure.
public let executionTerms: [Term] = [
  Term(
    name: "timeout",
    explanation: """
      batch NAME { timeout = 30min }, or a job's own, which wins; --timeout wins over both. The wall-clock
      time of one attempt of a run. A program gets SIGTERM, \(Int(programGraceSeconds)) seconds later SIGKILL with everything
      that it has started; a built-in backtest is ended with its keeper at once.
      """),
  Term(
    name: "memory",
    explanation: """
      batch NAME { memory = "2GB" } or --memory 2GB. The resident memory of a run with everything that it
      has started (pages that several processes share count once), looked at every 2 to 100 ms, the more
      often the nearer it is to the limit. A run over it is killed at once: out-of-memory. A further run
      begins only where so much is free. Units are powers of 1024.
      """),
  Term(
    name: "cpu_time",
    explanation: """
      batch NAME { cpu_time = 1h } or --cpu-time 1h. The CPU time, user and system, of a run with
      everything that it has started. A program over it is ended as by a timeout: limit. Of a built-in
      backtest whole seconds count.
      """),
  Term(
    name: "retries",
    explanation: """
      batch NAME { retries = 2 } or --retries 2. How often a run that failed is tried again within one
      execution: after 1, 2, 4 ... seconds, at most 300, for exit-code, signal and worker; after
      10, 20, 40 ... for out-of-memory; at once after a timeout. What would fail again in the same way is
      not tried again: launch, invalid-metrics, input, engine, limit. Each attempt is a row of the table 'attempt'.
      """),
  Term(
    name: "halt",
    explanation: """
      gamut run --halt never|soon|now[,fail=N|N%]. Runs that have failed for good end the batch: 'soon'
      begins nothing new and lets what runs end, 'now' ends that, too. N counts runs, N% is of those that
      were to be executed; without it the first failure halts. The exit status is 1, and the same command
      goes on with the rest.
      """),
  Term(
    name: "artifacts",
    explanation: """
      batch NAME { artifacts = "none" | "summary" | "full" }. What a run leaves on disk besides its row in
      the database: nothing; a folder with manifest, metrics and reports; that, and curves, trades,
      positions. Full up to 2000 runs, summary above. A command's folder has its logs in both; a worker's
      runs have folders only with full.
      """),
  Term(
    name: "retired",
    explanation: """
      A run that the plan does not have any more. Its result stays in the database and its folder on disk;
      summary, ranking and the view 'result' are without it. It counts again when the plan has it again.
      """),
  Term(
    name: "exit-code", explanation: "A failure: the program ended with another exit code than 0."),
  Term(
    name: "signal",
    explanation:
      "A failure: the program was killed by a signal that gamut has not sent for a limit."),
  Term(
    name: "out-of-memory",
    explanation: """
      A failure: the run had more memory than its limit (see 'memory'), or the kernel killed it because the
      system had none left.
      """),
  Term(
    name: "limit",
    explanation: "A failure: the run used more CPU time than it may have (see 'cpu_time')."),
  Term(
    name: "launch",
    explanation:
      "A failure: the program could not be started: it is not there, or may not be executed."),
  Term(
    name: "worker",
    explanation: """
      A failure of a run of 'job worker': the worker died, did not greet, reported an error, or said what
      is no answer. grammar/worker-protocol.md has the protocol.
      """),
  Term(
    name: "invalid-metrics",
    explanation:
      "A failure: the program ended well, and its metrics are missing or no JSON object of numbers."
  ),
  Term(
    name: "input",
    explanation: "A failure: a file that the run needs is missing, wrong, or was changed meanwhile."
  ),
  Term(
    name: "engine", explanation: "A failure: the built-in engine refused the settings, or broke."),
  Term(
    name: "data-formats",
    explanation: """
      gamut data describe PATH says what prices there are; gamut data import PATH writes them to data/prices,
      where backtests look. PATH is a file, a folder, or - for standard input:

        wide CSV           a date, then closes, a column for each symbol; two header rows as yfinance has them
        one symbol a file  Date, Open, High, Low, Close, Adj Close, Volume: Yahoo, Stooq, zipline's csvdir; the
                           file's name is the symbol
        long CSV           date, symbol (ticker, name, instrument), open, high, low, close, volume; Stooq's
                           bulk text

      Cells are separated by , ; tab or |. Numbers may have decimal commas, dates stand in any one order.
      Rows may be unsorted; a row that stands twice with other numbers is refused.

      From Parquet, Feather and whatever else others read:

        python3 -c "import pandas as pd, sys; pd.read_parquet('prices.parquet').reset_index().to_csv(sys.stdout, index=False)" | gamut data import -
        duckdb -csv -c "SELECT * FROM 'prices.parquet'" | gamut data import -
      """),
  Term(
    name: "cache",
    explanation: """
      What can be made again is kept in $GAMUT_CACHE, else in gamut of $XDG_CACHE_HOME, else in
      ~/.cache/gamut; GAMUT_CACHE= (empty) keeps nothing. Price files of a megabyte or more are parsed once:
      panels/KEY holds their numbers, and all workers of all batches map the same memory. KEY is made of
      what is in the files, so a changed file is another panel. files/ has the hashes of large files, each
      with the file's device, inode, size and times of change. What nobody has used for 30 days goes when
      something new comes; you may remove all of it at any time.
      """),
  Term(
    name: "factor-store",
    explanation: """
      gamut factors build --prices PATH 'momentum(126, 21)' computes factors for all symbols and days, and
      keeps them in the cache (gamut explain cache) beside the prices they are of. Runs with a factor that is
      kept read it. Its place holds the hash of the price files, the version of gamut and the factor's
      windows, so another price, formula or window is never mistaken for it. A run with fewer symbols reads
      their rows; beta and idio_vol, which look at the other symbols, are computed for it.

      The files are NumPy's own: float64, NaN where there is no value, a row for each symbol.

        folder = "..."                                      # as gamut factors build says
        factor = numpy.load(folder + "/factors-0.1.0/momentum(126,21).npy", mmap_mode="r")
        days, symbols = numpy.load(folder + "/days.npy"), numpy.load(folder + "/symbols.npy")

      Beside them are close.npy, and open, high, low, volume where there are any; NAME_by_day.npy are the same
      turned, [days x symbols], with columns of 0 up to a multiple of four.
      """),
  Term(
    name: "risk-report",
    explanation: """
      generate_risk_report = true, or later gamut report BATCH RUN --risk: risk_report/ with risk_report.html
      and .md, and what they show as CSV. Losses are returns, fractions below zero.

        risk_summary.csv        the seed's columns, then tails at 99 %, tails of a normal, average exposures
        exposure_timeseries.csv after each rebalance: gross, net, positions, HHI (sum w^2 / gross^2), turnover
                                (traded value over equity before its costs, as the metric)
        drawdowns.csv           the five deepest
        risk_by_side.csv        what long and short positions brought, after the costs of their trades
        risk_by_regime.csv      the run in states of the benchmark (without one: of the mean of all symbols)
        factor_returns.csv      market, and a portfolio of each factor: best fifth long, worst fifth short, free;
                                'low rv(60)' where the direction is negative and the lowest are the best
        factor_exposures_*.csv  least squares of the run on them: over all days, and over the last 252 (from
                                60 on); contribution = beta x mean x 252, risk share = beta cov / var
        risk_by_factor_group.csv  the same, summed up by family; with what is unexplained they make the whole

      The state of a session is the one at the close before it, from all closes that the prices have, also
      before the run; what is said of a year needs 20 sessions in the state. crisis: 20 % below the peak, or volatility of
      20 days above 30 %; else bear: 5 % below the mean of 200 days and volatility above 15 %; else bull: 5 %
      above it, or above it in a quiet market (below 15 %); else sideways: within 5 %, not quiet; else neutral.
      """),
  Term(
    name: "tca-report",
    explanation: """
      generate_tca_report = true, or later gamut report BATCH RUN --tca: tca/ with tca_report.html and .md, and
      what they show as CSV: tca_trades, tca_summary (by day), tca_by_side, tca_by_symbol, tca_risk_summary
      (gross and net), tca_sensitivity (the same trades at 0 to 100 basis points), tca_capacity.

      Gross returns are net ones plus the costs of the session over the equity before. Break-even costs are
      the basis points of traded value at which nothing of the gain is left. Capacity: in place of the run's
      own impact a fill of value Q, in a name that trades V a day and moves by s a day, costs s sqrt(Q / V) of
      Q (the square root law with factor 1; Almgren et al. 2005, Toth et al. 2011); V is the mean of close x
      volume of the 21 sessions before, s the deviation of the 63 returns before. Q grows with the capital.
      It needs prices with volume; the law holds for small parts of a day's volume, so larger ones are marked.
      Names whose prices ended are settled, which is no fill: it costs nothing and counts for no turnover.
      """),
  Term(
    name: "profile",
    explanation: """
      --with-profiling leaves profile/timings.json in the folder of each run (steps with start and duration,
      the seed's form); in that of the batch profile/steps.csv (all runs summed up by step; a table of the
      summary, too) and profile/trace.json, which Perfetto and chrome://tracing open: a lane for each worker,
      a box for each run and each of its steps. 'idle' is time of workers in which none of their runs went on:
      starting up, waiting for the next. gamut profile BATCH prints the sums and the longest runs.
      """),
  Term(
    name: "luck",
    explanation: """
      The line below a ranking of backtests. The best of many runs looks good even where none has any skill:
      'expected' is the Sharpe ratio that the best of so many without skill would have, given how much the
      runs' ratios differ (Bailey and Lopez de Prado 2014). 'Deflated Sharpe' is the probability that the best
      run's true ratio is above that. 'In N tries luck finds such a ratio in Y years': the minimum backtest
      length; with less data the result says nothing. 'A single run is above zero after Y': the minimum track
      record, as if nothing else had been tried. Runs of a sweep are alike, and thus fewer
      than they seem: 'their returns correlate by r, as if M were independent' gives the mean correlation of
      the daily returns of all pairs of runs, and M = r + (1 - r) N (N where r is below 0), with which the same is said again. Of
      each run 128 numbers are kept for that (a count sketch of its returns), so r has an error of about
      (1 - r^2) / 11. Where a run has none M is unknown, and all of it is rather too strict.
      """),
]
