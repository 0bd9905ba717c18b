// What reports and profiling cost: pages of a run of ten years and a hundred names, made later by a process
// of its own, and ten thousand runs with and without a look at the clock. Wall seconds.

import Glibc

func benchReports(_ gamut: String, _ folder: String, csv: [UInt8]) {
  write("\(folder)/prices.csv", csv)
  _ = seconds(
    gamut,
    """
    let prices         = "prices.csv"
    let period         = 2014 .. 2023
    let fill           = "close"
    let commission_bps = 10
    let factor         = "momentum(126, 21)"
    run one
    """, folder)
  // Hashes of files that are younger are not remembered, and nobody asks for a report so soon.
  sleep(3)
  let run = "output/batch_backtests/batch/reports/one"
  for (name, options, page) in [
    ("performance", "", "backtest/report.html"),
    ("risk", "--risk", "risk_report/risk_report.html"),
    ("transaction costs", "--tca", "tca/tca_report.html"),
  ] {
    let times = (0..<15).map { _ in
      let begin = wallSeconds()
      guard
        system(
          "cd \(folder) && GAMUT_CACHE=\(folder)/cache \(gamut) report batch one \(options) 2>log")
          == 0
      else { exit(1) }
      return wallSeconds() - begin
    }
    var status = stat()
    stat("\(folder)/\(run)/\(page)", &status)
    row(
      "report of 10 years x 100 names: \(name)",
      "\(rounded(median(times) * 1000, 1)) ms, \(status.st_size / 1000) kB",
      bar: "50 ms, 400 kB")
  }
}

func benchProfiling(_ gamut: String, _ folder: String) {
  for (name, artifacts, runs) in [("files of each", "full", 400), ("nothing kept", "none", 10_000)]
  {
    let program = """
      batch many { max_runs = 20000, artifacts = "\(artifacts)" }
      let prices         = "prices.csv"
      let period         = 2014 .. 2023
      let fill           = "close"
      let commission_bps = 10
      sweep gross in 1 .. \(runs)
      let max_gross_exposure = gross / 10000
      let factor         = "momentum(126, 21)"
      run "{gross}"
      """
    let ratios = (0..<9).map { _ in
      let off = seconds(gamut, program, folder)
      return seconds(gamut, program, folder, "--with-profiling") / off
    }
    row(
      "with profiling : without, \(runs) runs, \(name)", rounded(median(ratios), 3), bar: "1.020")
  }
}
